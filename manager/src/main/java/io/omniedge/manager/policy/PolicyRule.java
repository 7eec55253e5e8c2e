package io.omniedge.manager.policy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a document. It allows; what no rule allows is refused.
 *
 * @param id of no other rule of the document; the rules of devices are named after it
 * @param from who may open flows
 * @param to to whom
 * @param both whether they may open them the other way too
 * @param traffic what; with services, which have their own, this is any
 * @param window when, null for always
 * @param postures names of what whoever opens a flow must meet
 */
record PolicyRule(
    String id,
    List<Selector> from,
    List<Selector> to,
    boolean both,
    Traffic traffic,
    @Nullable TimeWindow window,
    SortedSet<String> postures) {
  /** Copies. */
  PolicyRule {
    from = List.copyOf(from);
    to = List.copyOf(to);
    postures = Collections.unmodifiableSortedSet(new TreeSet<>(postures));
  }

  /** Whether it leads to services. */
  boolean isToServices() {
    return to.getFirst() instanceof Selector.OfService;
  }

  /** Whether it holds at that moment. */
  boolean isOpen(Instant now) {
    return window == null || window.isOpen(now);
  }

  /** When that changes. */
  Optional<Instant> nextChange(Instant now) {
    return window == null ? Optional.empty() : window.nextChange(now);
  }

  /** What it asks for beyond the traffic, in words; a rule that asks for less allows more. */
  SortedSet<String> conditions(PolicyDocument document) {
    SortedSet<String> conditions = new TreeSet<>();
    if (window != null) {
      conditions.add(window.toString());
    }
    postures.forEach(posture -> conditions.add(document.posture(posture).toString()));
    return conditions;
  }
}
