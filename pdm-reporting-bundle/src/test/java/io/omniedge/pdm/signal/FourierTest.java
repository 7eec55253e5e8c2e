package io.omniedge.pdm.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.complex.Complex;
import org.hipparchus.transform.DftNormalization;
import org.hipparchus.transform.FastFourierTransformer;
import org.hipparchus.transform.TransformType;
import org.junit.jupiter.api.Test;

/** Tolerance: 1e-12 of the root of the sum of squares, as Parseval keeps it. */
class FourierTest {
  private static final double TOLERANCE = 1e-12;

  @Property(tries = 100)
  void realTransformIsHipparchusWithinTheTolerance(
      @ForAll @IntRange(min = 2, max = 13) int log2, @ForAll long seed) {
    int size = 1 << log2;
    double[] samples = Waves.noise(size, 1, seed);
    double[] re = new double[size / 2 + 1];
    double[] im = new double[size / 2 + 1];
    Fourier.ofSize(size).real(samples, re, im);
    Complex[] oracle =
        new FastFourierTransformer(DftNormalization.STANDARD)
            .transform(samples, TransformType.FORWARD);
    for (int k = 0; k <= size / 2; k++) {
      assertEquals(oracle[k].getReal(), re[k], TOLERANCE * size, "line " + k);
      assertEquals(oracle[k].getImaginary(), im[k], TOLERANCE * size, "line " + k);
    }
  }

  @Property(tries = 50)
  void inverseGivesBackWhatWasTransformed(
      @ForAll @IntRange(min = 2, max = 13) int log2, @ForAll long seed) {
    int size = 1 << log2;
    double[] re = Waves.noise(size, 1, seed);
    double[] im = Waves.noise(size, 1, seed + 1);
    double[] sameRe = re.clone();
    double[] sameIm = im.clone();
    Fourier fourier = Fourier.ofSize(size);
    fourier.forward(re, im);
    double power = 0;
    for (int i = 0; i < size; i++) {
      power += (re[i] * re[i] + im[i] * im[i]) / size;
    }
    double before = 0;
    for (int i = 0; i < size; i++) {
      before += sameRe[i] * sameRe[i] + sameIm[i] * sameIm[i];
    }
    assertEquals(before, power, TOLERANCE * before, "Parseval");
    fourier.inverse(re, im);
    for (int i = 0; i < size; i++) {
      assertEquals(sameRe[i], re[i], TOLERANCE * 10);
      assertEquals(sameIm[i], im[i], TOLERANCE * 10);
    }
  }

  @Test
  void putsACosineOnItsLine() {
    double[] samples = new double[64];
    for (int i = 0; i < 64; i++) {
      samples[i] = Math.cos(2 * Math.PI * 5 * i / 64);
    }
    double[] re = new double[33];
    double[] im = new double[33];
    Fourier.ofSize(64).real(samples, re, im);
    for (int k = 0; k <= 32; k++) {
      assertEquals(k == 5 ? 32 : 0, re[k], 1e-12);
      assertEquals(0, im[k], 1e-12);
    }
  }

  @Test
  void keepsItsPrecisionAtTheLongestBlocks() {
    int size = 1 << 20;
    double[] re = Waves.noise(size, 1, 7);
    double[] im = new double[size];
    double[] same = re.clone();
    Fourier.ofSize(size).forward(re, im);
    Fourier.ofSize(size).inverse(re, im);
    double worst = 0;
    for (int i = 0; i < size; i++) {
      worst = Math.max(worst, Math.abs(re[i] - same[i]));
    }
    assertTrue(worst < 1e-13, "worst error " + worst);
  }

  @Test
  void refusesASizeThatIsNoPowerOfTwo() {
    for (int size : new int[] {Integer.MIN_VALUE, -8, 0, 1, 2, 3, 12, 1 << 23}) {
      assertThrows(IllegalArgumentException.class, () -> Fourier.ofSize(size));
    }
    assertEquals(8, Fourier.atLeast(5).size());
    assertEquals(8, Fourier.atLeast(8).size());
    assertEquals(16, Fourier.atLeast(9).size());
    assertEquals(4, Fourier.atLeast(1).size());
  }

  @Test
  void doesNotAllocateForATransform() {
    Fourier fourier = Fourier.ofSize(1024);
    double[] samples = Waves.noise(1024, 1, 1);
    double[] re = new double[1024];
    double[] im = new double[1024];
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      Arrays.fill(im, 0);
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int j = 0; j < 100; j++) {
        fourier.real(samples, re, im);
        fourier.inverse(re, im);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    // The least of five: the JIT may allocate in our name while it compiles.
    assertTrue(least < 1_000, least + " bytes for 200 transforms");
  }
}
