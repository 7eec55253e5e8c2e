package io.omniedge.pdm.source.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInputProviderImpl;
import io.omniedge.pdm.source.Backend;
import io.omniedge.pdm.source.Burst;
import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.TestClock;
import io.omniedge.pdm.source.pi4j.Mocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Pi4jLineTest {
  private static final long MILLI = 1_000_000;

  private final TestClock clock = new TestClock();
  private final GpioSpeedSettings settings =
      new GpioSpeedSettings(Backend.PI4J, "", 17, 2, 1, 5, GpioSpeedSettings.Bias.PULL_UP, 250);
  private final List<MockDigitalInput> inputs = new ArrayList<>();

  /** Pi4J's mock, which tells what it has made. */
  private final class Inputs extends MockDigitalInputProviderImpl {
    @Override
    public DigitalInput create(DigitalInputConfig config) {
      DigitalInput input = super.create(config);
      inputs.add((MockDigitalInput) input);
      return input;
    }
  }

  private GpioSpeedSource source(Context context) {
    Pi4jLine line =
        new Pi4jLine(settings, clock, (of, rising) -> Pi4jInput.open(context, of, rising));
    return new GpioSpeedSource(settings, line, clock);
  }

  private void pulses(int count) {
    for (int i = 0; i < count; i++) {
      clock.advance(10 * MILLI);
      inputs.get(0).mockState(DigitalState.HIGH);
      clock.advance(10 * MILLI);
      inputs.get(0).mockState(DigitalState.LOW);
    }
  }

  @Test
  void risingEdgesOfPi4jBecomeASpeed() throws Exception {
    Context context = Mocks.with(new Inputs());
    GpioSpeedSource source = source(context);
    source.open();
    DigitalInputConfig config = inputs.get(0).config();
    assertEquals(17, config.address());
    assertEquals(PullResistance.PULL_UP, config.pull());
    assertEquals(250, config.debounce());
    pulses(26);
    Burst burst = source.read();
    assertFalse(burst.isAfterGap());
    // A mark each 20 ms, two marks a turn.
    assertEquals(1_500, burst.values(0)[0], 1e-6);
    source.close();
    assertTrue(context.isShutdown());
  }

  @Test
  void moreEdgesThanAreKeptAreAGap() throws Exception {
    GpioSpeedSource source = source(Mocks.with(new Inputs()));
    source.open();
    pulses(3);
    assertFalse(source.read().isAfterGap());
    pulses(1_100);
    Burst burst = source.read();
    assertTrue(burst.isAfterGap());
    assertEquals(1_500, burst.values(0)[0], 1e-6);
    source.close();
  }

  @Test
  void pi4jWithoutInputsSaysSo() {
    Context context = Mocks.with(new Mocks.AnsweringI2c(Map.of()));
    SourceException e = assertThrows(SourceException.class, source(context)::open);
    assertTrue(String.valueOf(e.getMessage()).startsWith("line 17: Pi4J says "), e.getMessage());
    assertTrue(context.isShutdown());
  }
}
