package io.omniedge.pdm.recording;

import io.omniedge.protocol.ProtocolException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A .npz file of NumPy: a zip archive with an array in each .npy entry. Taken are arrays of float64
 * and float32 with one dimension longer than 1; single numbers, as a speed, are passed over.
 * Everything else is refused: nothing here may run a pickle.
 *
 * <p>Source: NumPy enhancement proposal 1, format versions 1 to 3.
 */
final class NpzFile {
  private static final int MAX_ENTRIES = 256;
  private static final int MAX_HEADER = 4_096;
  private static final int CHUNK = 1 << 16;

  /** NumPy writes the three in this order; as a Python dictionary they could have another. */
  private static final Pattern DESCRIPTION = Pattern.compile("'descr':\\s*'([<>|=]?\\w{1,8})'");

  private static final Pattern SHAPE =
      Pattern.compile("'shape':\\s*\\(((?:\\d{1,10}\\s*,?\\s*){0,4})\\)");

  private NpzFile() {}

  static Recording read(InputStream stream, Recording.Settings settings)
      throws IOException, ProtocolException {
    if (!(settings.rateHz() > 0)) {
      throw new ProtocolException("rate", "", "an .npz file does not say it: it must be set");
    }
    List<Channel> channels = new ArrayList<>();
    long total = 0;
    int entries = 0;
    // Not closed, for the stream is the caller's.
    ZipInputStream zip = new ZipInputStream(stream);
    try {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        if (++entries > MAX_ENTRIES) {
          throw new ProtocolException(name, "", "more than " + MAX_ENTRIES + " entries");
        }
        if (!name.endsWith(".npy")) {
          throw new ProtocolException(name, "", "it is no .npy array");
        }
        double[] samples = array(zip, name);
        total += samples.length;
        if (total > Recording.MAX_TOTAL || channels.size() >= Recording.MAX_CHANNELS) {
          throw new ProtocolException(name, "", "the file has more than fits into memory");
        }
        if (samples.length > 1) {
          channels.add(new Channel(name.substring(0, name.length() - 4), samples));
        }
      }
    } catch (ZipException | EOFException e) {
      throw new ProtocolException(
          "", "", "no zip archive: " + ProtocolException.shown(String.valueOf(e.getMessage())));
    }
    return new Recording(channels, settings.rateHz(), settings.unit());
  }

  private static double[] array(InputStream stream, String name)
      throws IOException, ProtocolException {
    LittleEndian in = new LittleEndian(stream, name);
    if (!in.word(6).equals("\u0093NUMPY")) {
      throw new ProtocolException(name, "", "it does not begin as an .npy array");
    }
    int major = in.take(2).get(0);
    // Version 1 has two bytes for the length of its header, 2 and 3 have four.
    int length = major == 1 ? in.take(2).getShort() & 0xffff : in.take(4).getInt();
    if (major < 1 || major > 3 || length < 0 || length > MAX_HEADER) {
      throw new ProtocolException(
          name, "version " + major + ", header of " + length, "no header that is known");
    }
    String header = in.word(length);
    String type = find(DESCRIPTION, header, name);
    int samples = samples(find(SHAPE, header, name), name);
    boolean isDouble = type.equals("<f8") || type.equals(">f8");
    if (!isDouble && !type.equals("<f4") && !type.equals(">f4")) {
      throw new ProtocolException(name, type, "only arrays of float64 and float32 are taken");
    }
    ByteOrder order = type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int width = isDouble ? 8 : 4;
    // Room grows with what is there: the header may promise more than the file has.
    double[] values = new double[Math.min(samples, CHUNK)];
    for (int at = 0; at < samples; ) {
      int count = Math.min(samples - at, CHUNK);
      ByteBuffer bytes = in.take(count * width).order(order);
      if (values.length < at + count) {
        values = java.util.Arrays.copyOf(values, Math.min(samples, Math.max(at + count, 2 * at)));
      }
      for (int i = 0; i < count; i++) {
        values[at++] = isDouble ? bytes.getDouble() : bytes.getFloat();
      }
    }
    return values;
  }

  private static String find(Pattern pattern, String header, String name) throws ProtocolException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new ProtocolException(name, header, "the header has no " + pattern.pattern());
    }
    return matcher.group(1);
  }

  /** Of a shape as 122571, 1: the order of the array does not matter with one long dimension. */
  private static int samples(String shape, String name) throws ProtocolException {
    long samples = 1;
    int dimensions = 0;
    for (String length : shape.split("[,\\s]+")) {
      if (length.isEmpty() || length.equals("1")) {
        continue;
      }
      samples = Math.min(Integer.MAX_VALUE, Long.parseLong(length));
      dimensions++;
    }
    if (dimensions > 1 || samples < 1 || samples > Recording.MAX_SAMPLES) {
      throw new ProtocolException(
          name,
          "shape (" + shape + ")",
          "it must have one dimension with at most " + Recording.MAX_SAMPLES + " samples");
    }
    return (int) samples;
  }
}
