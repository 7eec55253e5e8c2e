package io.omniedge.transport.routing;

import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The owner of each IP prefix, found by the longest prefix that holds an address [WG 2].
 *
 * <p>Two copy-on-write tries, one for IPv4 and one for IPv6. Any thread looks up, without locks or
 * allocation; one thread at a time changes. A lookup sees the table before or after a change, never
 * in between.
 *
 * @param <T> the owner, a peer
 */
public final class AllowedIps<T> {
  private volatile @Nullable Node<T> ipv4;
  private volatile @Nullable Node<T> ipv6;

  /** The owner of an IPv4 address in network byte order, or null. */
  public @Nullable T lookup4(int address) {
    return Node.lookup(ipv4, (long) address << 32);
  }

  /** The owner of an IPv6 address given as two halves in network byte order, or null. */
  public @Nullable T lookup6(long high, long low) {
    return Node.lookup(ipv6, high, low);
  }

  /** Gives the prefix (its host bits cleared) to this owner, taking it from its present one. */
  public void put(IpPrefix prefix, T owner) {
    set(prefix, owner);
  }

  /** Takes the prefix out if this owner has it; else nothing happens. */
  public void remove(IpPrefix prefix, T owner) {
    ByteBuffer address = ByteBuffer.wrap(prefix.address().getAddress());
    T present =
        prefix.isIpv4()
            ? Node.exact(ipv4, (long) address.getInt(0) << 32, 0, prefix.length())
            : Node.exact(ipv6, address.getLong(0), address.getLong(8), prefix.length());
    if (owner.equals(present)) {
      set(prefix, null);
    }
  }

  /** Takes out every prefix of this owner. */
  public void removeAll(T owner) {
    ipv4 = Node.without(ipv4, owner);
    ipv6 = Node.without(ipv6, owner);
  }

  /** The prefixes of this owner, IPv4 first, in address order; walks the whole table. */
  public List<IpPrefix> of(T owner) {
    List<IpPrefix> prefixes = new ArrayList<>();
    collect(ipv4, owner, 4, prefixes);
    collect(ipv6, owner, 16, prefixes);
    return prefixes;
  }

  private void set(IpPrefix prefix, @Nullable T owner) {
    ByteBuffer address = ByteBuffer.wrap(prefix.address().getAddress());
    if (prefix.isIpv4()) {
      ipv4 = Node.with(ipv4, (long) address.getInt(0) << 32, 0, prefix.length(), owner);
    } else {
      ipv6 = Node.with(ipv6, address.getLong(0), address.getLong(8), prefix.length(), owner);
    }
  }

  private static <T> void collect(
      @Nullable Node<T> node, T owner, int addressBytes, List<IpPrefix> into) {
    if (node == null) {
      return;
    }
    if (owner.equals(node.owner)) {
      into.add(prefix(node, addressBytes));
    }
    collect(node.zero, owner, addressBytes, into);
    collect(node.one, owner, addressBytes, into);
  }

  private static IpPrefix prefix(Node<?> node, int addressBytes) {
    byte[] all = ByteBuffer.allocate(16).putLong(node.high).putLong(node.low).array();
    byte[] address = new byte[addressBytes];
    System.arraycopy(all, 0, address, 0, addressBytes);
    try {
      return new IpPrefix(InetAddress.getByAddress(address), node.length);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are always an address", e);
    }
  }
}
