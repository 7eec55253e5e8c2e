package io.omniedge.cli.command;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The pause between two looks at what another process, with a clock of its own, will do. */
final class Eventually {
  private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

  private Eventually() {}

  static void aMoment() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }
}
