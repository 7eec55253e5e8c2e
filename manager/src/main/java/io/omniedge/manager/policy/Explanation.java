package io.omniedge.manager.policy;

import java.util.List;

/**
 * Why a flow is allowed or not.
 *
 * @param flow what was asked, as {@code device:a (100.64.0.1) -> device:b (100.64.0.2) tcp/502}
 * @param allowed whether it may be opened now
 * @param rules identifiers of the rules that allow it; none if it is refused
 * @param reasons sentences: what allows it, or what is missing at rules that come near
 */
public record Explanation(String flow, boolean allowed, List<String> rules, List<String> reasons) {
  /** Copies. */
  public Explanation {
    rules = List.copyOf(rules);
    reasons = List.copyOf(reasons);
  }

  /** Lines for people. */
  @Override
  public String toString() {
    return flow + (allowed ? ": allowed" : ": refused") + "\n" + String.join("\n", reasons);
  }
}
