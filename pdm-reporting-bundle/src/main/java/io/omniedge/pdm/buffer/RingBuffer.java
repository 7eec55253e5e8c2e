package io.omniedge.pdm.buffer;

import java.util.Arrays;

/**
 * The newest samples of one source: at most so many, and none that is older than the span without
 * need. Times never go back. Grows by doubling, as far as the budget of all gives it room; then the
 * oldest makes place.
 *
 * <p>Any thread. The lock is held for one sample, or for {@value #SLICE} of them while they are
 * copied, so that whoever measures waits microseconds at most.
 */
final class RingBuffer {
  static final int BYTES_A_SAMPLE = 16;
  static final int FIRST_SAMPLES = 64;

  /** 64 KB: a few microseconds to copy. */
  static final int SLICE = 4_096;

  /** What became of a sample. */
  enum Outcome {
    KEPT,
    DUPLICATE,
    OLDER,
    /** The buffer belongs to nobody any more. */
    RETIRED
  }

  private final String source;
  private final MemoryBudget budget;
  private long[] nanos = new long[FIRST_SAMPLES];
  private double[] values = new double[FIRST_SAMPLES];

  /** Of all samples there ever were, the number of the oldest one kept, and of the next one. */
  private long first;

  private long next;

  private boolean isRetired;

  /** The budget has the first samples reserved already. */
  RingBuffer(String source, MemoryBudget budget) {
    this.source = source;
    this.budget = budget;
  }

  /**
   * Adds a sample.
   *
   * @param spanNanos that the buffer is to reach back
   */
  synchronized Outcome add(long atNanos, double value, long spanNanos) {
    if (isRetired) {
      return Outcome.RETIRED;
    }
    if (next > first) {
      long newest = nanos[slot(next - 1)];
      if (atNanos == newest) {
        return Outcome.DUPLICATE;
      }
      if (atNanos < newest) {
        return Outcome.OLDER;
      }
      while (next > first && atNanos - nanos[slot(first)] > spanNanos) {
        first++;
      }
    }
    if (next - first == nanos.length && !grow()) {
      first++;
    }
    nanos[slot(next)] = atNanos;
    values[slot(next)] = value;
    next++;
    return Outcome.KEPT;
  }

  private int slot(long number) {
    // Lengths are powers of two.
    return (int) (number & (nanos.length - 1));
  }

  private boolean grow() {
    int length = nanos.length;
    if (length >= 1 << 28 || !budget.reserve((long) length * BYTES_A_SAMPLE)) {
      return false;
    }
    long[] moreNanos = new long[2 * length];
    double[] moreValues = new double[2 * length];
    for (long number = first; number < next; number++) {
      moreNanos[(int) (number & (2 * length - 1))] = nanos[slot(number)];
      moreValues[(int) (number & (2 * length - 1))] = values[slot(number)];
    }
    nanos = moreNanos;
    values = moreValues;
    return true;
  }

  /** Forgets all, as after the clock was set back. */
  synchronized void clear() {
    first = next;
  }

  /** When the newest was taken; {@link Long#MIN_VALUE} if there is none. */
  synchronized long newestNanos() {
    return next == first ? Long.MIN_VALUE : nanos[slot(next - 1)];
  }

  /** The newest value; NaN if there is none. */
  synchronized double newest() {
    return next == first ? Double.NaN : values[slot(next - 1)];
  }

  /**
   * Takes nothing more, if the newest sample is older than that or there is none.
   *
   * @return the bytes that nobody needs now; 0 if it goes on
   */
  synchronized long retireIfOlder(long thanNanos) {
    if (isRetired || (next > first && nanos[slot(next - 1)] >= thanNanos)) {
      return 0;
    }
    isRetired = true;
    return (long) nanos.length * BYTES_A_SAMPLE;
  }

  /** What is from then to before then; what is overwritten meanwhile is not in it. */
  Samples between(long fromNanos, long toNanos) {
    long from;
    long to;
    synchronized (this) {
      from = search(fromNanos);
      to = search(toNanos);
    }
    long[] times = new long[(int) Math.max(0, to - from)];
    double[] copied = new double[times.length];
    int lost = 0;
    for (int done = 0; done < times.length; done += SLICE) {
      int end = Math.min(times.length, done + SLICE);
      synchronized (this) {
        for (int i = done; i < end; i++) {
          if (from + i < first) {
            lost = i + 1;
          } else {
            times[i] = nanos[slot(from + i)];
            copied[i] = values[slot(from + i)];
          }
        }
      }
    }
    return lost == 0
        ? new Samples(source, times, copied)
        : new Samples(
            source,
            Arrays.copyOfRange(times, lost, times.length),
            Arrays.copyOfRange(copied, lost, copied.length));
  }

  /** The number of the first sample that is not before this time. */
  private long search(long atNanos) {
    long low = first;
    long high = next;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (nanos[slot(middle)] < atNanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
