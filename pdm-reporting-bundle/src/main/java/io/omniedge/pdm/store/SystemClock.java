package io.omniedge.pdm.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The clocks of this machine. A board without a battery comes up with the time of its last shutdown
 * or of 1970. Without native calls three things tell: the year; a clock with a battery; and the
 * file that systemd's time service makes once it has the time of a server [systemd-timesyncd(8)].
 */
public final class SystemClock implements StoreClock {
  /** This release did not exist before. */
  private static final long BEGIN_MILLIS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private static final Path BATTERY_CLOCK = Path.of("/dev/rtc0");
  private static final Path TIME_SERVICE = Path.of("/run/systemd/timesync");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Logger LOG = System.getLogger(SystemClock.class.getName());

  private final int boot;

  /** Reads which run of the machine this is. */
  public SystemClock() {
    boot = bootId();
  }

  private static int bootId() {
    try {
      return Files.readString(BOOT_ID).strip().hashCode();
    } catch (IOException e) {
      // Then times can be put right within this process only: nobody else has this number.
      LOG.log(Level.INFO, "no boot id: {0}", e);
      return (int) System.nanoTime();
    }
  }

  @Override
  public Moment now() {
    long wallMillis = System.currentTimeMillis();
    // On Linux this is CLOCK_MONOTONIC, the same for each process of a boot.
    long bootMillis = System.nanoTime() / 1_000_000;
    return new Moment(
        wallMillis, bootMillis, boot, isSet(wallMillis) ? ClockQuality.SET : ClockQuality.UNSET);
  }

  private static boolean isSet(long wallMillis) {
    return wallMillis >= BEGIN_MILLIS
        && (Files.exists(BATTERY_CLOCK)
            || !Files.exists(TIME_SERVICE)
            || Files.exists(TIME_SERVICE.resolve("synchronized")));
  }
}
