package io.omniedge.pdm.acquisition;

import io.omniedge.pdm.source.gpio.GpioSpeedSettings;
import io.omniedge.pdm.source.hwmon.HwmonSettings;
import io.omniedge.pdm.source.iio.IioSettings;
import io.omniedge.pdm.source.sensor.SensorSettings;

/**
 * A source as the operator wants it. Equal ones go on undisturbed when others change.
 *
 * @param name of it; its channels are NAME/CHANNEL
 * @param device by its kind
 */
public record SourceSettings(String name, Device device) {
  /** Settings of a kind. */
  public sealed interface Device {}

  /** Industrial I/O of the kernel. */
  public record Iio(IioSettings settings) implements Device {}

  /** A sensor of the board. */
  public record Hwmon(HwmonSettings settings) implements Device {}

  /** Pulses of a shaft. */
  public record GpioSpeed(GpioSpeedSettings settings) implements Device {}

  /** An accelerometer at a bus. */
  public record Sensor(SensorSettings settings) implements Device {}
}
