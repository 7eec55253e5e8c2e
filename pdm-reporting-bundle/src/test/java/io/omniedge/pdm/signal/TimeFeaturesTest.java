package io.omniedge.pdm.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.stat.descriptive.moment.Kurtosis;
import org.hipparchus.stat.descriptive.moment.Skewness;
import org.hipparchus.stat.descriptive.moment.StandardDeviation;
import org.junit.jupiter.api.Test;

/** Tolerance: 1e-9 of the value. */
class TimeFeaturesTest {
  private static final double TOLERANCE = 1e-9;

  @Test
  void knowsTheFeaturesOfASine() {
    // Whole periods, 1,000 samples each, and the peaks among the samples.
    double[] wave = new double[10_000];
    for (int i = 0; i < wave.length; i++) {
      wave[i] = 9.81 + 2 * Math.sin(2 * Math.PI * i / 1_000);
    }
    TimeFeatures features = TimeFeatures.of(wave);
    assertEquals(9.81, features.mean(), TOLERANCE);
    assertEquals(Math.sqrt(2), features.rms(), TOLERANCE);
    assertEquals(2, features.peak(), TOLERANCE);
    assertEquals(4, features.peakToPeak(), TOLERANCE);
    assertEquals(Math.sqrt(2), features.crest(), TOLERANCE);
    assertEquals(1.5, features.kurtosis(), TOLERANCE);
    assertEquals(0, features.skewness(), TOLERANCE);
    assertEquals(Math.PI / (2 * Math.sqrt(2)), features.shape(), 1e-5);
    assertEquals(Math.PI / 2, features.impulse(), 1e-5);
  }

  @Test
  void gaussianNoiseHasKurtosisThree() {
    TimeFeatures features = TimeFeatures.of(Waves.noise(1_000_000, 0.5, 3));
    assertEquals(3, features.kurtosis(), 0.03);
    assertEquals(0, features.skewness(), 0.02);
    assertEquals(Math.sqrt(Math.PI / 2), features.shape(), 0.005);
  }

  @Property(tries = 200)
  void isHipparchusWithinTheTolerance(
      @ForAll @IntRange(min = 8, max = 3_000) int samples, @ForAll long seed) {
    double[] wave = Waves.noise(samples, 3, seed);
    for (int i = 0; i < samples; i++) {
      // Neither symmetric nor Gaussian.
      wave[i] = wave[i] * Math.abs(wave[i]) + 5 * wave[(i + 1) % samples];
    }
    TimeFeatures features = TimeFeatures.of(wave);
    double sigma = new StandardDeviation(false).evaluate(wave);
    assertEquals(sigma, features.rms(), TOLERANCE * sigma);
    // Hipparchus corrects the moments for the length of the sample: undone here.
    double n = samples;
    double unbiased = new Kurtosis().evaluate(wave);
    double kurtosis = (unbiased * (n - 2) * (n - 3) / (n - 1) + 3 * (n - 1)) / (n + 1);
    assertEquals(kurtosis, features.kurtosis(), TOLERANCE * kurtosis);
    double skewness = new Skewness().evaluate(wave) * (n - 2) / Math.sqrt(n * (n - 1));
    assertEquals(skewness, features.skewness(), TOLERANCE * Math.max(1, Math.abs(skewness)));
  }

  @Test
  void ofASignalThatNeverChangesTheRatiosAreNotANumber() {
    TimeFeatures features = TimeFeatures.of(Waves.constant(100, 0.1));
    assertEquals(0.1, features.mean());
    assertEquals(0, features.rms());
    assertTrue(Double.isNaN(features.kurtosis()) && Double.isNaN(features.crest()));
    assertThrows(IllegalArgumentException.class, () -> TimeFeatures.of(new double[0]));
  }
}
