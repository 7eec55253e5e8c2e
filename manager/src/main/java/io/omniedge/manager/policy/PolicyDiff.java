package io.omniedge.manager.policy;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.manager.policy.Inventory.Site;
import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a new document would change, as flows that somebody could open: every device counts, with
 * the conditions of a rule as words behind its flows.
 *
 * @param gained as {@code device:a -> device:b tcp/502}, in order
 * @param lost likewise
 * @param complete false if there is more; the lists are bounded
 */
public record PolicyDiff(List<String> gained, List<String> lost, boolean complete) {
  /** Lines of each list. */
  public static final int MAX_LINES = 500;

  /** A step is some ten nanoseconds; a page that somebody waits for has a second or two. */
  private static final long MAX_STEPS = 5_000_000;

  private static final int STEPS_OF_A_PAIR = 100;

  /** Copies. */
  public PolicyDiff {
    gained = List.copyOf(gained);
    lost = List.copyOf(lost);
  }

  /** Compares two documents in a network as it is. */
  public static PolicyDiff between(
      PolicyDocument before, PolicyDocument after, Inventory inventory) {
    return new Comparison(before, after, inventory).run();
  }

  /** A flow as a document says it, without the name of its rule. */
  private record Saying(
      List<Selector> from, List<Selector> to, Traffic traffic, Set<String> conditions) {}

  private static final class Comparison {
    private final PolicyDocument before;
    private final PolicyDocument after;
    private final Inventory inventory;
    private final Resolution then;
    private final Resolution now;
    private final Set<String> gained = new TreeSet<>();
    private final Set<String> lost = new TreeSet<>();
    private long steps;

    Comparison(PolicyDocument before, PolicyDocument after, Inventory inventory) {
      this.before = before;
      this.after = after;
      this.inventory = inventory;
      this.then = new Resolution(before, inventory, (_, _) -> true);
      this.now = new Resolution(after, inventory, (_, _) -> true);
      // Put in the same order, a device has the same number in both.
      then.putAll(inventory.devices().values());
      now.putAll(inventory.devices().values());
    }

    PolicyDiff run() {
      List<Flow> changed = new ArrayList<>();
      Set<Saying> said = sayings(before, then);
      Set<Saying> says = sayings(after, now);
      then.flows().stream()
          .filter(flow -> !says.contains(saying(before, flow)))
          .forEach(changed::add);
      now.flows().stream()
          .filter(flow -> !said.contains(saying(after, flow)))
          .forEach(changed::add);
      boolean complete = comparePairs(changed);
      return new PolicyDiff(
          gained.stream().limit(MAX_LINES).toList(),
          lost.stream().limit(MAX_LINES).toList(),
          complete && gained.size() <= MAX_LINES && lost.size() <= MAX_LINES);
    }

    private static Set<Saying> sayings(PolicyDocument document, Resolution resolution) {
      Set<Saying> sayings = new HashSet<>();
      resolution.flows().forEach(flow -> sayings.add(saying(document, flow)));
      return sayings;
    }

    private static Saying saying(PolicyDocument document, Flow flow) {
      return new Saying(
          flow.from().selectors(),
          flow.to().selectors(),
          flow.traffic(),
          flow.rule().conditions(document));
    }

    /** Whether it came to the end of it. */
    private boolean comparePairs(List<Flow> changed) {
      int devices = inventory.devices().size();
      for (int opener = 0; opener < devices; opener++) {
        BitSet acceptors = new BitSet();
        for (Flow flow : changed) {
          if (flow.from().has(opener)) {
            flow.to().addMembersTo(acceptors);
          }
        }
        acceptors.clear(opener);
        for (int acceptor : acceptors.stream().toArray()) {
          compare(opener, acceptor);
          if (isEnough()) {
            return false;
          }
        }
      }
      return true;
    }

    private boolean isEnough() {
      return steps > MAX_STEPS || gained.size() > MAX_LINES || lost.size() > MAX_LINES;
    }

    private void compare(int opener, int acceptor) {
      List<Flow> ago = joining(then, opener, acceptor);
      List<Flow> soon = joining(now, opener, acceptor);
      List<Flow> all = Stream.concat(ago.stream(), soon.stream()).toList();
      List<Traffic> cuts = all.stream().map(Flow::traffic).distinct().toList();
      for (Family family : Family.values()) {
        List<TrafficRange> traffic = TrafficRange.of(Traffic.ANY, family, cuts);
        List<AddressRange> targets = ranges(acceptor, all.stream().map(Flow::to), family);
        for (AddressRange source : ranges(opener, all.stream().map(Flow::from), family)) {
          for (AddressRange target : targets) {
            if (!isEnough()) {
              Ends ends = new Ends(opener, source, acceptor, target, family);
              compare(ends, traffic, between(ends, ago), between(ends, soon));
            }
          }
        }
      }
    }

