package io.omniedge.pdm.report;

/**
 * By what a report was made.
 *
 * @param configuration SHA-256 of the machine definition in force, hexadecimal; empty if nobody
 *     said
 * @param isReplayed whether the samples were a recording's
 */
public record Origin(String configuration, boolean isReplayed) {
  /** Of who says nothing of it. */
  public static final Origin UNKNOWN = new Origin("", false);
}
