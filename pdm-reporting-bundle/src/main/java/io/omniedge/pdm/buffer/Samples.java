package io.omniedge.pdm.buffer;

import java.util.Arrays;

/** Samples of one source in the order of their times. Immutable. */
public final class Samples {
  private final String source;
  private final long[] nanos;
  private final double[] values;

  /** Takes the arrays, which nobody changes after. */
  Samples(String source, long[] nanos, double[] values) {
    this.source = source;
    this.nanos = nanos;
    this.values = values;
  }

  /** These samples; copies them. */
  public static Samples of(String source, long[] nanos, double[] values) {
    if (nanos.length != values.length) {
      throw new IllegalArgumentException(nanos.length + " times of " + values.length + " values");
    }
    return new Samples(source, nanos.clone(), values.clone());
  }

  /** Whose. */
  public String source() {
    return source;
  }

  /** How many. */
  public int size() {
    return nanos.length;
  }

  /** When, nanoseconds since 1970. */
  public long nanos(int index) {
    return nanos[index];
  }

  /** What. */
  public double value(int index) {
    return values[index];
  }

  /** Some of them, from the first index to before the second. */
  public Samples slice(int from, int to) {
    return new Samples(
        source, Arrays.copyOfRange(nanos, from, to), Arrays.copyOfRange(values, from, to));
  }
}
