package io.omniedge.pdm.watch;

import io.omniedge.pdm.report.Acquisition;

/** Samples of one measuring point, and what is known beside them; who has one does not write it. */
public final class Block {
  private final String point;
  private final long atMillis;
  private final Acquisition acquisition;
  private final double slowestRpm;
  private final double fastestRpm;
  private final double[] samples;

  /**
   * A block.
   *
   * @param point its name in the definition
   * @param atMillis when it began, by the plant's clock
   * @param slowestRpm the lowest speed while it was taken; NaN if nobody measured it
   * @param fastestRpm the highest one; NaN if nobody measured it
   * @param samples in the unit of the point's source, not copied; 100 to 200 turns for a diagnosis
   */
  public Block(
      String point,
      long atMillis,
      Acquisition acquisition,
      double slowestRpm,
      double fastestRpm,
      double[] samples) {
    this.point = point;
    this.atMillis = atMillis;
    this.acquisition = acquisition;
    this.slowestRpm = slowestRpm;
    this.fastestRpm = fastestRpm;
    this.samples = samples;
  }

  /** Where it was taken. */
  public String point() {
    return point;
  }

  /** When it began. */
  public long atMillis() {
    return atMillis;
  }

  /** How it was taken. */
  public Acquisition acquisition() {
    return acquisition;
  }

  /** The lowest speed. */
  public double slowestRpm() {
    return slowestRpm;
  }

  /** The highest speed. */
  public double fastestRpm() {
    return fastestRpm;
  }

  /** Not a copy. */
  public double[] samples() {
    return samples;
  }

  /** In g. */
  double[] inG(double gPerUnit) {
    double[] g = new double[samples.length];
    for (int i = 0; i < g.length; i++) {
      g[i] = samples[i] * gPerUnit;
    }
    return g;
  }
}
