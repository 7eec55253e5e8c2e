package io.omniedge.gateway.packaging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes gzip files [RFC 1952] as Debian wants them: without time, and marked as compressed best,
 * which neither Ant nor {@link java.util.zip.GZIPOutputStream} does.
 */
public final class SmallestGzip {
  private static final int HEADER_AND_TRAILER = 18;

  /** Magic, deflate, no flags, no time, slowest and best, Unix. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 2, 3};

  private SmallestGzip() {}

  /** Arguments: the files, each of which gets a neighbour with the suffix {@code .gz}. */
  public static void main(String[] arguments) throws IOException {
    for (String argument : arguments) {
      Files.write(Path.of(argument + ".gz"), compress(Files.readAllBytes(Path.of(argument))));
    }
  }

  /** The content as a file. */
  public static byte[] compress(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(content);
    deflater.finish();
    // Deflate grows what it cannot compress by five bytes for each 16 KiB at most.
    ByteBuffer file =
        ByteBuffer.allocate(HEADER_AND_TRAILER + content.length + 5 * (content.length / 16_000 + 2))
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(HEADER);
    while (!deflater.finished()) {
      deflater.deflate(file);
    }
    deflater.end();
    file.putInt((int) crc.getValue()).putInt(content.length).flip();
    byte[] bytes = new byte[file.remaining()];
    file.get(bytes);
    return bytes;
  }
}
