package io.omniedge.image.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * An archive as the kernel unpacks it before anything runs [Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst]. The same entries give the same
 * bytes: no times, no owners. One thread.
 */
final class CpioWriter {
  private static final int FOLDER = 0040000;
  private static final int FILE = 0100000;
  private static final int LINK = 0120000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int inode;

  /** A folder; those above it must be there. */
  void folder(String path) {
    entry(path, FOLDER | 0755, new byte[0]);
  }

  /** A file that can be run or not. */
  void file(String path, boolean executable, byte[] content) {
    entry(path, FILE | (executable ? 0755 : 0644), content);
  }

  /** A link. */
  void link(String path, String target) {
    entry(path, LINK | 0777, target.getBytes(UTF_8));
  }

  /** Ends it. */
  byte[] finish() {
    entry("TRAILER!!!", 0, new byte[0]);
    return out.toByteArray();
  }

  private void entry(String path, int mode, byte[] content) {
    byte[] name = path.getBytes(UTF_8);
    inode++;
    // magic, inode, mode, user, group, links, time, size, device of it (2), own device (2), name,
    // sum
    String header =
        String.format(
            "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
            inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length + 1, 0);
    out.writeBytes(header.getBytes(US_ASCII));
    out.writeBytes(name);
    out.write(0);
    pad();
    out.writeBytes(content);
    pad();
  }

  private void pad() {
    while (out.size() % 4 != 0) {
      out.write(0);
    }
  }
}
