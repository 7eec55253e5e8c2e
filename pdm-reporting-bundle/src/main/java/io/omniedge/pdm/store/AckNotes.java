package io.omniedge.pdm.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Which records of a segment's file are needed no more: for each the four bytes of its place there
 * and their CRC32C. One thread.
 */
final class AckNotes {
  private static final int NOTE_BYTES = 8;

  private int bytes;
  private int[] unwritten = new int[4];
  private int count;

  /** Goes on in a file of this length, of which a part of a note may be the end. */
  void goOn(long fileBytes) {
    bytes = (int) (fileBytes / NOTE_BYTES * NOTE_BYTES);
  }

  void restart() {
    bytes = 0;
    count = 0;
  }

  int bytes() {
    return bytes;
  }

  void add(int offset) {
    if (count == unwritten.length) {
      unwritten = Arrays.copyOf(unwritten, 2 * count);
    }
    unwritten[count++] = offset;
  }

  boolean hasNew() {
    return count > 0;
  }

  /** Adds what is new to the file; after an error it is still new. */
  int write(StoreFiles files, SegmentName name) throws IOException {
    ByteBuffer notes = ByteBuffer.allocate(count * NOTE_BYTES);
    for (int i = 0; i < count; i++) {
      int at = notes.position();
      notes.putInt(unwritten[i]);
      notes.putInt(RecordHead.crc(notes.array(), at, Integer.BYTES, name.salt()));
    }
    int length = notes.flip().remaining();
    files.write(name.acknowledgements(), bytes, notes);
    bytes += length;
    count = 0;
    return length;
  }

  /** The places in these notes; what is no note is passed over. */
  static int[] read(byte[] notes, long salt) {
    int[] offsets = new int[notes.length / NOTE_BYTES];
    int found = 0;
    ByteBuffer all = ByteBuffer.wrap(notes);
    for (int at = 0; at + NOTE_BYTES <= notes.length; at += NOTE_BYTES) {
      if (all.getInt(at + 4) == RecordHead.crc(notes, at, Integer.BYTES, salt)) {
        offsets[found++] = all.getInt(at);
      }
    }
    return Arrays.copyOf(offsets, found);
  }
}