    private List<Flow> joining(Resolution resolution, int opener, int acceptor) {
      steps += STEPS_OF_A_PAIR + resolution.flows().size();
      return resolution.flows().stream().filter(flow -> flow.joins(opener, acceptor)).toList();
    }

    private List<AddressRange> ranges(int device, Stream<Side> sides, Family family) {
      Device whose = now.device(device);
      List<Prefix> cuts =
          sides
              .flatMap(side -> side.family(family).footprint(device).prefixes().stream())
              .distinct()
              .toList();
      steps += (long) cuts.size() * (whose.addresses().size() + whose.routes().size());
      return AddressRange.of(whose, family, cuts);
    }

    private List<Flow> between(Ends ends, List<Flow> flows) {
      List<Flow> some = new ArrayList<>();
      for (Flow flow : flows) {
        Footprint from = flow.from().family(ends.family).footprint(ends.opener);
        Footprint to = flow.to().family(ends.family).footprint(ends.acceptor);
        steps += from.prefixes().size() + to.prefixes().size();
        if (from.contains(ends.source.sample()) && to.contains(ends.target.sample())) {
          some.add(flow);
        }
      }
      return some;
    }

    private void compare(Ends ends, List<TrafficRange> traffic, List<Flow> ago, List<Flow> soon) {
      Map<Set<String>, List<TrafficRange>> more = new HashMap<>();
      Map<Set<String>, List<TrafficRange>> less = new HashMap<>();
      for (TrafficRange range : traffic) {
        steps += ago.size() + soon.size() + 1;
        Set<Set<String>> had = conditions(before, range, ago, ends.family);
        Set<Set<String>> has = conditions(after, range, soon, ends.family);
        note(range, has, had, more);
        note(range, had, has, less);
      }
      write(ends, more, traffic.size(), gained);
      write(ends, less, traffic.size(), lost);
    }

    private static Set<Set<String>> conditions(
        PolicyDocument document, TrafficRange range, List<Flow> flows, Family family) {
      Set<Set<String>> conditions = new HashSet<>();
      for (Flow flow : flows) {
        if (range.isIn(flow.traffic(), family)) {
          conditions.add(flow.rule().conditions(document));
        }
      }
      return conditions;
    }

    /** Notes what is allowed that was not under the same conditions, or under fewer. */
    private static void note(
        TrafficRange range,
        Set<Set<String>> some,
        Set<Set<String>> others,
        Map<Set<String>, List<TrafficRange>> news) {
      for (Set<String> conditions : some) {
        boolean known = others.stream().anyMatch(conditions::containsAll);
        boolean wider =
            some.stream()
                .anyMatch(
                    fewer -> fewer.size() < conditions.size() && conditions.containsAll(fewer));
        if (!known && !wider) {
          news.computeIfAbsent(conditions, _ -> new ArrayList<>()).add(range);
        }
      }
    }

    private void write(
        Ends ends, Map<Set<String>, List<TrafficRange>> news, int all, Set<String> lines) {
      String between = name(ends.opener, ends.source) + " -> " + name(ends.acceptor, ends.target);
      news.forEach(
          (conditions, ranges) -> {
            String when = conditions.isEmpty() ? "" : " when " + String.join("; ", conditions);
            for (String words : words(ranges, all, ends.family)) {
              lines.add(between + " " + words + when);
            }
          });
    }

    private static List<String> words(List<TrafficRange> ranges, int all, Family family) {
      return ranges.size() == all
          ? List.of(IpProtocol.ANY.text())
          : TrafficRange.words(ranges, family);
    }

    private String name(int device, AddressRange range) {
      Device whose = now.device(device);
      if (whose.addresses().contains(range.network())) {
        boolean told = isToldApart(range.network());
        return "device:" + whose.name() + (told ? " " + range : "");
      }
      for (Site site : inventory.sites().values()) {
        if (site.device().equals(whose.id()) && site.prefixes().stream().anyMatch(range::isIn)) {
          return "site:" + site.name() + " " + range;
        }
      }
      return "device:" + whose.name() + " " + range;
    }

    /** Only by an address can rules treat one address of a device differently from another. */
    private boolean isToldApart(Prefix address) {
      return Stream.concat(then.flows().stream(), now.flows().stream())
          .flatMap(flow -> Stream.of(flow.from(), flow.to()))
          .flatMap(side -> side.selectors().stream())
          .anyMatch(
              selector ->
                  selector instanceof Selector.Addressed addressed
                      && addressed.prefix().contains(address));
    }
  }

  /** Pieces of two devices, and the devices by their numbers. */
  private record Ends(
      int opener, AddressRange source, int acceptor, AddressRange target, Family family) {}
}
