package io.omniedge.pdm.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.signal.BandValue.Coverage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Velocity, bands, orders: 1 % for sines inside a band, 2 % of noise. */
class BandsTest {
  private static final double RATE_HZ = 25_600;

  private static double velocityOf(double frequencyHz, double accelerationG) {
    return accelerationG * 9_806.65 / (2 * Math.PI * frequencyHz) / Math.sqrt(2);
  }

  @ParameterizedTest
  @CsvSource({"12", "25.3", "50", "159.15", "641.7", "990"})
  void velocityOfASineIsItsAccelerationOverItsAngularFrequency(double frequencyHz) {
    double[] wave = Waves.sine(102_400, RATE_HZ, frequencyHz, 0.5);
    BandValue velocity = Velocity.rmsMmPerS(wave, RATE_HZ, 1_500);
    double expected = velocityOf(frequencyHz, 0.5);
    assertEquals(expected, velocity.value(), 0.01 * expected);
  }

  @Test
  void velocityLeavesOutBiasDriftAndWhatIsOutsideTheBand() {
    double[] wave =
        Waves.sum(
            Waves.sine(102_400, RATE_HZ, 50, 0.1),
            Waves.sine(102_400, RATE_HZ, 5, 0.1),
            Waves.sine(102_400, RATE_HZ, 3_000, 5),
            Waves.constant(102_400, 1));
    for (int i = 0; i < wave.length; i++) {
      wave[i] += 0.05 * i / wave.length;
    }
    double expected = velocityOf(50, 0.1);
    assertEquals(expected, Velocity.rmsMmPerS(wave, RATE_HZ, 1_500).value(), 0.01 * expected);
  }

  @Test
  void velocityOfASlowMachineBeginsAtTwoHertz() {
    double[] wave = Waves.sine(131_072, 5_120, 5, 0.01);
    double expected = velocityOf(5, 0.01);
    assertEquals(expected, Velocity.rmsMmPerS(wave, 5_120, 599).value(), 0.01 * expected);
    assertEquals(0, Velocity.rmsMmPerS(wave, 5_120, 600).value(), 0.01 * expected);
  }

  @Test
  void saysWhichBandIsNotCovered() {
    double[] wave = Waves.sine(10_000, 2_499, 50, 1);
    assertEquals(Coverage.RATE_TOO_LOW, Velocity.rmsMmPerS(wave, 2_499, 1_500).coverage());
    assertTrue(Velocity.rmsMmPerS(wave, 2_500, 1_500).isCovered());
    assertEquals(Coverage.BLOCK_TOO_SHORT, Velocity.rmsMmPerS(wave, 10_001, 1_500).coverage());
    BandLevels levels = BandLevels.of(wave, 12_000);
    assertTrue(levels.low().isCovered() && levels.middle().isCovered());
    assertEquals(Coverage.RATE_TOO_LOW, levels.high().coverage());
    assertTrue(Double.isNaN(levels.high().value()));
    assertEquals(Coverage.BLOCK_TOO_SHORT, BandLevels.of(new double[100], 12_000).low().coverage());
  }

  @Test
  void levelsAreTheRmsOfWhatIsInTheirBand() {
    double[] wave =
        Waves.sum(
            Waves.sine(51_200, RATE_HZ, 1_000, 1),
            Waves.sine(51_200, RATE_HZ, 3_333, 2),
            Waves.sine(51_200, RATE_HZ, 7_777, 3),
            Waves.sine(51_200, RATE_HZ, 100, 50));
    BandLevels levels = BandLevels.of(wave, RATE_HZ);
    assertEquals(1 / Math.sqrt(2), levels.low().value(), 0.01);
    assertEquals(2 / Math.sqrt(2), levels.middle().value(), 0.01);
    assertEquals(3 / Math.sqrt(2), levels.high().value(), 0.01);
    double[] noise = Waves.noise(512_000, 1, 5);
    double share = Math.sqrt(3_000 / 12_800.0);
    assertEquals(share, BandLevels.of(noise, RATE_HZ).middle().value(), 0.02 * share);
  }

  @Test
  void ordersAreTheAmplitudesAtMultiplesOfTheShaft() {
    double[] wave =
        Waves.sum(
            Waves.sine(262_144, RATE_HZ, 24.8, 0.4),
            Waves.sine(262_144, RATE_HZ, 49.6, 0.2),
            Waves.sine(262_144, RATE_HZ, 74.4, 0.1),
            Waves.sine(262_144, RATE_HZ, 100, 0.05));
    Spectrum spectrum = Spectrum.welch(wave, RATE_HZ, 131_072);
    ShaftOrders orders = ShaftOrders.of(spectrum, 24.75, 50);
    assertEquals(0.4, orders.first(), 0.4 * 0.16);
    assertEquals(0.2, orders.second(), 0.2 * 0.16);
    assertEquals(0.1, orders.third(), 0.1 * 0.16);
    assertEquals(0.05, orders.twiceLine(), 0.05 * 0.16);
  }

  @Test
  void ordersThatCannotBeToldAreNotANumber() {
    Spectrum coarse = Spectrum.welch(Waves.noise(4_096, 1, 9), RATE_HZ, 4_096);
    assertTrue(Double.isNaN(ShaftOrders.of(coarse, 24, 50).first()), "lines 6 Hz apart");
    Spectrum slow = Spectrum.welch(Waves.noise(8_192, 1, 9), 200, 2_048);
    ShaftOrders orders = ShaftOrders.of(slow, 49.9, 50);
    assertTrue(orders.first() > 0);
    assertTrue(Double.isNaN(orders.third()), "150 Hz above half of 200");
    assertTrue(Double.isNaN(orders.twiceLine()), "99.8 is not told from 100 Hz");
  }
}
