package io.omniedge.manager.enrol;

import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Texts that a request must repeat, each once and soon, so that a request which somebody recorded
 * is worth nothing. In memory: after a restart devices ask for another. Thread-safe.
 */
final class Challenges {
  private static final Duration VALID = Duration.ofMinutes(5);

  /** More at once are a flood. */
  private static final int MAX = 50_000;

  private record Given(String challenge, Instant until) {}

  private final InstantSource clock;
  private final Map<String, Instant> open = new HashMap<>();
  private final ArrayDeque<Given> byAge = new ArrayDeque<>();

  Challenges(InstantSource clock) {
    this.clock = clock;
  }

  synchronized String next() {
    Instant now = clock.instant();
    while (!byAge.isEmpty() && !byAge.getFirst().until().isAfter(now)) {
      open.remove(byAge.removeFirst().challenge());
    }
    if (byAge.size() >= MAX) {
      throw Problem.rateLimited(Duration.between(now, byAge.getFirst().until()));
    }
    Given given = new Given(Ids.secret(), now.plus(VALID));
    byAge.addLast(given);
    open.put(given.challenge(), given.until());
    return given.challenge();
  }

  /** Uses it up. */
  synchronized void take(String challenge) {
    Instant until = open.remove(challenge);
    if (until == null || !until.isAfter(clock.instant())) {
      throw Problem.of(
          409,
          "challenge-unknown",
          "The challenge is not valid",
          "it was not given by this manager, was used already, or is older than 5 minutes");
    }
  }
}
