package io.omniedge.manager.policy;

import io.omniedge.protocol.map.PortRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Traffic that some rules all treat alike.
 *
 * @param number of the protocol, {@link #OTHER} for all that nobody mentions
 * @param ports the whole range for protocols without
 */
record TrafficRange(int number, PortRange ports) {
  /** No packet has it, and no rule names it. */
  static final int OTHER = -1;

  static final PortRange ALL_PORTS = new PortRange(0, 65535);

  /**
   * Some traffic in pieces.
   *
   * @param cuts traffic by which rules tell packets apart
   */
  static List<TrafficRange> of(Traffic traffic, Family family, Collection<Traffic> cuts) {
    Set<Integer> numbers = new TreeSet<>();
    if (traffic.protocol().number(family) != 0) {
      numbers.add(traffic.protocol().number(family));
    } else {
      cuts.forEach(cut -> numbers.add(cut.protocol().number(family)));
      numbers.remove(0);
      numbers.add(OTHER);
    }
    List<TrafficRange> ranges = new ArrayList<>();
    for (int number : numbers) {
      for (PortRange ports : traffic.ports().isEmpty() ? List.of(ALL_PORTS) : traffic.ports()) {
        addPieces(number, ports, family, cuts, ranges);
      }
    }
    return ranges;
  }

  private static void addPieces(
      int number,
      PortRange ports,
      Family family,
      Collection<Traffic> cuts,
      List<TrafficRange> ranges) {
    TreeSet<Integer> starts = new TreeSet<>();
    for (Traffic cut : cuts) {
      if (cut.protocol().number(family) == number) {
        for (PortRange range : cut.ports()) {
          starts.add(range.first());
          starts.add(range.last() + 1);
        }
      }
    }
    int first = ports.first();
    for (int next : starts.subSet(first, false, ports.last(), true)) {
      ranges.add(new TrafficRange(number, new PortRange(first, next - 1)));
      first = next;
    }
    ranges.add(new TrafficRange(number, new PortRange(first, ports.last())));
  }

  /** Whether a flow with that traffic has it. */
  boolean isIn(Traffic traffic, Family family) {
    return traffic.matches(family, number, ports.first());
  }

  /** Whether some of what is asked for is some of what a flow carries. */
  static boolean overlap(Traffic asked, Traffic carried, Family family) {
    return of(asked, family, List.of(carried)).stream()
        .anyMatch(piece -> piece.isIn(carried, family));
  }

  /** {@code tcp/502}. */
  String words(Family family) {
    return words(number, List.of(ports), family);
  }

  /** Several, those of one protocol together. */
  static List<String> words(List<TrafficRange> ranges, Family family) {
    // Unsigned: what nobody mentions comes last.
    TreeMap<Integer, List<PortRange>> ports = new TreeMap<>(Integer::compareUnsigned);
    for (TrafficRange range : ranges) {
      ports.computeIfAbsent(range.number, _ -> new ArrayList<>()).add(range.ports);
    }
    List<String> words = new ArrayList<>();
    ports.forEach((number, some) -> words.add(words(number, Traffic.joined(some), family)));
    return words;
  }

  private static String words(int number, List<PortRange> ports, Family family) {
    if (number == OTHER) {
      return "other protocols";
    }
    String name = IpProtocol.name(number, family);
    return ports.equals(List.of(ALL_PORTS))
        ? name
        : name + "/" + ports.stream().map(PortRange::toString).collect(Collectors.joining(","));
  }
}
