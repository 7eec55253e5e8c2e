package io.omniedge.pdm.source.gpio;

import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfigBuilder;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import java.util.concurrent.TimeUnit;

/** A digital input of Pi4J; loads Pi4J. */
final class Pi4jInput {
  private Pi4jInput() {}

  /**
   * Opens it.
   *
   * @param context which is shut down with it, or at once if it cannot be opened
   * @param rising called by a thread of Pi4J
   * @return gives it back
   */
  static Runnable open(Context context, GpioSpeedSettings settings, Runnable rising) {
    try {
      DigitalInputConfigBuilder wanted =
          DigitalInput.newConfigBuilder(context)
              .address(settings.line())
              // Never left out: by default Pi4J swallows what follows within 10 ms.
              .debounce((long) settings.debounceMicros(), TimeUnit.MICROSECONDS);
      switch (settings.bias()) {
        case AS_IS -> {}
        case DISABLED -> wanted.pull(PullResistance.OFF);
        case PULL_UP -> wanted.pull(PullResistance.PULL_UP);
        case PULL_DOWN -> wanted.pull(PullResistance.PULL_DOWN);
      }
      DigitalInput input = context.create(wanted.build());
      input.addListener(
          event -> {
            if (event.state() == DigitalState.HIGH) {
              rising.run();
            }
          });
      return context::shutdown;
    } catch (RuntimeException e) {
      context.shutdown();
      throw e;
    }
  }
}
