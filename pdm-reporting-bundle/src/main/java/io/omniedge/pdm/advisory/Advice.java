package io.omniedge.pdm.advisory;

/**
 * What somebody should do.
 *
 * @param finding what was seen, one sentence
 * @param action what to do, one or two sentences
 * @param urgency by when
 */
public record Advice(String finding, String action, Urgency urgency) {
  /** Both with the time, as a report has it. */
  public String text() {
    return urgency == Urgency.NONE
        ? finding + " " + action
        : finding + " " + action + " When: " + urgency.words() + ".";
  }
}
