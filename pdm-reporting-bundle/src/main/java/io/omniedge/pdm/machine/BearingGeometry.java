package io.omniedge.pdm.machine;

/**
 * The dimensions of a rolling bearing that decide its fault tones.
 *
 * @param rollingElements of one row
 * @param elementDiameterMm of a ball or roller
 * @param pitchDiameterMm of the circle through the centres of the elements
 * @param contactAngleDegrees 0 for a deep groove ball bearing under radial load
 */
public record BearingGeometry(
    int rollingElements,
    double elementDiameterMm,
    double pitchDiameterMm,
    double contactAngleDegrees) {

  /**
   * Refuses what no bearing has.
   *
   * @throws IllegalArgumentException with the reason
   */
  public BearingGeometry {
    if (!(elementDiameterMm > 0 && pitchDiameterMm > 2 * elementDiameterMm)) {
      throw new IllegalArgumentException(
          "elements of " + elementDiameterMm + " mm do not run on a circle of " + pitchDiameterMm);
    }
    if (!(contactAngleDegrees >= 0 && contactAngleDegrees <= 45)) {
      throw new IllegalArgumentException(
          "a contact angle of " + contactAngleDegrees + " degrees: it must be 0 to 45");
    }
    double roomMm = Math.PI * pitchDiameterMm;
    if (rollingElements * elementDiameterMm > roomMm) {
      throw new IllegalArgumentException(
          rollingElements + " elements of " + elementDiameterMm + " mm do not fit on the circle");
    }
  }

  /** Its fault tones, if nothing slips. */
  public BearingTones tones() {
    double n = rollingElements;
    double cos = Math.cos(Math.toRadians(contactAngleDegrees));
    double g = elementDiameterMm / pitchDiameterMm * cos;
    return new BearingTones(
        rollingElements,
        // BPFO = n/2 (1 - d/D cos a)
        n / 2 * (1 - g),
        // BPFI = n/2 (1 + d/D cos a)
        n / 2 * (1 + g),
        // BSF = D/(2d) (1 - (d/D cos a)^2)
        pitchDiameterMm / (2 * elementDiameterMm) * (1 - g * g),
        // FTF = 1/2 (1 - d/D cos a)
        (1 - g) / 2);
  }
}
