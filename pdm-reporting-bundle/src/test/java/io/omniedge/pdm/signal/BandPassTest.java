package io.omniedge.pdm.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Tolerance: 1e-9 for a power of two of samples that hold whole periods, 1 % away from the ends.
 */
class BandPassTest {
  private static final double RATE_HZ = 8_192;

  @Test
  void letsThroughOnlyTheBand() {
    double[] inside = Waves.sine(8_192, RATE_HZ, 1_000, 1);
    double[] outside = Waves.sine(8_192, RATE_HZ, 100, 5);
    double[] filtered =
        new BandPass(500, 2_000)
            .apply(Waves.sum(inside, outside, Waves.constant(8_192, 3)), RATE_HZ);
    for (int i = 0; i < filtered.length; i++) {
      assertEquals(inside[i], filtered[i], 1e-9);
    }
  }

  @Test
  void envelopeOfAModulatedCarrierIsTheModulation() {
    double[] wave = new double[8_192];
    for (int i = 0; i < wave.length; i++) {
      double seconds = i / RATE_HZ;
      wave[i] = modulation(seconds) * Math.cos(2 * Math.PI * 1_500 * seconds);
    }
    double[] envelope = new BandPass(1_000, 2_000).envelope(wave, RATE_HZ);
    for (int i = 0; i < envelope.length; i++) {
      assertEquals(modulation(i / RATE_HZ), envelope[i], 1e-9);
    }
  }

  @Test
  void envelopeOfAnyNumberOfSamplesIsRightAwayFromTheEnds() {
    double[] wave = new double[10_007];
    for (int i = 0; i < wave.length; i++) {
      double seconds = i / RATE_HZ;
      wave[i] = modulation(seconds) * Math.cos(2 * Math.PI * 1_500 * seconds);
    }
    double[] envelope = new BandPass(1_000, 2_000).envelope(wave, RATE_HZ);
    assertEquals(wave.length, envelope.length);
    for (int i = 500; i < envelope.length - 500; i++) {
      assertEquals(modulation(i / RATE_HZ), envelope[i], 0.01);
    }
  }

  private static double modulation(double seconds) {
    return 1 + 0.5 * Math.cos(2 * Math.PI * 64 * seconds);
  }

  @Test
  void knowsWhatARateCovers() {
    assertTrue(new BandPass(2_000, 5_000).isCoveredBy(10_000));
    assertFalse(new BandPass(2_000, 5_000).isCoveredBy(9_999));
  }

  @Test
  void refusesABandThatIsNone() {
    assertThrows(IllegalArgumentException.class, () -> new BandPass(2, 1));
    assertThrows(IllegalArgumentException.class, () -> new BandPass(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new BandPass(Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new BandPass(1, Double.POSITIVE_INFINITY));
  }
}
