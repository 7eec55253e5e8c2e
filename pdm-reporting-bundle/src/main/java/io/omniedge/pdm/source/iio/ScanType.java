package io.omniedge.pdm.source.iio;

import io.omniedge.pdm.source.DeviceFile;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a channel lies in a scan [Documentation/ABI/testing/sysfs-bus-iio, scan_elements/*_type]:
 * {@code [be|le]:[s|u]bits/storagebits[Xrepeat][>>shift]}.
 *
 * @param isBigEndian order of its bytes
 * @param isSigned two's complement
 * @param bits that count
 * @param storageBits that it takes: 8, 16, 32 or 64
 * @param repeat how often, one behind the other
 * @param shift to the right, before the bits are taken
 */
record ScanType(
    boolean isBigEndian, boolean isSigned, int bits, int storageBits, int repeat, int shift) {
  private static final int MOST_REPEAT = 64;

  /** The kernel writes the repeat before the shift; its documentation has both orders. */
  private static final Pattern FORM =
      Pattern.compile(
          "(be|le):([su])(\\d{1,2})/(\\d{1,2})(?:X(\\d{1,2}))?(?:>>(\\d{1,2}))?(?:X(\\d{1,2}))?");

  /** Refuses what no device has. */
  ScanType {
    if (storageBits != 8 && storageBits != 16 && storageBits != 32 && storageBits != 64) {
      throw new IllegalArgumentException(storageBits + " bits of storage are none of 8 to 64");
    }
    if (bits < 1 || shift < 0 || bits + shift > storageBits) {
      throw new IllegalArgumentException(
          bits + " bits shifted by " + shift + " do not fit into " + storageBits);
    }
    if (repeat < 1 || repeat > MOST_REPEAT) {
      throw new IllegalArgumentException("repeated " + repeat + " times");
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none, with the reason
   */
  static ScanType parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || (matcher.group(5) != null && matcher.group(7) != null)) {
      throw new IllegalArgumentException(DeviceFile.shown(text) + " is not like le:s12/16X1>>4");
    }
    String repeat = matcher.group(5) != null ? matcher.group(5) : matcher.group(7);
    return new ScanType(
        matcher.group(1).equals("be"),
        matcher.group(2).equals("s"),
        Integer.parseInt(matcher.group(3)),
        Integer.parseInt(matcher.group(4)),
        repeat == null ? 1 : Integer.parseInt(repeat),
        matcher.group(6) == null ? 0 : Integer.parseInt(matcher.group(6)));
  }

  /** All of it, with its repetitions. */
  int bytes() {
    return storageBits / 8 * repeat;
  }

  /** Where a scan that is so long may have the next: rounded up to a power of two as Linux does. */
  int align(int offset) {
    int unit = Integer.highestOneBit(2 * bytes() - 1);
    return (offset + unit - 1) & -unit;
  }

  /** Steps from the smallest to the largest value. */
  double fullScaleCounts() {
    return Math.pow(2, bits) - 1;
  }

  /** The smallest value. */
  double minimum() {
    return isSigned ? -Math.pow(2, bits - 1) : 0;
  }

  /** The count there; a buffer in any order of bytes. Unsigned ones of 64 bits wrap. */
  long raw(ByteBuffer scan, int offset) {
    long stored = 0;
    int bytes = storageBits / 8;
    for (int i = 0; i < bytes; i++) {
      int at = isBigEndian ? i : bytes - 1 - i;
      stored = stored << 8 | (scan.get(offset + at) & 0xff);
    }
    long shifted = stored >>> shift;
    int unused = Long.SIZE - bits;
    return isSigned ? shifted << unused >> unused : shifted << unused >>> unused;
  }
}
