package io.omniedge.pdm.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.machine.BearingLibrary;
import io.omniedge.pdm.machine.BearingTones;
import io.omniedge.pdm.signal.ShaftOrders;
import io.omniedge.pdm.signal.Spectrum;
import io.omniedge.pdm.signal.TimeFeatures;
import org.junit.jupiter.api.Test;

/** The machine of the tests does what its Javadoc says. */
class SimulationTest {
  private static final BearingTones BEARING =
      BearingLibrary.find("SKF 6205-2RS JEM").orElseThrow().tones();

  @Test
  void sameSeedGivesTheSameSamples() {
    SyntheticMachine one = new SyntheticMachine(BEARING, 5).fault(BearingFault.CAGE, 0);
    SyntheticMachine other = new SyntheticMachine(BEARING, 5).fault(BearingFault.CAGE, 0);
    assertArrayEquals(one.block().samples(), other.block().samples());
  }

  @Test
  void healthyMachineHasItsOrdersAndGaussianNoise() {
    SyntheticBlock block = new SyntheticMachine(BEARING, 1).block();
    Spectrum spectrum = Spectrum.welch(block.samples(), block.rateHz(), 131_072);
    ShaftOrders orders = ShaftOrders.of(spectrum, block.speedRpm() / 60, 50);
    assertEquals(0.05, orders.first(), 0.01);
    assertEquals(0.025, orders.second(), 0.005);
    assertEquals(0.01, orders.twiceLine(), 0.004);
    TimeFeatures features = TimeFeatures.of(block.samples());
    assertEquals(Math.hypot(0.1, 0.04), features.rms(), 0.005);
    assertEquals(3, features.kurtosis(), 0.2);
  }

  @Test
  void faultHasTheRatioToTheNoiseThatWasAskedFor() {
    SyntheticBlock healthy = new SyntheticMachine(BEARING, 1).block();
    SyntheticBlock faulty =
        new SyntheticMachine(BEARING, 1).fault(BearingFault.OUTER_RACE, 6).block();
    double before = TimeFeatures.of(healthy.samples()).rms();
    double after = TimeFeatures.of(faulty.samples()).rms();
    assertEquals(6, 10 * Math.log10((after * after - before * before) / 0.01), 0.3);
    assertTrue(TimeFeatures.of(faulty.samples()).kurtosis() > 4, "strikes are impulsive");
  }

  @Test
  void stoppedMachineMakesNoise() {
    SyntheticBlock block = new SyntheticMachine(BEARING, 1).speed(0, 0).block();
    assertTrue(TimeFeatures.of(block.samples()).rms() < 0.005);
  }
}
