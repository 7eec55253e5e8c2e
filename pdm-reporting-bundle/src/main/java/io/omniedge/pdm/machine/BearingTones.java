package io.omniedge.pdm.machine;

/**
 * How often a fault of a rolling bearing strikes, in orders: times the frequency of the shaft, the
 * outer ring standing. Manufacturers publish these more often than the geometry behind them.
 *
 * @param rollingElements of one row
 * @param bpfo ball pass frequency of the outer race
 * @param bpfi ball pass frequency of the inner race
 * @param bsf ball spin frequency; a fault of a rolling element strikes both races, at twice that
 * @param ftf fundamental train frequency, of the cage
 */
public record BearingTones(int rollingElements, double bpfo, double bpfi, double bsf, double ftf) {
  /** What is published is rounded to three digits. */
  private static final double ROUNDING = 0.01;

  /** Half of the elements pass each race in a turn, fewer the outer one, never less than this. */
  private static final double LEAST_FTF = 0.3;

  /**
   * Refuses what no bearing has: the four hang together, so that most misprints are found.
   *
   * @throws IllegalArgumentException with the reason
   */
  public BearingTones {
    require(
        rollingElements >= 3 && rollingElements <= 200,
        rollingElements + " rolling elements: there must be 3 to 200");
    require(
        Math.abs(bpfo + bpfi - rollingElements) <= ROUNDING,
        "bpfo " + bpfo + " and bpfi " + bpfi + ": their sum must be the number of elements");
    require(
        Math.abs(ftf - bpfo / rollingElements) <= ROUNDING / 10,
        "ftf " + ftf + ": it must be bpfo / the number of elements");
    require(
        ftf > LEAST_FTF && ftf < 0.5,
        "ftf " + ftf + ": it must be between " + LEAST_FTF + " and 0.5");
    // g = d/D cos a is (bpfi - bpfo) / n, and bsf = cos a (1/g - g) / 2.
    double g = (bpfi - bpfo) / rollingElements;
    double most = (1 / g - g) / 2;
    require(
        bsf <= most * (1 + ROUNDING) && bsf >= most * 0.7 * (1 - ROUNDING),
        "bsf " + bsf + ": with these it is at most " + most + ", at 45 degrees 0.7 of it");
  }

  private static void require(boolean right, String reason) {
    if (!right) {
      throw new IllegalArgumentException(reason);
    }
  }
}
