package io.omniedge.pdm.recording;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes the files that the tests read, byte by byte as the formats say. */
final class FileBytes {
  private FileBytes() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Magic, version 1.0, length of the header, header with a line end, data. */
  static byte[] npy(String header, byte[] data) {
    byte[] text = ascii(header + "\n");
    return join(
        ascii("\u0093NUMPY\u0001\u0000"),
        little(2).putShort((short) text.length).array(),
        text,
        data);
  }

  static String header(String type, String shape) {
    return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
  }

  static byte[] doubles(double... values) {
    byte[] bytes = new byte[8 * values.length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    return bytes;
  }

  static byte[] npz(Object... namesAndArrays) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndArrays.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndArrays[i]));
        zip.write((byte[]) namesAndArrays[i + 1]);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] chunk(String id, byte[] data) {
    return join(ascii(id), little(4).putInt(data.length).array(), data);
  }

  static byte[] wav(byte[]... chunks) {
    byte[] all = join(chunks);
    return join(ascii("RIFF"), little(4).putInt(4 + all.length).array(), ascii("WAVE"), all);
  }

  static byte[] format(int code, int channels, int rateHz, int bits) {
    int frame = channels * bits / 8;
    return chunk(
        "fmt ",
        little(16)
            .putShort((short) code)
            .putShort((short) channels)
            .putInt(rateHz)
            .putInt(rateHz * frame)
            .putShort((short) frame)
            .putShort((short) bits)
            .array());
  }
}
