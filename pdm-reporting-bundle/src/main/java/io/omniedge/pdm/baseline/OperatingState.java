package io.omniedge.pdm.baseline;

/**
 * What a machine is doing while it is measured; only values of one state are compared.
 *
 * @param name 1 to 60 characters
 */
public record OperatingState(String name) {
  /** Checks. */
  public OperatingState {
    if (name.isEmpty() || name.length() > 60) {
      throw new IllegalArgumentException(
          "operating state \"" + name + "\": it must have 1 to 60 characters");
    }
  }

  /**
   * Finds states by rounding speed and load, for machines of which nobody named them.
   *
   * @param speedStepRpm the width of a band of speed; a tenth of the nominal speed or so
   * @param loadStepPercent the width of a band of load; 100 for a single one
   */
  public record Bands(double speedStepRpm, double loadStepPercent) {
    /** Checks. */
    public Bands {
      if (!(speedStepRpm > 0 && speedStepRpm <= 1e6)) {
        throw new IllegalArgumentException(
            "speedStepRpm " + speedStepRpm + ": it must be above 0, at most 1e6");
      }
      if (!(loadStepPercent > 0 && loadStepPercent <= 1_000)) {
        throw new IllegalArgumentException(
            "loadStepPercent " + loadStepPercent + ": it must be above 0, at most 1000");
      }
    }

    /**
     * The state of the band in which speed and load are.
     *
     * @param speedRpm finite, its sign is the direction
     * @param loadPercent finite; 100 where it is not known
     */
    public OperatingState of(double speedRpm, double loadPercent) {
      long speed = Math.round(Math.rint(speedRpm / speedStepRpm) * speedStepRpm);
      long load = Math.round(Math.rint(loadPercent / loadStepPercent) * loadStepPercent);
      return new OperatingState(speed + " rpm, " + load + " %");
    }
  }
}
