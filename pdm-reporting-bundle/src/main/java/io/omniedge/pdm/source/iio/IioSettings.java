package io.omniedge.pdm.source.iio;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which device of industrial I/O is read, and how.
 *
 * @param device its name, its label, or its folder as iio:device0
 * @param channels that are wanted
 * @param rateHz samples a second; 0 for what the device is set to
 * @param trigger name of one that the device is to follow; null for the one it has
 * @param bufferScans that the kernel keeps for us; 0 for two seconds
 */
public record IioSettings(
    String device,
    List<Wanted> channels,
    double rateHz,
    @Nullable String trigger,
    int bufferScans) {
  /**
   * A channel.
   *
   * @param channel as the kernel names it, without {@code _en}: in_accel_x
   * @param name as it is called here
   * @param element of one that has several values: which
   * @param factor from the kernel's unit to the wanted one
   * @param unit the wanted one; empty for the kernel's
   */
  public record Wanted(String channel, String name, int element, double factor, String unit) {}

  /** Copies. */
  public IioSettings {
    channels = List.copyOf(channels);
  }
}
