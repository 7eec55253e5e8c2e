package io.omniedge.pdm.intake;

/**
 * Cuts bytes as they come into lines. Of a line that is too long nothing is kept; its end is looked
 * for all the same. One thread.
 */
public final class LineSplitter {
  /** Takes lines. */
  public interface Lines {
    /**
     * A line.
     *
     * @param number of it, from 1
     * @param bytes valid until this returns
     */
    void line(long number, byte[] bytes, int from, int length);

    /** One that was too long. */
    void tooLong(long number);
  }

  private final Lines lines;
  private final byte[] kept = new byte[LineProtocol.MOST_BYTES];
  private int keptBytes;
  private boolean isTooLong;
  private long number = 1;

  /** Gives lines to this. */
  public LineSplitter(Lines lines) {
    this.lines = lines;
  }

  /** Takes bytes; a line that does not end in them is kept for the next ones. */
  public void take(byte[] bytes, int from, int length) {
    int start = from;
    for (int i = from; i < from + length; i++) {
      if (bytes[i] == '\n') {
        end(bytes, start, i - start);
        start = i + 1;
      }
    }
    keep(bytes, start, from + length - start);
  }

  /** What is left is a line too. */
  public void finish() {
    if (keptBytes > 0 || isTooLong) {
      end(kept, 0, 0);
    }
  }

  private void keep(byte[] bytes, int from, int length) {
    if (isTooLong || length > kept.length - keptBytes) {
      isTooLong = true;
      return;
    }
    System.arraycopy(bytes, from, kept, keptBytes, length);
    keptBytes += length;
  }

  private void end(byte[] bytes, int from, int length) {
    boolean isWhole = keptBytes == 0 && !isTooLong;
    if (!isWhole) {
      keep(bytes, from, length);
    }
    if (isTooLong || (isWhole && length > kept.length)) {
      lines.tooLong(number);
    } else if (isWhole) {
      lines.line(number, bytes, from, length);
    } else {
      lines.line(number, kept, 0, keptBytes);
    }
    number++;
    keptBytes = 0;
    isTooLong = false;
  }
}
