package io.omniedge.pdm.source.sensor;

import io.omniedge.pdm.source.Backend;
import io.omniedge.pdm.source.bus.BusAddress;

/**
 * Which accelerometer is read, and how.
 *
 * @param chip which one
 * @param backend who talks to it
 * @param where it is
 * @param rateHz samples a second
 * @param rangeG to both sides
 */
public record SensorSettings(
    Chip chip, Backend backend, BusAddress where, double rateHz, double rangeG) {
  /** Refuses what the chip cannot do, with what it can. */
  public SensorSettings {
    chip.check(where, rateHz, rangeG);
  }
}
