package io.omniedge.plugin.pack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A block of samples as plugins take it [docs/plugins.md]:
 *
 * <pre>
 * "OMS1" | version 1 (2 bytes) | channels (2) | count (4) | rate (8) | samples (8 each)
 * </pre>
 *
 * <p>All little endian; the samples of one moment stand beside each other.
 */
public final class SampleFrame {
  private static final byte[] MAGIC = "OMS1".getBytes(StandardCharsets.US_ASCII);
  private static final short VERSION = 1;
  private static final int HEADER_BYTES = 20;

  private SampleFrame() {}

  /** Where samples come from. */
  @FunctionalInterface
  public interface Source {
    /** One of them. */
    double value(int channel, int moment);
  }

  /**
   * Writes a block.
   *
   * @param rate of moments, in hertz
   */
  public static byte[] of(double rate, int channels, int moments, Source samples) {
    ByteBuffer frame =
        ByteBuffer.allocate(HEADER_BYTES + channels * moments * Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MAGIC)
            .putShort(VERSION)
            .putShort((short) channels)
            .putInt(moments)
            .putDouble(rate);
    for (int moment = 0; moment < moments; moment++) {
      for (int channel = 0; channel < channels; channel++) {
        frame.putDouble(samples.value(channel, moment));
      }
    }
    return frame.array();
  }
}
