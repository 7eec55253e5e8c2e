package io.omniedge.bench;

/**
 * The discrete Fourier transform of 4,096 complex numbers: {@code bench/src/main/c/fft.c} in Java,
 * the same steps in the same order, so that both compute the same bits. Not thread-safe.
 */
final class Fft {
  static final int SIZE = 4096;

  /** The root of 1 / SIZE: numbers keep their size, however often they are transformed. */
  static final double SCALE = 1.0 / 64;

  /** Real and imaginary parts in turn. */
  private final double[] signal = new double[2 * SIZE];

  /** Of half a butterfly h = 1, 2, 4, … SIZE / 2: exp(-i pi k / h) at h + k. */
  private final double[] roots = new double[2 * SIZE];

  private final short[] reversed = new short[SIZE];

  Fft() {
    double stepRe = -1;
    double stepIm = 0;
    roots[2] = 1;
    for (int h = 2; h < SIZE; h *= 2) {
      double re = h == 2 ? 0 : Math.sqrt((1 + stepRe) / 2);
      double im = h == 2 ? -1 : stepIm / (2 * re);
      stepRe = re;
      stepIm = im;
      for (int k = 0; k < h / 2; k++) {
        double rootRe = roots[h + 2 * k];
        double rootIm = roots[h + 2 * k + 1];
        int to = 2 * h + 4 * k;
        roots[to] = rootRe;
        roots[to + 1] = rootIm;
        roots[to + 2] = rootRe * re - rootIm * im;
        roots[to + 3] = rootRe * im + rootIm * re;
      }
    }
    for (int i = 1; i < SIZE; i++) {
      reversed[i] = (short) (reversed[i / 2] / 2 + i % 2 * (SIZE / 2));
    }
  }

  /** What is transformed in place: real and imaginary parts in turn. */
  double[] signal() {
    return signal;
  }

  /** Transforms it. */
  void forward() {
    reorder();
    for (int half = 1; half < SIZE; half *= 4) {
      stages(half);
    }
  }

  private void reorder() {
    for (int i = 0; i < SIZE; i++) {
      int j = reversed[i];
      if (i <= j) {
        double keptRe = signal[2 * i] * SCALE;
        double keptIm = signal[2 * i + 1] * SCALE;
        signal[2 * i] = signal[2 * j] * SCALE;
        signal[2 * i + 1] = signal[2 * j + 1] * SCALE;
        signal[2 * j] = keptRe;
        signal[2 * j + 1] = keptIm;
      }
    }
  }

  /** Two stages at a time, half and 2 * half: each number is read and written half as often. */
  private void stages(int half) {
    for (int start = 0; start < SIZE; start += 4 * half) {
      for (int k = 0; k < half; k++) {
        int a = 2 * (start + k);
        int b = a + 2 * half;
        int c = b + 2 * half;
        int d = c + 2 * half;
        double rootRe = roots[2 * (half + k)];
        double rootIm = roots[2 * (half + k) + 1];
        double bRe = signal[b] * rootRe - signal[b + 1] * rootIm;
        double bIm = signal[b] * rootIm + signal[b + 1] * rootRe;
        double dRe = signal[d] * rootRe - signal[d + 1] * rootIm;
        double dIm = signal[d] * rootIm + signal[d + 1] * rootRe;
        // The second stage's roots are these for a and c, and -i times these for b and d.
        rootRe = roots[2 * (2 * half + k)];
        rootIm = roots[2 * (2 * half + k) + 1];
        double plusRe = signal[c] + dRe;
        double plusIm = signal[c + 1] + dIm;
        double minusRe = signal[c] - dRe;
        double minusIm = signal[c + 1] - dIm;
        double cRe = plusRe * rootRe - plusIm * rootIm;
        double cIm = plusRe * rootIm + plusIm * rootRe;
        dRe = minusRe * rootIm + minusIm * rootRe;
        dIm = minusIm * rootIm - minusRe * rootRe;
        double aRe = signal[a] + bRe;
        double aIm = signal[a + 1] + bIm;
        bRe = signal[a] - bRe;
        bIm = signal[a + 1] - bIm;
        signal[a] = aRe + cRe;
        signal[a + 1] = aIm + cIm;
        signal[b] = bRe + dRe;
        signal[b + 1] = bIm + dIm;
        signal[c] = aRe - cRe;
        signal[c + 1] = aIm - cIm;
        signal[d] = bRe - dRe;
        signal[d + 1] = bIm - dIm;
      }
    }
  }
}
