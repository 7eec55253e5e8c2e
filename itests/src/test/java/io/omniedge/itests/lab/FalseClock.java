package io.omniedge.itests.lab;

import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Another wall clock for one program, by libfaketime; its monotonic clock stays the true one. */
public final class FalseClock {
  private FalseClock() {}

  /**
   * What stands before a command so that it runs with such a clock, {@code env} and its variables;
   * gives the test up where libfaketime is missing.
   *
   * @param time as libfaketime wants it: {@code @1970-01-01 00:00:10} begins there and goes on,
   *     {@code +50d} is that far ahead
   */
  public static List<String> environment(String time) {
    Command find =
        Command.attempt(List.of("sh", "-c", "ls /usr/lib/*/faketime/libfaketime.so.1"), "");
    Assumptions.assumeTrue(find.succeeded(), "there is no libfaketime (package libfaketime)");
    return List.of(
        "env",
        "LD_PRELOAD=" + find.out().strip(),
        "FAKETIME=" + time,
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        // It believes that glibc waits by the wall clock; Java's timed waits would never end.
        "FAKETIME_FORCE_MONOTONIC_FIX=0");
  }
}
