package io.omniedge.transport.peer;

import io.omniedge.tun.Endpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * At most 20 handshake messages a second, and 5 at once, from one source while under load. A source
 * is an IPv4 address, or an IPv6 /64, the least that one customer has. Control thread only.
 *
 * <p>Comes after the cookie, so a source here has proven its address. The table is bounded: when
 * 8,192 sources are busy in one second, further ones are refused.
 */
final class HandshakeRateLimiter {
  static final int MAX_SOURCES = 8192;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MESSAGE_COST = SECOND / 20;
  private static final long FULL = 5 * MESSAGE_COST;

  /** Tokens are nanoseconds: a message costs 50 ms, and time gives them back. */
  private static final class Bucket {
    long tokens = FULL;
    long updatedNanos;

    Bucket(long now) {
      updatedNanos = now;
    }

    boolean take(long now) {
      tokens = Math.min(FULL, tokens + (now - updatedNanos));
      updatedNanos = now;
      if (tokens < MESSAGE_COST) {
        return false;
      }
      tokens -= MESSAGE_COST;
      return true;
    }
  }

  private final Map<Long, Bucket> buckets = new HashMap<>();
  private long sweptNanos;

  boolean allow(Endpoint source, long now) {
    // The mapped prefix 0:0:0:ffff of IPv4 is no /64 that exists, so the two do not meet.
    long key = source.isIpv4() ? source.addressLow() : source.addressHigh();
    Bucket bucket = buckets.get(key);
    if (bucket == null) {
      if (buckets.isEmpty()) {
        sweptNanos = now;
      }
      if (buckets.size() >= MAX_SOURCES && now - sweptNanos >= SECOND) {
        sweptNanos = now;
        // After a second a bucket is full, as good as a new one.
        buckets.values().removeIf(b -> now - b.updatedNanos >= SECOND);
      }
      if (buckets.size() >= MAX_SOURCES) {
        return false;
      }
      bucket = new Bucket(now);
      buckets.put(key, bucket);
    }
    return bucket.take(now);
  }
}
