package io.omniedge.pdm.source.gpio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * {@code struct gpio_v2_line_request} for one line [include/uapi/linux/gpio.h].
 *
 * <pre>
 *    0 offsets u32[64] | 256 consumer char[32] | 288 flags u64 | 296 num_attrs u32
 *  320 attrs[0]: id u32, padding u32, debounce_period_us u32, padding, mask u64
 *  560 num_lines u32 | 564 event_buffer_size u32 | 588 fd s32
 * </pre>
 */
final class LineRequest {
  /** {@code GPIO_V2_GET_LINE_IOCTL}: _IOWR(0xB4, 0x07, struct gpio_v2_line_request). */
  static final long GET_LINE = 0xC250B407L;

  static final int BYTES = 592;
  static final int CONSUMER = 256;
  static final int FLAGS = 288;
  static final int ATTRIBUTE_COUNT = 296;
  static final int ATTRIBUTE = 320;
  static final int ATTRIBUTE_VALUE = 328;
  static final int ATTRIBUTE_MASK = 336;
  static final int LINE_COUNT = 560;
  static final int EVENT_BUFFER_SIZE = 564;
  static final int FD = 588;

  static final long INPUT = 1 << 2;
  static final long EDGE_RISING = 1 << 4;
  static final long BIAS_PULL_UP = 1 << 8;
  static final long BIAS_PULL_DOWN = 1 << 9;
  static final long BIAS_DISABLED = 1 << 10;
  static final int ATTRIBUTE_DEBOUNCE = 3;

  private LineRequest() {}

  /**
   * Writes one.
   *
   * @param into zeroed
   * @param events that the kernel keeps for us
   */
  static void write(ByteBuffer into, GpioSpeedSettings settings, int events) {
    ByteBuffer host = into.duplicate().order(ByteOrder.nativeOrder());
    host.putInt(0, settings.line());
    host.put(CONSUMER, "omniedge speed".getBytes(StandardCharsets.US_ASCII));
    host.putLong(FLAGS, INPUT | EDGE_RISING | bias(settings.bias()));
    if (settings.debounceMicros() > 0) {
      host.putInt(ATTRIBUTE_COUNT, 1);
      host.putInt(ATTRIBUTE, ATTRIBUTE_DEBOUNCE);
      host.putInt(ATTRIBUTE_VALUE, settings.debounceMicros());
      host.putLong(ATTRIBUTE_MASK, 1);
    }
    host.putInt(LINE_COUNT, 1);
    host.putInt(EVENT_BUFFER_SIZE, events);
  }

  private static long bias(GpioSpeedSettings.Bias bias) {
    return switch (bias) {
      case AS_IS -> 0;
      case DISABLED -> BIAS_DISABLED;
      case PULL_UP -> BIAS_PULL_UP;
      case PULL_DOWN -> BIAS_PULL_DOWN;
    };
  }

  /** The file of the line, after the call. */
  static int fd(ByteBuffer from) {
    return from.duplicate().order(ByteOrder.nativeOrder()).getInt(FD);
  }
}
