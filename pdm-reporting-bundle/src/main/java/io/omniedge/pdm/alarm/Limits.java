package io.omniedge.pdm.alarm;

/**
 * From which value on a level is reached; a limit belongs to the worse level. Immutable.
 *
 * @param advise lowest limit
 * @param alert not below {@code advise}
 * @param danger not below {@code alert}; infinite where there is none
 * @param hysteresis by which a value must be below a limit to leave its level, 0 or more
 */
public record Limits(double advise, double alert, double danger, double hysteresis) {
  /** Checks. */
  public Limits {
    if (!(advise <= alert && alert <= danger)) {
      throw new IllegalArgumentException(
          "limits "
              + advise
              + ", "
              + alert
              + ", "
              + danger
              + ": each must not be below the former");
    }
    if (!(hysteresis >= 0 && hysteresis < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "hysteresis " + hysteresis + ": it must be 0 or more and finite");
    }
  }

  /**
   * The level of a value.
   *
   * @param value no number is UNKNOWN
   * @param before the level it was at
   */
  public Level level(double value, Level before) {
    if (Double.isNaN(value)) {
      return Level.UNKNOWN;
    }
    if (reaches(value, danger, Level.DANGER, before)) {
      return Level.DANGER;
    }
    if (reaches(value, alert, Level.ALERT, before)) {
      return Level.ALERT;
    }
    return reaches(value, advise, Level.ADVISE, before) ? Level.ADVISE : Level.OK;
  }

  private boolean reaches(double value, double limit, Level level, Level before) {
    boolean isHeld = before != Level.UNKNOWN && before.compareTo(level) >= 0;
    return value >= limit || (isHeld && value > limit - hysteresis);
  }
}
