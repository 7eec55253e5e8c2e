package io.omniedge.pdm.signal;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The discrete Fourier transform of a size that is a power of two, in place and without allocation:
 * decimation in time, radix 2, tables for the roots of unity. A plan never changes after it was
 * made, so all threads share one for each size.
 *
 * <p>{@code X[k] = sum of x[j] * exp(-2 pi i j k / n)}, not scaled; the inverse divides by n.
 */
public final class Fourier {
  /** Two to this: 4 million samples, 160 s at 25.6 kHz; the tables take 64 MB. */
  static final int MAX_LOG2 = 22;

  private static final AtomicReferenceArray<Fourier> PLANS =
      new AtomicReferenceArray<>(MAX_LOG2 + 1);

  private final int size;

  /** At h + j the cosine of pi * j / h, for each half length h of a butterfly and j below h. */
  private final double[] cos;

  private final double[] sin;

  private Fourier(int size) {
    this.size = size;
    cos = new double[size];
    sin = new double[size];
    for (int half = 1; half < size; half *= 2) {
      for (int j = 0; j < half; j++) {
        cos[half + j] = Math.cos(Math.PI * j / half);
        sin[half + j] = Math.sin(Math.PI * j / half);
      }
    }
  }

  /**
   * The plan of that size.
   *
   * @param size a power of two, from 4 to 4,194,304
   */
  public static Fourier ofSize(int size) {
    int log2 = Integer.numberOfTrailingZeros(size);
    if (Integer.bitCount(size) != 1 || log2 < 2 || log2 > MAX_LOG2) {
      throw new IllegalArgumentException(
          "size " + size + ": it must be a power of two from 4 to " + (1 << MAX_LOG2));
    }
    Fourier plan = PLANS.get(log2);
    if (plan == null) {
      // Two threads may both make it; the tables are the same.
      plan = new Fourier(size);
      PLANS.set(log2, plan);
    }
    return plan;
  }

  /** The smallest plan with room for that many samples. */
  static Fourier atLeast(int samples) {
    return ofSize(Math.max(4, Integer.highestOneBit(Math.max(1, samples - 1)) * 2));
  }

  /** The size. */
  public int size() {
    return size;
  }

  /** Transforms {@code size} complex numbers in place. */
  public void forward(double[] re, double[] im) {
    transform(re, im, size);
  }

  /** Transforms back, in place, and divides by the size. */
  public void inverse(double[] re, double[] im) {
    // Conjugate, transform, conjugate: the same as to exchange the two parts.
    transform(im, re, size);
    double scale = 1.0 / size;
    for (int i = 0; i < size; i++) {
      re[i] *= scale;
      im[i] *= scale;
    }
  }

  /**
   * Transforms {@code size} real numbers; the lines above half the size would be the conjugates of
   * those below and are left out.
   *
   * @param samples unchanged
   * @param re {@code size / 2 + 1} real parts, overwritten
   * @param im as many imaginary parts
   */
  public void real(double[] samples, double[] re, double[] im) {
    int half = size / 2;
    for (int i = 0; i < half; i++) {
      re[i] = samples[2 * i];
      im[i] = samples[2 * i + 1];
    }
    transform(re, im, half);
    re[half] = re[0] - im[0];
    re[0] = re[0] + im[0];
    im[half] = 0;
    im[0] = 0;
    // With Z of the packed numbers: E = (Z[k] + Z*[h-k]) / 2 of the even samples, O = (Z[k] -
    // Z*[h-k]) / 2i of the odd ones, and X[k] = E + exp(-2 pi i k / n) O, X*[h-k] = E - exp(..) O.
    for (int k = 1; k <= half / 2; k++) {
      int mirror = half - k;
      double evenRe = (re[k] + re[mirror]) / 2;
      double evenIm = (im[k] - im[mirror]) / 2;
      double oddRe = (im[k] + im[mirror]) / 2;
      double oddIm = (re[mirror] - re[k]) / 2;
      double turnedRe = cos[half + k] * oddRe + sin[half + k] * oddIm;
      double turnedIm = cos[half + k] * oddIm - sin[half + k] * oddRe;
      re[k] = evenRe + turnedRe;
      im[k] = evenIm + turnedIm;
      re[mirror] = evenRe - turnedRe;
      im[mirror] = turnedIm - evenIm;
    }
  }

  private void transform(double[] re, double[] im, int n) {
    reverseBits(re, im, n);
    for (int i = 0; i < n; i += 2) {
      double otherRe = re[i + 1];
      double otherIm = im[i + 1];
      re[i + 1] = re[i] - otherRe;
      im[i + 1] = im[i] - otherIm;
      re[i] += otherRe;
      im[i] += otherIm;
    }
    for (int half = 2; half < n; half *= 2) {
      for (int start = 0; start < n; start += 2 * half) {
        butterflies(re, im, start, half);
      }
    }
  }

  private void butterflies(double[] re, double[] im, int start, int half) {
    for (int j = 0; j < half; j++) {
      int low = start + j;
      int high = low + half;
      double wr = cos[half + j];
      double wi = sin[half + j];
      double turnedRe = wr * re[high] + wi * im[high];
      double turnedIm = wr * im[high] - wi * re[high];
      re[high] = re[low] - turnedRe;
      im[high] = im[low] - turnedIm;
      re[low] += turnedRe;
      im[low] += turnedIm;
    }
  }

  private static void reverseBits(double[] re, double[] im, int n) {
    int shift = Integer.numberOfLeadingZeros(n) + 1;
    for (int i = 1; i < n; i++) {
      int j = Integer.reverse(i) >>> shift;
      if (j > i) {
        double swap = re[i];
        re[i] = re[j];
        re[j] = swap;
        swap = im[i];
        im[i] = im[j];
        im[j] = swap;
      }
    }
  }
}
