package io.omniedge.pdm.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** Tolerances: a sine on a line 1e-9, between two lines 1.42 dB; densities of noise 5 %. */
class SpectrumTest {
  private static final double RATE_HZ = 1_024;

  @Test
  void showsTheAmplitudeOfASineOnALine() {
    Spectrum spectrum = Spectrum.welch(Waves.sine(8_192, RATE_HZ, 100, 2.5), RATE_HZ, 1_024);
    assertEquals(1, spectrum.resolutionHz());
    assertEquals(513, spectrum.lines());
    assertEquals(15, spectrum.segments());
    assertEquals(2.5, spectrum.amplitude(spectrum.lineAt(100)), 1e-9);
    assertEquals(2.5, spectrum.peakAmplitude(100.4, 1), 1e-9);
    assertEquals(0, spectrum.peakAmplitude(600, 1));
  }

  @Property(tries = 200)
  void losesAtMostOneAndAHalfDecibelBetweenLines(
      @ForAll @DoubleRange(min = 20, max = 490) double frequencyHz) {
    Spectrum spectrum = Spectrum.welch(Waves.sine(8_192, RATE_HZ, frequencyHz, 1), RATE_HZ, 1_024);
    double amplitude = spectrum.peakAmplitude(frequencyHz, 1);
    assertEquals(0.925, amplitude, 0.08, "at " + frequencyHz + " Hz");
  }

  @Property(tries = 50)
  void keepsThePowerOfASineWhereverItIs(
      @ForAll @DoubleRange(min = 20, max = 490) double frequencyHz) {
    double[] wave = Waves.sine(8_192, RATE_HZ, frequencyHz, 1);
    Spectrum spectrum = Spectrum.welch(wave, RATE_HZ, 1_024);
    assertEquals(Math.sqrt(0.5), spectrum.rmsBetween(0, 512), 0.002);
  }

  @Test
  void showsTheDensityOfWhiteNoise() {
    // Variance 4 spread over 512 Hz.
    double[] noise = Waves.noise(1 << 18, 2, 42);
    Spectrum spectrum = Spectrum.welch(noise, RATE_HZ, 256);
    for (int k = 2; k < spectrum.lines() - 1; k++) {
      assertEquals(4 / 512.0, spectrum.density(k), 0.2 * 4 / 512.0, "line " + k);
    }
    assertEquals(Math.sqrt(4 * 100 / 512.0), spectrum.rmsBetween(200, 300), 0.05);
    assertEquals(TimeFeatures.of(noise).rms(), spectrum.rmsBetween(0, 512), 0.02);
  }

  @Test
  void leavesTheMeanOut() {
    Spectrum spectrum = Spectrum.welch(Waves.constant(4_096, 9.81), RATE_HZ, 1_024);
    assertEquals(0, spectrum.rmsBetween(0, 512), 1e-12);
  }

  @Test
  void choosesSegmentsThatResolve() {
    assertEquals(16_384, Spectrum.lengthFor(12_000, 1797 / 60.0 / 40));
    assertEquals(65_536, Spectrum.lengthFor(48_000, 1797 / 60.0 / 40));
    assertEquals(1 << 22, Spectrum.lengthFor(1e6, 1e-9));
    assertEquals(4, Spectrum.lengthFor(10, 100));
  }

  @Test
  void refusesLessThanASegment() {
    double[] few = new double[1_023];
    assertThrows(IllegalArgumentException.class, () -> Spectrum.welch(few, RATE_HZ, 1_024));
    assertThrows(IllegalArgumentException.class, () -> Spectrum.welch(few, Double.NaN, 512));
  }
}
