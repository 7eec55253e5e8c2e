package io.omniedge.manager.policy;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.manager.policy.Inventory.Site;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rules of all devices of a network at a moment. It follows devices and sites that change and
 * time that passes, and says each time for which devices the rules became others; the work is in
 * proportion to the devices that have rules in common with what changed. Call {@link #advance} at
 * {@link #nextChange}. For another document or other services compile again.
 *
 * <p>One thread at a time. What it gives out is immutable.
 */
public final class CompiledPolicy {
  private final PolicyDocument document;
  private final Resolution resolution;
  private final Map<String, DeviceRules> rules = new HashMap<>();

  /**
   * Identifiers of the rules whose window is shut, and when that changes for those that have one.
   */
  private final Set<String> closed = new HashSet<>();

  private final Map<String, Instant> windowChanges = new HashMap<>();

  /** When a device stops to meet a posture. */
  private final TreeMap<Instant, Set<String>> postureEnds = new TreeMap<>();

  private final Map<String, Instant> postureEndOf = new HashMap<>();

  private Instant asOf;

  CompiledPolicy(PolicyDocument document, Inventory inventory, Instant now) {
    this.document = document;
    this.asOf = now;
    this.resolution = new Resolution(document, inventory, this::admits);
    document.rules().forEach(this::lookAtWindow);
    resolution.putAll(inventory.devices().values());
    for (String id : inventory.devices().keySet()) {
      notePostureEnd(id);
      rules.put(id, build(id));
    }
  }

  private boolean admits(Device device, SortedSet<String> postures) {
    return device.active()
        && postures.stream()
            .allMatch(posture -> document.posture(posture).isMet(device.health(), asOf));
  }

  /** The moment of which it is. */
  public Instant asOf() {
    return asOf;
  }

  /** The document it was made of. */
  public PolicyDocument document() {
    return document;
  }

  /** The rules of a device; none if it is not known. */
  public DeviceRules rulesOf(String device) {
    return rules.getOrDefault(device, DeviceRules.NONE);
  }

  /**
   * Takes a device that is new or changed.
   *
   * @return identifiers of the devices whose rules or peers became others
   * @throws IllegalArgumentException if its name means another device; nothing is changed then
   */
  public SortedSet<String> put(Device device) {
    BitSet concerned = new BitSet();
    Set<Side> changed = resolution.put(device);
    concerned.set(resolution.number(device.id()));
    addConcerned(changed, concerned);
    notePostureEnd(device.id());
    return rebuild(concerned);
  }

  /**
   * Takes a device out.
   *
   * @return identifiers of the devices whose rules or peers became others, not its own
   */
  public SortedSet<String> remove(String device) {
    int number = resolution.number(device);
    if (number < 0) {
      return new TreeSet<>();
    }
    BitSet concerned = new BitSet();
    addConcerned(resolution.remove(number), concerned);
    concerned.clear(number);
    SortedSet<String> affected = rebuild(concerned);
    rules.remove(device);
    notePostureEnd(device);
    resolution.release(number);
    return affected;
  }

  /**
   * Takes a site that is new or changed.
   *
   * @return identifiers of the devices whose rules or peers became others
   */
  public SortedSet<String> putSite(Site site) {
    return lookAgain(resolution.putSite(site));
  }

  /**
   * Takes a site out.
   *
   * @return identifiers of the devices whose rules or peers became others
   */
  public SortedSet<String> removeSite(String name) {
    return lookAgain(resolution.removeSite(name));
  }

  /** When rules change next if nothing else does; nothing if they stay. */
  public Optional<Instant> nextChange() {
    @Nullable Instant next = postureEnds.isEmpty() ? null : postureEnds.firstKey();
    for (Instant change : windowChanges.values()) {
      next = next == null || change.isBefore(next) ? change : next;
    }
    return Optional.ofNullable(next);
  }

  /**
   * Goes to another moment.
   *
   * @return identifiers of the devices whose rules or peers became others
   */
  public SortedSet<String> advance(Instant now) {
    boolean backwards = now.isBefore(asOf);
    asOf = now;
    BitSet concerned = new BitSet();
    for (PolicyRule rule : document.rules()) {
      Instant change = windowChanges.get(rule.id());
      if (rule.window() != null && (backwards || (change != null && !change.isAfter(now)))) {
        boolean wasClosed = closed.contains(rule.id());
        lookAtWindow(rule);
        if (closed.contains(rule.id()) != wasClosed) {
          addConcerned(rule, concerned);
        }
      }
    }
    Set<String> devices = new TreeSet<>();
    if (backwards && !document.postures().isEmpty()) {
      devices.addAll(rules.keySet());
    }
    postureEnds.headMap(now, true).values().forEach(devices::addAll);
    for (String id : devices) {
      lookAgain(id, concerned);
    }
    return rebuild(concerned);
  }

  /** The devices whose rules or peers differ from those of another compilation. */
  public SortedSet<String> changedSince(CompiledPolicy before) {
    SortedSet<String> changed = new TreeSet<>(rules.keySet());
    changed.addAll(before.rules.keySet());
    changed.removeIf(id -> rulesOf(id).equals(before.rulesOf(id)));
    return changed;
  }

  private void lookAtWindow(PolicyRule rule) {
    if (rule.isOpen(asOf)) {
      closed.remove(rule.id());
    } else {
      closed.add(rule.id());
    }
    windowChanges.remove(rule.id());
    rule.nextChange(asOf).ifPresent(change -> windowChanges.put(rule.id(), change));
  }

  private SortedSet<String> lookAgain(Collection<String> devices) {
    BitSet concerned = new BitSet();
    devices.forEach(id -> lookAgain(id, concerned));
    return rebuild(concerned);
  }

  private void lookAgain(String id, BitSet concerned) {
    int number = resolution.number(id);
    if (number >= 0) {
      Set<Side> changed = resolution.resolve(number);
      if (!changed.isEmpty()) {
        concerned.set(number);
        addConcerned(changed, concerned);
      }
      notePostureEnd(id);
    }
  }

  /** Whoever is on the other side of a flow that holds. */
  private void addConcerned(Collection<Side> changed, BitSet concerned) {
    for (Side side : changed) {
      for (Flow flow : side.opening()) {
        if (!closed.contains(flow.rule().id())) {
          flow.to().addMembersTo(concerned);
        }
      }
      for (Flow flow : side.accepting()) {
        if (!closed.contains(flow.rule().id())) {
          flow.from().addMembersTo(concerned);
        }
      }
    }
  }

  private void addConcerned(PolicyRule rule, BitSet concerned) {
    for (Flow flow : resolution.flows()) {
      if (flow.rule().id().equals(rule.id())) {
        flow.from().addMembersTo(concerned);
        flow.to().addMembersTo(concerned);
      }
    }
  }

  private SortedSet<String> rebuild(BitSet concerned) {
    SortedSet<String> changed = new TreeSet<>();
    for (String id : resolution.ids(concerned)) {
      DeviceRules after = build(id);
      @Nullable DeviceRules before = rules.put(id, after);
      if (before == null || !before.equals(after)) {
        changed.add(id);
      }
    }
    return changed;
  }

  private DeviceRules build(String id) {
    return RulesBuilder.build(resolution, resolution.number(id), closed);
  }

  private void notePostureEnd(String id) {
    Instant before = postureEndOf.remove(id);
    if (before != null) {
      Set<String> devices = postureEnds.getOrDefault(before, new HashSet<>());
      devices.remove(id);
      if (devices.isEmpty()) {
        postureEnds.remove(before);
      }
    }
    int number = resolution.number(id);
    List<Instant> ends =
        number < 0
            ? List.of()
            : resolution.sidesOf(number).stream()
                .flatMap(side -> side.postures().stream())
                .distinct()
                .flatMap(
                    posture ->
                        document
                            .posture(posture)
                            .endsAt(resolution.device(number).health())
                            .stream())
                .sorted()
                .toList();
    if (!ends.isEmpty()) {
      postureEndOf.put(id, ends.getFirst());
      postureEnds.computeIfAbsent(ends.getFirst(), _ -> new HashSet<>()).add(id);
    }
  }
}
