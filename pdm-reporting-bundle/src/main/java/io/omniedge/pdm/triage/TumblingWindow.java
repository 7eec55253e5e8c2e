package io.omniedge.pdm.triage;

/** One value for each span of time: what it is of, at the end of the span. */
final class TumblingWindow implements Reduction {
  /** What of the values. */
  enum Of {
    MEAN,
    MIN,
    MAX,
    LAST
  }

  private final long spanNanos;
  private final Of of;
  private long window = Long.MIN_VALUE;
  private int count;
  private double result;

  TumblingWindow(long spanNanos, Of of) {
    this.spanNanos = spanNanos;
    this.of = of;
  }

  @Override
  public void take(long nanos, double value, Result into) {
    long in = Math.floorDiv(nanos, spanNanos);
    if (in != window) {
      flush(into);
      window = in;
    }
    count++;
    if (count == 1) {
      result = value;
      return;
    }
    into.aggregated(1);
    result =
        switch (of) {
          case MEAN -> result + (value - result) / count;
          case MIN -> Math.min(result, value);
          case MAX -> Math.max(result, value);
          case LAST -> value;
        };
  }

  @Override
  public void flush(Result into) {
    if (count > 0) {
      into.keep((window + 1) * spanNanos, result);
      count = 0;
    }
  }
}
