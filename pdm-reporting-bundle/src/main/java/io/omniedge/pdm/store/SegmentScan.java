package io.omniedge.pdm.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads a segment after a start. A torn end is cut off, so that what comes next stands behind whole
 * records; a damaged place before it is passed over and counted. Each byte is looked at a few times
 * at the most: a head of its own CRC says where the next record begins, and where none is, the next
 * one is searched for byte by byte.
 */
final class SegmentScan {
  /** No segment of ours is longer; what somebody else put there must not fill the heap. */
  private static final long MOST_BYTES = 130L << 20;

  /** When a record was taken, for the order of what leaves. */
  @FunctionalInterface
  interface Born {
    int seconds(RecordHead head);
  }

  private final SegmentName name;
  private final RecordIndex index = new RecordIndex();
  private final AckNotes notes = new AckNotes();
  private int endBytes;
  private int damaged;
  private long samples;
  private boolean hasUncutTail;

  private SegmentScan(SegmentName name) {
    this.name = name;
  }

  /** Reads it, and cuts off what is no record at its end, if the disk lets it. */
  static SegmentScan of(
      StoreFiles files, SegmentName name, boolean hasNotes, int account, Born born)
      throws IOException {
    SegmentScan scan = new SegmentScan(name);
    byte[] bytes = content(files, name.records());
    scan.readRecords(bytes, account, born);
    if (scan.endBytes < files.size(name.records())) {
      try {
        files.truncate(name.records(), scan.endBytes);
      } catch (IOException e) {
        scan.hasUncutTail = true;
      }
    }
    if (hasNotes) {
      scan.readNotes(files);
    }
    for (int i = scan.index.nextWaiting(0); i >= 0; i = scan.index.nextWaiting(i + 1)) {
      scan.samples += scan.index.samples(i);
    }
    return scan;
  }

  private static byte[] content(StoreFiles files, String file) throws IOException {
    ByteBuffer content = ByteBuffer.allocate((int) Math.min(files.size(file), MOST_BYTES));
    files.read(file, 0, content);
    return content.position() == content.capacity()
        ? content.array()
        : Arrays.copyOf(content.array(), content.position());
  }

  private void readRecords(byte[] bytes, int account, Born born) {
    int youngest = Integer.MIN_VALUE;
    int lost = 0;
    boolean searches = false;
    int at = 0;
    while (at < bytes.length) {
      RecordHead head = RecordHead.at(bytes, at, bytes.length, name.salt());
      if (head == null || head.recordBytes() > bytes.length - at) {
        lost += searches ? 0 : 1;
        searches = true;
        at++;
        continue;
      }
      searches = false;
      if (RecordHead.isWhole(bytes, at, head.recordBytes(), name.salt())) {
        youngest = Math.max(youngest, born.seconds(head));
        byte[] names =
            Arrays.copyOfRange(
                bytes, at, at + RecordHead.BYTES + head.typeBytes() + head.subjectBytes());
        int i =
            index.add(
                head.recordBytes(),
                head.names(names).hashCode(),
                youngest,
                head.samples(),
                account);
        index.offset(i, at);
        endBytes = at + head.recordBytes();
        // With something whole behind it, it was not the end that a power cut had torn.
        damaged += lost;
        lost = 0;
      } else {
        lost++;
      }
      at += head.recordBytes();
    }
  }

  private void readNotes(StoreFiles files) throws IOException {
    byte[] content = content(files, name.acknowledgements());
    notes.goOn(content.length);
    int[] ended = AckNotes.read(content, name.salt());
    Arrays.sort(ended);
    for (int i = 0; i < index.count(); i++) {
      if (Arrays.binarySearch(ended, index.offset(i)) >= 0) {
        index.end(i);
      }
    }
  }

  SegmentName name() {
    return name;
  }

  RecordIndex index() {
    return index;
  }

  AckNotes notes() {
    return notes;
  }

  int endBytes() {
    return endBytes;
  }

  int damaged() {
    return damaged;
  }

  /** Of the records that wait. */
  long samples() {
    return samples;
  }

  boolean hasUncutTail() {
    return hasUncutTail;
  }
}
