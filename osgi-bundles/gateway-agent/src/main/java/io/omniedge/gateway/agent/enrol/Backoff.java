package io.omniedge.gateway.agent.enrol;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: decorrelated jitter, a random time between the least
 * and three times the last one. Five thousand gateways that lost their manager at one moment come
 * back spread over time, and the longer it stays away the wider. One thread.
 */
public final class Backoff {
  private final RandomGenerator random;
  private final long leastMillis;
  private final long mostMillis;
  private long lastMillis;

  /** Waits within these bounds. */
  public Backoff(RandomGenerator random, long leastMillis, long mostMillis) {
    this.random = random;
    this.leastMillis = leastMillis;
    this.mostMillis = mostMillis;
    this.lastMillis = leastMillis;
  }

  /** Milliseconds until the next attempt. */
  public long nextMillis() {
    lastMillis = Math.min(mostMillis, random.nextLong(leastMillis, lastMillis * 3 + 1));
    return lastMillis;
  }

  /** It worked: the next failure is a new one. */
  public void reset() {
    lastMillis = leastMillis;
  }
}
