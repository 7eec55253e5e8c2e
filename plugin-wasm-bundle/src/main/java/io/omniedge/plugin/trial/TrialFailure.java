package io.omniedge.plugin.trial;

import java.util.List;

/** A plugin did not start. */
public final class TrialFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> lines;

  TrialFailure(String reason, List<String> lines) {
    super(reason);
    this.lines = List.copyOf(lines);
  }

  /** What it logged. */
  public List<String> lines() {
    return lines;
  }
}
