package io.omniedge.manager.policy;

import io.omniedge.manager.address.PublicAddresses;
import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.protocol.net.Prefix;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Addresses of a device that some rules all treat alike, so that looking at the first says it of
 * all.
 *
 * @param network the address or route of the device that it is in
 * @param first inside the network, counted from its start
 * @param last not below the first
 */
record AddressRange(Prefix network, BigInteger first, BigInteger last) {
  /**
   * What a device has in a family, in pieces.
   *
   * @param cuts prefixes by which rules tell addresses apart
   */
  static List<AddressRange> of(Device device, Family family, Collection<Prefix> cuts) {
    List<AddressRange> ranges = new ArrayList<>();
    List<Prefix> networks = new ArrayList<>(device.addresses());
    networks.addAll(Prefixes.merged(device.routes()));
    device.exits().forEach(exit -> networks.addAll(PublicAddresses.behind(exit)));
    for (Prefix network : networks) {
      if (Family.of(network) == family) {
        addPieces(network, cuts, ranges);
      }
    }
    return ranges;
  }

  private static void addPieces(
      Prefix network, Collection<Prefix> cuts, List<AddressRange> ranges) {
    TreeSet<BigInteger> starts = new TreeSet<>();
    starts.add(BigInteger.ZERO);
    BigInteger base = number(network);
    for (Prefix cut : cuts) {
      if (network.contains(cut)) {
        BigInteger start = number(cut).subtract(base);
        starts.add(start);
        starts.add(start.add(cut.size()));
      }
    }
    starts.add(network.size());
    starts.tailSet(network.size(), false).clear();
    BigInteger first = starts.pollFirst();
    for (BigInteger next : starts) {
      ranges.add(new AddressRange(network, first, next.subtract(BigInteger.ONE)));
      first = next;
    }
  }

  private static BigInteger number(Prefix prefix) {
    return new BigInteger(1, prefix.address().getAddress());
  }

  /** The address to look at. */
  Prefix sample() {
    return network.host(first);
  }

  /** Whether all of it is in a network. */
  boolean isIn(Prefix other) {
    return other.contains(sample()) && other.contains(network.host(last));
  }

  /** The network, one address, or first and last. */
  @Override
  public String toString() {
    String start = sample().firstAddress();
    if (first.equals(last)) {
      return start;
    }
    return last.subtract(first).add(BigInteger.ONE).equals(network.size())
        ? network.toString()
        : start + "-" + network.host(last).firstAddress();
  }
}
