package io.omniedge.pdm.store;

/** A clock that stands until it is told otherwise. One thread. */
public final class ManualClock implements StoreClock {
  private long wallMillis = 1_780_315_200_000L;
  private long bootMillis = 100_000;
  private int boot = 1;
  private boolean isSet = true;

  @Override
  public Moment now() {
    return new Moment(wallMillis, bootMillis, boot, isSet ? ClockQuality.SET : ClockQuality.UNSET);
  }

  /** Time goes by. */
  public void pass(long millis) {
    wallMillis += millis;
    bootMillis += millis;
  }

  /** The machine is off for so long. */
  public void reboot(long millisOff) {
    wallMillis += millisOff;
    bootMillis = 5_000;
    boot++;
  }

  /** Nobody knows the time; it starts here. */
  public void unset(long wall) {
    wallMillis = wall;
    isSet = false;
  }

  /** Somebody sets it. */
  public void set(long wall) {
    wallMillis = wall;
    isSet = true;
  }
}
