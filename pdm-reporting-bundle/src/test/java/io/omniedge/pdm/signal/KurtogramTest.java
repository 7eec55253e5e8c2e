package io.omniedge.pdm.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KurtogramTest {
  @ParameterizedTest
  @CsvSource({"1900", "3100", "5300", "8200"})
  void findsTheResonanceThatIsStruck(double resonanceHz) {
    double[] wave =
        Waves.sum(
            Waves.struckResonance(65_536, 25_600, 37, resonanceHz),
            Waves.noise(65_536, 0.1, 11),
            Waves.sine(65_536, 25_600, 25, 3));
    Kurtogram found = Kurtogram.of(wave, 25_600, 0);
    assertTrue(found.kurtosis() > 1, found.toString());
    double awayHz =
        Math.max(found.band().lowHz() - resonanceHz, resonanceHz - found.band().highHz());
    assertTrue(awayHz < 400, found + " for " + resonanceHz + " Hz");
  }

  @Test
  void gaussianNoiseHasNoImpulsiveBand() {
    // The narrowest bands have 4,096 values: four standard deviations of 0.1 are its bound.
    assertEquals(0, Kurtogram.of(Waves.noise(131_072, 1, 12), 25_600, 0).kurtosis(), 0.4);
  }

  @Test
  void refusesTooFewSamples() {
    assertThrows(IllegalArgumentException.class, () -> Kurtogram.of(new double[1_023], 25_600, 0));
    assertThrows(IllegalArgumentException.class, () -> Kurtogram.of(new double[2_000], 2_000, 0));
  }

  @Test
  void leavesOutBandsThatAreTooNarrow() {
    double[] wave = Waves.struckResonance(65_536, 25_600, 37, 3_100);
    BandPass band = Kurtogram.of(wave, 25_600, 1_000).band();
    assertTrue(band.highHz() - band.lowHz() >= 1_000, band.toString());
  }
}
