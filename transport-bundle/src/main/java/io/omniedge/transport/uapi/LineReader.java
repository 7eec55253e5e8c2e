package io.omniedge.transport.uapi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into lines in a buffer of fixed size, which is wiped after use since lines carry
 * keys. Single-threaded.
 */
final class LineReader {
  /** Longest line without its end; the longest real one has 78 bytes. */
  static final int MAX_LINE_BYTES = 1024;

  /** What {@link #next} returns at the end of the stream. */
  static final int END = -1;

  /** What {@link #next} returns for a line that is too long; the stream is of no use after it. */
  static final int TOO_LONG = -2;

  private final InputStream in;
  private final byte[] read = new byte[8192];
  private final byte[] line = new byte[MAX_LINE_BYTES];
  private int at;
  private int end;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** The line last read, from index 0; valid until the next. */
  byte[] line() {
    return line;
  }

  /**
   * Reads one line ended by a line feed.
   *
   * @return its length without the end, {@link #END} (also for a last line that was cut off), or
   *     {@link #TOO_LONG}
   */
  int next() throws IOException {
    int length = 0;
    while (true) {
      if (at == end) {
        at = 0;
        end = Math.max(in.read(read, 0, read.length), 0);
        if (end == 0) {
          return END;
        }
      }
      byte b = read[at++];
      if (b == '\n') {
        return length;
      }
      if (length == MAX_LINE_BYTES) {
        return TOO_LONG;
      }
      line[length++] = b;
    }
  }

  void wipe() {
    Arrays.fill(read, 0, at, (byte) 0);
    Arrays.fill(line, (byte) 0);
  }
}
