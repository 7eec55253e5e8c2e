package io.omniedge.manager.enrol;

import io.omniedge.manager.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Two limits: for all requests together, so that a site whose power comes back does not stop the
 * rest; and for refused ones of each source, so that nobody tries keys. Token buckets. Thread-safe.
 */
final class RateLimit {
  /** Enrolments and renewals in a second; each costs three signatures and a write. */
  private static final double REQUESTS_PER_SECOND = 250;

  private static final double REQUESTS_BURST = 500;

  /** Refused requests of one source: one in six seconds, after the first ten. */
  private static final double REFUSALS_PER_SECOND = 1.0 / 6;

  private static final double REFUSALS_BURST = 10;

  /** Sources remembered; the one that was refused longest ago is forgotten first. */
  private static final int MAX_SOURCES = 10_000;

  private static final class Bucket {
    private final double perSecond;
    private final double burst;
    private double tokens;
    private Instant at;

    Bucket(double perSecond, double burst, Instant now) {
      this.perSecond = perSecond;
      this.burst = burst;
      tokens = burst;
      at = now;
    }

    private void refill(Instant now) {
      double seconds = Math.max(0, Duration.between(at, now).toNanos() / 1e9);
      tokens = Math.min(burst, tokens + seconds * perSecond);
      at = now;
    }

    boolean isEmpty(Instant now) {
      refill(now);
      return tokens < 1;
    }

    Duration untilNext() {
      return Duration.ofMillis((long) Math.ceil((1 - tokens) / perSecond * 1000));
    }
  }

  private final InstantSource clock;
  private final Bucket all;
  private final Map<String, Bucket> refusals =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_SOURCES;
        }
      };

  RateLimit(InstantSource clock) {
    this.clock = clock;
    all = new Bucket(REQUESTS_PER_SECOND, REQUESTS_BURST, clock.instant());
  }

  /** Before a request is looked at. */
  synchronized void admit(String source) {
    Instant now = clock.instant();
    Bucket refused = refusals.get(source);
    if (refused != null && refused.isEmpty(now)) {
      throw Problem.rateLimited(refused.untilNext());
    }
    if (all.isEmpty(now)) {
      throw Problem.rateLimited(all.untilNext());
    }
    all.tokens--;
  }

  /** After a request was refused. */
  synchronized void refused(String source) {
    Instant now = clock.instant();
    Bucket bucket =
        refusals.computeIfAbsent(source, _ -> new Bucket(REFUSALS_PER_SECOND, REFUSALS_BURST, now));
    bucket.refill(now);
    bucket.tokens = Math.max(0, bucket.tokens - 1);
  }
}
