package io.omniedge.pdm.outlet;

/**
 * So many bytes a second, and what was saved up to the burst. A message goes as soon as anything is
 * in it, and the bucket owes the rest: so a message may be larger than the burst. One thread.
 */
final class TokenBucket {
  private final double bytesASecond;
  private final double burst;
  private double tokens;
  private long atNanos;

  TokenBucket(double bytesASecond, double burst, long nowNanos) {
    this.bytesASecond = bytesASecond;
    this.burst = burst;
    tokens = burst;
    atNanos = nowNanos;
  }

  boolean isOpen(long nowNanos) {
    tokens = Math.min(burst, tokens + (nowNanos - atNanos) / 1e9 * bytesASecond);
    atNanos = nowNanos;
    return tokens > 0;
  }

  void spend(long bytes) {
    tokens -= bytes;
  }
}
