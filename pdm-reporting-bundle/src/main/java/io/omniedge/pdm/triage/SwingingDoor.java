package io.omniedge.pdm.triage;

/**
 * A line from one kept sample to the next that passes every one between them by no more than the
 * deviation. The door is the range of slopes that all samples since the last kept one allow; a
 * sample beyond it ends the line at the one before. Unlike Bristol's original, which tests the two
 * leaves against each other, the end of a line is itself inside the door, so that the deviation is
 * a bound and no estimate.
 */
final class SwingingDoor implements Reduction {
  private final double deviation;
  private final long heartbeatNanos;
  private boolean hasPivot;
  private long pivotNanos;
  private double pivot;
  private boolean hasHeld;
  private long heldNanos;
  private double held;
  private double leastSlope;
  private double mostSlope;

  /**
   * Such a door.
   *
   * @param heartbeatNanos as long as a line may be; 0 for any
   */
  SwingingDoor(double deviation, long heartbeatNanos) {
    this.deviation = deviation;
    this.heartbeatNanos = heartbeatNanos;
  }

  @Override
  public void take(long nanos, double value, Result result) {
    if (!hasPivot) {
      keep(nanos, value, result);
      return;
    }
    double slope = (value - pivot) / (nanos - pivotNanos);
    boolean beats = heartbeatNanos > 0 && nanos - pivotNanos >= heartbeatNanos;
    if (hasHeld) {
      if (slope < leastSlope || slope > mostSlope || beats) {
        keep(heldNanos, held, result);
      } else {
        result.aggregated(1);
      }
    }
    hold(nanos, value);
  }

  private void keep(long nanos, double value, Result result) {
    result.keep(nanos, value);
    hasPivot = true;
    pivotNanos = nanos;
    pivot = value;
    hasHeld = false;
    leastSlope = Double.NEGATIVE_INFINITY;
    mostSlope = Double.POSITIVE_INFINITY;
  }

  private void hold(long nanos, double value) {
    double span = nanos - pivotNanos;
    leastSlope = Math.max(leastSlope, (value - deviation - pivot) / span);
    mostSlope = Math.min(mostSlope, (value + deviation - pivot) / span);
    hasHeld = true;
    heldNanos = nanos;
    held = value;
  }

  @Override
  public void flush(Result result) {
    if (hasHeld) {
      keep(heldNanos, held, result);
    }
  }
}
