package io.omniedge.pdm.source.gpio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct gpio_v2_line_event} [include/uapi/linux/gpio.h].
 *
 * <pre>
 *    0 timestamp_ns u64 | 8 id u32 | 12 offset u32 | 16 seqno u32 | 20 line_seqno u32 | 24 padding
 * </pre>
 *
 * @param atNanos CLOCK_MONOTONIC
 * @param isRising whether the line became active
 * @param sequence of the line, from 1; one that is missing was lost
 */
record LineEvent(long atNanos, boolean isRising, int sequence) {
  static final int BYTES = 48;
  static final int ID_OFFSET = 8;
  static final int LINE_SEQUENCE_OFFSET = 20;
  static final int RISING = 1;
  static final int FALLING = 2;

  /** The one at this place. */
  static LineEvent read(ByteBuffer events, int at) {
    ByteBuffer host = events.duplicate().order(ByteOrder.nativeOrder());
    return new LineEvent(
        host.getLong(at),
        host.getInt(at + ID_OFFSET) == RISING,
        host.getInt(at + LINE_SEQUENCE_OFFSET));
  }

  /** Writes it there, in the host's order; a falling edge is 2. */
  void write(ByteBuffer host, int at) {
    host.putLong(at, atNanos);
    host.putInt(at + ID_OFFSET, isRising ? RISING : FALLING);
    host.putInt(at + LINE_SEQUENCE_OFFSET, sequence);
  }
}
