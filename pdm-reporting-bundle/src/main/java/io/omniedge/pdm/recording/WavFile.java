package io.omniedge.pdm.recording;

import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A WAV file with PCM of 16, 24 or 32 bits or with float32. The largest number is the full scale
 * that the settings name.
 *
 * <p>Source: Microsoft, Multimedia Programming Interface and Data Specifications 1.0, and
 * WAVEFORMATEXTENSIBLE.
 */
final class WavFile {
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xfffe;
  private static final int MAX_FORMAT_BYTES = 64;
  private static final int MAX_CHUNKS = 64;

  /** Frames that are read at once. */
  private static final int FRAMES = 4_096;

  private WavFile() {}

  private record Format(int code, int channels, long rateHz, int bits) {
    int frameBytes() {
      return channels * bits / 8;
    }
  }

  static Recording read(InputStream stream, Recording.Settings settings)
      throws IOException, ProtocolException {
    LittleEndian in = new LittleEndian(stream, "header");
    String riff = in.word(4);
    in.take(4);
    if (!riff.equals("RIFF") || !in.word(4).equals("WAVE")) {
      throw new ProtocolException("header", riff, "no WAV file begins so");
    }
    Format format = null;
    for (int chunk = 0; chunk < MAX_CHUNKS; chunk++) {
      String id = in.word(4);
      long bytes = in.take(4).getInt() & 0xffff_ffffL;
      if (id.equals("data")) {
        if (format == null) {
          throw new ProtocolException("data", "", "it stands before the format");
        }
        return data(stream, format, bytes, settings);
      }
      if (id.equals("fmt ")) {
        format = format(in, bytes);
      } else {
        skip(stream, id, bytes + bytes % 2);
      }
    }
    throw new ProtocolException("", "", "no data among the first " + MAX_CHUNKS + " chunks");
  }

  private static void skip(InputStream stream, String id, long bytes)
      throws IOException, ProtocolException {
    long skipped = stream.skip(bytes);
    while (skipped < bytes) {
      if (stream.read() < 0) {
        throw new ProtocolException(id, "", "it ends after " + skipped + " of " + bytes + " bytes");
      }
      skipped += 1 + stream.skip(bytes - skipped - 1);
    }
  }

  private static Format format(LittleEndian in, long bytes) throws IOException, ProtocolException {
    if (bytes < 16 || bytes > MAX_FORMAT_BYTES) {
      throw new ProtocolException("fmt", bytes + " bytes", "it has 16 to " + MAX_FORMAT_BYTES);
    }
    ByteBuffer fields = in.take((int) (bytes + bytes % 2));
    int code = fields.getShort() & 0xffff;
    int channels = fields.getShort() & 0xffff;
    long rateHz = fields.getInt() & 0xffff_ffffL;
    fields.getInt();
    fields.getShort();
    int bits = fields.getShort();
    if (code == EXTENSIBLE && bytes >= 26) {
      // Extension size, valid bits, speakers; then a GUID that begins with the format.
      code = fields.getShort(24) & 0xffff;
    }
    boolean isKnown =
        code == PCM ? bits == 16 || bits == 24 || bits == 32 : code == FLOAT && bits == 32;
    if (!isKnown) {
      throw new ProtocolException(
          "fmt", "format " + code + " of " + bits + " bits", "only PCM 16, 24, 32 and float32");
    }
    if (channels < 1 || channels > Recording.MAX_CHANNELS) {
      throw new ProtocolException(
          "fmt", channels + " channels", "1 to " + Recording.MAX_CHANNELS + " are taken");
    }
    return new Format(code, channels, rateHz, bits);
  }

  /** The length in a stream that was cut or never ended is wrong: what is there counts. */
  private static Recording data(
      InputStream stream, Format format, long bytes, Recording.Settings settings)
      throws IOException, ProtocolException {
    int frameBytes = format.frameBytes();
    double[][] samples = new double[format.channels][0];
    int frames = 0;
    long left = bytes;
    while (left >= frameBytes) {
      byte[] block = stream.readNBytes((int) Math.min(left, (long) FRAMES * frameBytes));
      int more = block.length / frameBytes;
      if (more == 0) {
        break;
      }
      if (frames + more > Recording.MAX_SAMPLES
          || (long) (frames + more) * format.channels > Recording.MAX_TOTAL) {
        throw new ProtocolException("data", "", "it has more than fits into memory");
      }
      ByteBuffer values = ByteBuffer.wrap(block).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      for (int c = 0; c < format.channels; c++) {
        if (samples[c].length < frames + more) {
          samples[c] = Arrays.copyOf(samples[c], Math.max(frames + more, 2 * samples[c].length));
        }
      }
      for (int i = 0; i < more; i++) {
        for (int c = 0; c < format.channels; c++) {
          samples[c][frames + i] = sample(values, format) * settings.fullScale();
        }
      }
      frames += more;
      left -= block.length;
    }
    List<Channel> channels = new ArrayList<>();
    for (int c = 0; c < format.channels; c++) {
      channels.add(new Channel("ch" + (c + 1), Arrays.copyOf(samples[c], frames)));
    }
    return new Recording(channels, format.rateHz, settings.unit());
  }

  private static double sample(ByteBuffer values, Format format) {
    if (format.code == FLOAT) {
      return values.getFloat();
    }
    return switch (format.bits) {
      case 16 -> values.getShort() / 0x1p15;
      case 24 -> ((values.get() & 0xff) | (values.getShort() << 8)) / 0x1p23;
      default -> values.getInt() / 0x1p31;
    };
  }
}
