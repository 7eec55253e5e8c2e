package io.omniedge.pdm.source.iio;

import io.omniedge.pdm.source.Burst;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Scans to values. With stamps it also sees lost scans: after a gap the stamps stay late, while a
 * single late one is an interrupt that waited. One thread.
 */
final class ScanDecoder {
  /** So many stamps must agree. */
  private static final int WITNESSES = 4;

  /** Older or newer ones are of another clock. */
  private static final long MOST_AGE_NANOS = 60_000_000_000L;

  private final int scanBytes;
  private final List<ChannelScale> channels;
  private final int stampOffset;
  private final double periodNanos;

  /** The last stamps before the next burst. */
  private long[] before = new long[0];

  /**
   * Makes one.
   *
   * @param stampOffset of the time stamp in a scan; −1 if there is none
   */
  ScanDecoder(int scanBytes, List<ChannelScale> channels, int stampOffset, double rateHz) {
    this.scanBytes = scanBytes;
    this.channels = List.copyOf(channels);
    this.stampOffset = stampOffset;
    periodNanos = 1e9 / rateHz;
  }

  int scanBytes() {
    return scanBytes;
  }

  /** Whole scans that remain in it, up to a gap; the rest remains. */
  Burst decode(ByteBuffer scans, long nowNanos) {
    int count = scans.remaining() / scanBytes;
    if (stampOffset < 0 || count == 0) {
      return new Burst(values(scans, count), nowNanos, Burst.Stamp.ARRIVED, false);
    }
    long[] stamps = stamps(scans, count);
    if (Math.abs(nowNanos - stamps[stamps.length - 1]) > MOST_AGE_NANOS) {
      before = new long[0];
      return new Burst(values(scans, count), nowNanos, Burst.Stamp.ARRIVED, false);
    }
    int from = 0;
    int gap = gap(stamps, 1);
    boolean isAfterGap = gap >= 0 && gap <= before.length;
    if (isAfterGap) {
      from = gap;
      gap = gap(stamps, Math.max(gap, before.length) + 1);
    }
    int to = gap < 0 ? stamps.length : gap;
    Burst burst =
        new Burst(values(scans, to - before.length), stamps[to - 1], Burst.Stamp.TAKEN, isAfterGap);
    before = Arrays.copyOfRange(stamps, Math.max(from, to - WITNESSES), to);
    return burst;
  }

  private double[][] values(ByteBuffer scans, int count) {
    int start = scans.position();
    double[][] values = new double[channels.size()][count];
    for (int each = 0; each < values.length; each++) {
      ChannelScale channel = channels.get(each);
      int at = start + channel.byteOffset();
      for (int i = 0; i < count; i++) {
        values[each][i] = channel.value(channel.type().raw(scans, at));
        at += scanBytes;
      }
    }
    scans.position(start + count * scanBytes);
    return values;
  }

  /** The last ones of before, and those of these scans. */
  private long[] stamps(ByteBuffer scans, int count) {
    long[] stamps = Arrays.copyOf(before, before.length + count);
    ByteBuffer host = scans.duplicate().order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) {
      stamps[before.length + i] = host.getLong(scans.position() + i * scanBytes + stampOffset);
    }
    return stamps;
  }

  /** The first stamp from which on all are later than their number allows; −1 if there is none. */
  private int gap(long[] stamps, int from) {
    for (int i = from; i + WITNESSES <= stamps.length; i++) {
      boolean isLate = true;
      for (int k = 0; k < WITNESSES && isLate; k++) {
        isLate = stamps[i + k] - stamps[i - 1] > (k + 1.5) * periodNanos;
      }
      if (isLate) {
        return i;
      }
    }
    return -1;
  }
}
