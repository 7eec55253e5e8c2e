package io.omniedge.pdm.prognosis;

/** What can be said of a feature's future. */
public sealed interface Outlook {
  /** It has not left its baseline: there is nothing to extrapolate. */
  record NoTrend() implements Outlook {}

  /**
   * It has left its baseline, but when it reaches its limit cannot be said.
   *
   * @param reason for people
   */
  record NotDiagnosable(String reason) implements Outlook {}

  /**
   * When it will reach its limit, if it goes on like this; all zero if it has.
   *
   * @param onsetMillis when it left its baseline
   * @param lowMillis from now; before it with half of what is left of the confidence
   * @param medianMillis from now; as likely before as after it
   * @param highMillis from now; after it with the other half
   * @param confidence that it is between low and high, 0 to 1
   */
  record RemainingLife(
      long onsetMillis, long lowMillis, long medianMillis, long highMillis, double confidence)
      implements Outlook {}
}
