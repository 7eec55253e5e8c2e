package io.omniedge.pdm.intake;

/** Units of timestamps in line protocol. */
public enum Precision {
  NS(1),
  US(1_000),
  MS(1_000_000),
  S(1_000_000_000);

  private final long nanos;

  Precision(long nanos) {
    this.nanos = nanos;
  }

  /** How many nanoseconds one of it has. */
  long nanos() {
    return nanos;
  }
}
