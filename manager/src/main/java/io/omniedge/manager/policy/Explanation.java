package io.omniedge.manager.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Why a flow is allowed or not.
 *
 * @param flow what was asked, as {@code device:a (100.64.0.1) -> device:b (100.64.0.2) tcp/502}
 * @param allowed whether all of it may be opened now
 * @param rules identifiers of the rules that allow it, or some of it; none if it is refused
 * @param reasons sentences: what allows it, or what is missing at rules that come near
 * @param parts kinds of traffic that are treated alike; one if only one was asked for
 */
public record Explanation(
    String flow, boolean allowed, List<String> rules, List<String> reasons, List<Part> parts) {
  /** Copies. */
  public Explanation {
    rules = List.copyOf(rules);
    reasons = List.copyOf(reasons);
    parts = List.copyOf(parts);
  }

  /**
   * Traffic that is treated alike.
   *
   * @param traffic as {@code tcp/22,502} or {@code other protocols}
   * @param allowed whether it may be opened now
   * @param rules identifiers of the rules that allow it; none if it is refused
   * @param reasons sentences
   */
  public record Part(
      List<String> traffic, boolean allowed, List<String> rules, List<String> reasons) {
    /** Copies. */
    public Part {
      traffic = List.copyOf(traffic);
      rules = List.copyOf(rules);
      reasons = List.copyOf(reasons);
    }

    private String sentence() {
      return String.join(", ", traffic)
          + (allowed ? ": allowed. " : ": refused. ")
          + String.join(" ", reasons);
    }
  }

  static Explanation whole(
      String flow, Traffic traffic, boolean allowed, List<String> rules, List<String> reasons) {
    Part all = new Part(List.of(traffic.toString()), allowed, rules, reasons);
    return new Explanation(flow, allowed, rules, reasons, List.of(all));
  }

  static Explanation inParts(String flow, List<Part> parts) {
    TreeSet<String> rules = new TreeSet<>();
    List<String> sentences = new ArrayList<>();
    for (Part part : parts) {
      rules.addAll(part.rules());
      sentences.add(part.sentence());
    }
    return new Explanation(
        flow, parts.stream().allMatch(Part::allowed), List.copyOf(rules), sentences, parts);
  }

  /** {@code allowed}, {@code partly allowed} or {@code refused}. */
  public String verdict() {
    return allowed
        ? "allowed"
        : parts.stream().anyMatch(Part::allowed) ? "partly allowed" : "refused";
  }

  /** Lines for people. */
  @Override
  public String toString() {
    return flow + ": " + verdict() + "\n" + String.join("\n", reasons);
  }
}
