package io.omniedge.pdm.detect;

/**
 * What a detector says of one point.
 *
 * @param verdict about the point
 * @param score how far it is from ordinary: 1 is the detector's limit, 0 while there is no opinion
 */
public record PointOutcome(Verdict verdict, double score) {
  /** The opinions. */
  public enum Verdict {
    /** Too few points so far. */
    LEARNING,
    NORMAL,
    ABNORMAL,
    /** No finite number of a measurable size; the detector is as it was before. */
    UNUSABLE
  }

  /** Too few points so far. */
  static final PointOutcome LEARNING = new PointOutcome(Verdict.LEARNING, 0);

  /** No number. */
  static final PointOutcome UNUSABLE = new PointOutcome(Verdict.UNUSABLE, 0);

  /** Nothing that is measured is larger; squares of it are finite. */
  private static final double MOST = 1e100;

  /** The outcome of that score; the limit itself is abnormal. */
  static PointOutcome of(double score) {
    return new PointOutcome(score >= 1 ? Verdict.ABNORMAL : Verdict.NORMAL, score);
  }

  /** Whether a detector may look at it. */
  static boolean isUsable(double value) {
    return Math.abs(value) <= MOST; // false for NaN
  }

  /** Whether it is out of the ordinary. */
  public boolean isAbnormal() {
    return verdict == Verdict.ABNORMAL;
  }
}
