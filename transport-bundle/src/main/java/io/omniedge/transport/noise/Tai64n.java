package io.omniedge.transport.noise;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A TAI64N time: seconds and nanoseconds as 12 bytes that sort like the time itself [WG 5.1].
 *
 * <p>From the wire both numbers may be anything; they compare as unsigned.
 *
 * @param label seconds, with 2^62 for the start of 1970 TAI
 * @param nanos nanoseconds of the second
 */
public record Tai64n(long label, int nanos) implements Comparable<Tai64n> {
  /** Length of the external form. */
  public static final int BYTES = 12;

  /** 1970-01-01 00:00:10 TAI is 1970-01-01 00:00:00 UTC; leap seconds since then do not matter. */
  private static final long UNIX_EPOCH = 0x4000_0000_0000_000aL;

  /** The time of an instant. */
  public static Tai64n of(Instant instant) {
    return new Tai64n(UNIX_EPOCH + instant.getEpochSecond(), instant.getNano());
  }

  /** Reads the external form. */
  public static Tai64n read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Tai64n(buffer.getLong(0), buffer.getInt(8));
  }

  /** The external form. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(label).putInt(nanos).array();
  }

  /** As far after this time; for times of ours, whose parts are in range. */
  Tai64n plusNanos(long more) {
    return of(Instant.ofEpochSecond(label - UNIX_EPOCH, nanos).plusNanos(more));
  }

  /** The last multiple of so many nanoseconds in the same second. */
  Tai64n roundedDown(int tickNanos) {
    return new Tai64n(label, nanos - nanos % tickNanos);
  }

  /** Strictly later. */
  public boolean isAfter(Tai64n other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Tai64n other) {
    int bySeconds = Long.compareUnsigned(label, other.label);
    return bySeconds != 0 ? bySeconds : Integer.compareUnsigned(nanos, other.nanos);
  }
}
