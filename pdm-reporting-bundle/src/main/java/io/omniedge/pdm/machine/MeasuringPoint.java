package io.omniedge.pdm.machine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sensor on a machine, and the bearing that it hears.
 *
 * @param name on the machine, as drive-end
 * @param source the channel whose samples these are
 * @param gPerUnit what one unit of the source is in g: 0.01 for mV of a sensor with 100 mV/g
 * @param bearingName as somebody wrote it, or null
 * @param bearingTones null if no bearing is known
 */
public record MeasuringPoint(
    String name,
    String source,
    Axis axis,
    Mounting mounting,
    double gPerUnit,
    @Nullable String bearingName,
    @Nullable BearingTones bearingTones) {

  /** The tones of its bearing, if that is known. */
  public Optional<BearingTones> tones() {
    return Optional.ofNullable(bearingTones);
  }
}
