package io.omniedge.pdm.diagnosis;

import io.omniedge.pdm.machine.BearingTones;

/** A tone in the envelope, and the part of the bearing whose fault makes it. */
public enum FaultTone {
  BPFO(Verdict.OUTER_RACE),
  BPFI(Verdict.INNER_RACE),
  /** Twice the ball spin: a spot on a rolling element strikes both races in a turn. */
  TWICE_BSF(Verdict.ROLLING_ELEMENT),
  FTF(Verdict.CAGE);

  private final Verdict verdict;

  FaultTone(Verdict verdict) {
    this.verdict = verdict;
  }

  /** The class that this tone speaks for. */
  Verdict verdict() {
    return verdict;
  }

  /** In orders of the shaft. */
  double order(BearingTones tones) {
    return switch (this) {
      case BPFO -> tones.bpfo();
      case BPFI -> tones.bpfi();
      case TWICE_BSF -> 2 * tones.bsf();
      case FTF -> tones.ftf();
    };
  }

  /**
   * How far the sidebands are from the tone, in orders: what turns under the load modulates the
   * strikes, so the inner race with the shaft, a rolling element with the cage. The outer race
   * stands still, and the cage's own tone is the modulation: none.
   */
  double sidebandOrder(BearingTones tones) {
    return switch (this) {
      case BPFI -> 1;
      case TWICE_BSF -> tones.ftf();
      case BPFO, FTF -> Double.NaN;
    };
  }
}
