package io.omniedge.manager.address;

import io.omniedge.manager.inventory.Network;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.net.Prefix;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Gives each device of a network an index, and by that an address of its IPv4 and its IPv6 prefix.
 * An index that a device had before is given again only when no fresh one is left, the one that was
 * free for longest first: firewalls and people remember addresses.
 */
public final class Addresses {
  private Addresses() {}

  /** Takes one, in a transaction. */
  public static long allocate(Handle handle, Network network) {
    long next =
        handle
            .createQuery("select next_address from network where id = ?")
            .bind(0, network.id())
            .mapTo(Long.class)
            .one();
    if (next <= last(network.ipv4())) {
      handle.execute("update network set next_address = ? where id = ?", next + 1, network.id());
      return next;
    }
    Optional<Long> released =
        handle
            .createQuery(
                "select address from released_address where network_id = ?"
                    + " order by released_at, address limit 1")
            .bind(0, network.id())
            .mapTo(Long.class)
            .findOne();
    long address =
        released.orElseThrow(
            () -> Problem.conflict("network-full", "no address is left in " + network.ipv4()));
    handle.execute(
        "delete from released_address where network_id = ? and address = ?", network.id(), address);
    return address;
  }

  /** Gives one back, in a transaction. */
  public static void release(Handle handle, String network, long address, long now) {
    handle.execute(
        "insert into released_address (network_id, address, released_at) values (?, ?, ?)",
        network,
        address,
        now);
  }

  /** All ones is the broadcast address of the prefix; nobody should have it. */
  private static long last(Prefix ipv4) {
    return ipv4.size().subtract(BigInteger.TWO).longValueExact();
  }

  /** The first slice of the shared address space [RFC 6598] that none of these networks has. */
  public static Prefix freeIpv4(List<Prefix> taken) {
    for (int slice = 64; slice < 128; slice++) {
      Prefix candidate = Prefix.parse("100." + slice + ".0.0/16");
      if (taken.stream().noneMatch(candidate::overlaps)) {
        return candidate;
      }
    }
    throw Problem.conflict(
        "addresses-exhausted", "ipv4", "all 64 slices of 100.64.0.0/10 are taken; name a prefix");
  }
}
