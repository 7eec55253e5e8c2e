package io.omniedge.pdm.triage;

/**
 * What differs from the last one that went on by more than the band, and one at the least in each
 * heartbeat. A band of 0 is "on change".
 */
final class Deadband implements Reduction {
  private final double band;
  private final boolean isFraction;
  private final long heartbeatNanos;
  private double last = Double.NaN;
  private long lastNanos;

  /**
   * Such a band.
   *
   * @param isFraction whether it is a fraction of the last one, or in its unit
   * @param heartbeatNanos 0 for none
   */
  Deadband(double band, boolean isFraction, long heartbeatNanos) {
    this.band = band;
    this.isFraction = isFraction;
    this.heartbeatNanos = heartbeatNanos;
  }

  @Override
  public void take(long nanos, double value, Result result) {
    double width = isFraction ? band * Math.abs(last) : band;
    boolean beats = heartbeatNanos > 0 && nanos - lastNanos >= heartbeatNanos;
    if (Double.isNaN(last) || beats || Math.abs(value - last) > width) {
      last = value;
      lastNanos = nanos;
      result.keep(nanos, value);
    } else {
      result.drop(DropReason.UNCHANGED);
    }
  }

  @Override
  public void flush(Result result) {
    // Nothing is held back.
  }
}
