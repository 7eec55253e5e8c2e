package io.omniedge.manager.policy;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the tests that a document has. A document with a test that fails is not to be accepted.
 *
 * <p>They judge the document, not the day: devices that wait or are quarantined count as members,
 * windows are open unless the test says when, postures are met unless it says otherwise. Every
 * device and address that is meant is looked at, both families, so an {@code allow} holds for all
 * of them and a {@code deny} for each.
 */
public final class PolicyTests {
  /** What all tests together may look at, in steps of some ten nanoseconds. */
  private static final long MAX_STEPS = 20_000_000;

  private static final int STEPS_OF_A_PAIR = 100;

  private final PolicyDocument document;
  private final Inventory inventory;
  private final Resolution resolution;
  private long steps;

  private PolicyTests(PolicyDocument document, Inventory inventory) {
    this.document = document;
    this.inventory = inventory;
    this.resolution = new Resolution(document, inventory, (_, _) -> true);
  }

  /**
   * What came of a test.
   *
   * @param place as {@code tests[2]}
   * @param test what it asks
   * @param passed whether it is as expected
   * @param reason why not; empty if it passed
   */
  public record Outcome(String place, String test, boolean passed, String reason) {
    /** As a line for people. */
    @Override
    public String toString() {
      return place + " " + test + ": " + (passed ? "passed" : reason);
    }
  }

  /** Runs them all, in their order. */
  public static List<Outcome> run(PolicyDocument document, Inventory inventory) {
    PolicyTests tests = new PolicyTests(document, inventory);
    List<PolicyTest> all = document.tests();
    List<Side> froms = all.stream().map(test -> tests.side(Optional.of(test.from()))).toList();
    List<Side> tos = all.stream().map(test -> tests.side(test.place(document, inventory))).toList();
    tests.resolution.putAll(inventory.devices().values());
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String reason = tests.new Run(all.get(i), froms.get(i), tos.get(i)).reason();
      outcomes.add(
          new Outcome("tests[" + i + "]", all.get(i).toString(), reason.isEmpty(), reason));
    }
    return List.copyOf(outcomes);
  }

  /**
   * Runs them all, and says of those that failed which devices they name that were revoked: these
   * are not in the inventory, so such a test has nobody to show anything of.
   *
   * @param revoked names by identifiers
   */
  public static List<Outcome> run(
      PolicyDocument document, Inventory inventory, Map<String, String> revoked) {
    List<Outcome> outcomes = new ArrayList<>(run(document, inventory));
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = outcomes.get(i);
      PolicyTest test = document.tests().get(i);
      String gone =
          revoked.entrySet().stream()
              .filter(device -> test.names(document, inventory, device.getKey(), device.getValue()))
              .map(device -> "device:" + device.getValue() + " is revoked")
              .collect(Collectors.joining(", "));
      if (!outcome.passed() && !gone.isEmpty()) {
        outcomes.set(
            i,
            new Outcome(
                outcome.place(),
                outcome.test(),
                false,
                gone + ", so the test has to go or to name another: " + outcome.reason()));
      }
    }
    return List.copyOf(outcomes);
  }

  /** The tests that name a device, as {@code tests[2] device:a -> device:b tcp/502}. */
  public static List<String> naming(
      PolicyDocument document, Inventory inventory, String id, String name) {
    List<String> naming = new ArrayList<>();
    for (int i = 0; i < document.tests().size(); i++) {
      PolicyTest test = document.tests().get(i);
      if (test.names(document, inventory, id, name)) {
        naming.add("tests[" + i + "] " + test);
      }
    }
    return List.copyOf(naming);
  }

  private Side side(Optional<Selector> selector) {
    return resolution.side(selector.stream().toList(), new TreeSet<>());
  }

  /** One test. */
  private final class Run {
    private final PolicyTest test;
    private final Side from;
    private final Side to;
    private final List<Flow> flows;
    private final Traffic asked;
    private boolean shows;

    Run(PolicyTest test, Side from, Side to) {
      this.test = test;
      this.from = from;
      this.to = to;
      this.flows = resolution.flows().stream().filter(this::counts).toList();
      this.asked = test.asked(document, inventory).orElse(Traffic.ANY);
    }

    private boolean counts(Flow flow) {
      PolicyRule rule = flow.rule();
      SortedSet<String> postures = rule.postures();
      return (test.at() == null || rule.isOpen(test.at()))
          && (test.postureMet() || postures.isEmpty());
    }

    /** Why it failed, empty if it did not. */
    String reason() {
      for (int opener : members(from)) {
        for (int acceptor : members(to)) {
          for (Family family : Family.values()) {
            if (opener != acceptor) {
              Optional<String> reason = differs(opener, acceptor, family);
              if (reason.isPresent()) {
                return reason.get();
              }
            }
          }
        }
      }
      return shows
          ? ""
          : "it shows nothing, since no two devices are meant by "
              + test.from()
              + " and "
              + test.to();
    }

    private List<Integer> members(Side side) {
      BitSet members = new BitSet();
      side.addMembersTo(members);
      return members.stream().boxed().toList();
    }

    private Optional<String> differs(int opener, int acceptor, Family family) {
      List<Flow> joining = flows.stream().filter(flow -> flow.joins(opener, acceptor)).toList();
      steps += STEPS_OF_A_PAIR + flows.size();
      List<Traffic> cuts = joining.stream().map(Flow::traffic).toList();
      for (AddressRange source : ranges(from, opener, joining.stream().map(Flow::from), family)) {
        for (AddressRange target : ranges(to, acceptor, joining.stream().map(Flow::to), family)) {
          shows = true;
          for (TrafficRange traffic : TrafficRange.of(asked, family, cuts)) {
            steps += joining.size() + 1;
            if (steps > MAX_STEPS) {
              return Optional.of("the tests look at too much; ask for less of a large network");
            }
            Optional<Flow> allowing =
                joining.stream()
                    .filter(
                        flow ->
                            traffic.isIn(flow.traffic(), family)
                                && flow.from()
                                    .family(family)
                                    .footprint(opener)
                                    .contains(source.sample())
                                && flow.to()
                                    .family(family)
                                    .footprint(acceptor)
                                    .contains(target.sample()))
                    .findFirst();
            if (allowing.isPresent() != test.allowed()) {
              return Optional.of(
                  words(opener, source, acceptor, target, traffic.words(family), allowing));
            }
          }
        }
      }
      return Optional.empty();
    }

    private List<AddressRange> ranges(Side side, int device, Stream<Side> sides, Family family) {
      Footprint meant = side.family(family).footprint(device);
      if (meant.isEmpty()) {
        return List.of();
      }
      List<Prefix> cuts = new ArrayList<>(meant.prefixes());
      sides.forEach(other -> cuts.addAll(other.family(family).footprint(device).prefixes()));
      return AddressRange.of(resolution.device(device), family, cuts).stream()
          .filter(range -> meant.contains(range.sample()))
          .toList();
    }

    private String words(
        int opener,
        AddressRange source,
        int acceptor,
        AddressRange target,
        String traffic,
        Optional<Flow> allowing) {
      Device one = resolution.device(opener);
      Device other = resolution.device(acceptor);
      return (test.allowed()
              ? "expected allow, but no rule allows "
              : "expected deny, but rule "
                  + allowing.map(flow -> flow.rule().id()).orElse("")
                  + " allows ")
          + one.name()
          + " ("
          + source
          + ") -> "
          + other.name()
          + " ("
          + target
          + ") "
          + traffic;
    }
  }
}
