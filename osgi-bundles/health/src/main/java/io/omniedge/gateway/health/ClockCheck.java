package io.omniedge.gateway.health;

import java.time.Instant;
import java.time.InstantSource;

/** Whether the clock was ever set: many gateways have no battery and start in 1970. */
public final class ClockCheck implements Check {
  private final InstantSource clock;
  private final Instant built;

  /**
   * Looks at this clock.
   *
   * @param built when this software was made; no true clock stands before that
   */
  public ClockCheck(InstantSource clock, Instant built) {
    this.clock = clock;
    this.built = built;
  }

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public Verdict look() {
    Instant now = clock.instant();
    return now.isBefore(built)
        ? Verdict.warn(
            "it is not set: " + now + "; tunnels work, but certificates and times in logs do not")
        : Verdict.ok("it is set");
  }
}
