package io.omniedge.manager.policy;

import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Sets of addresses, written as prefixes. */
final class Prefixes {
  private Prefixes() {}

  /**
   * The fewest prefixes that are the same addresses, in order: one text for one set, and a group of
   * neighbours is short.
   */
  static List<Prefix> merged(Collection<Prefix> prefixes) {
    List<Prefix> merged = new ArrayList<>(prefixes.size());
    for (Prefix prefix : prefixes.stream().sorted().toList()) {
      if (merged.isEmpty() || !merged.getLast().contains(prefix)) {
        merged.add(prefix);
        joinHalves(merged);
      }
    }
    return List.copyOf(merged);
  }

  private static void joinHalves(List<Prefix> merged) {
    while (merged.size() >= 2) {
      Prefix upper = merged.getLast();
      Prefix lower = merged.get(merged.size() - 2);
      if (upper.length() != lower.length()
          || upper.isIpv4() != lower.isIpv4()
          || !Prefix.around(upper.address(), upper.length() - 1).contains(lower)) {
        return;
      }
      merged.removeLast();
      merged.set(merged.size() - 1, Prefix.around(lower.address(), lower.length() - 1));
    }
  }

  /** The addresses that both have. */
  static Optional<Prefix> common(Prefix one, Prefix other) {
    if (one.contains(other)) {
      return Optional.of(other);
    }
    return other.contains(one) ? Optional.of(one) : Optional.empty();
  }

  /** The addresses that are in one of each. */
  static List<Prefix> common(Collection<Prefix> some, Collection<Prefix> others) {
    List<Prefix> common = new ArrayList<>();
    for (Prefix one : some) {
      for (Prefix other : others) {
        common(one, other).ifPresent(common::add);
      }
    }
    return common;
  }

  /** Whether one of them contains it. */
  static boolean contain(Collection<Prefix> prefixes, Prefix part) {
    return prefixes.stream().anyMatch(prefix -> prefix.contains(part));
  }
}
