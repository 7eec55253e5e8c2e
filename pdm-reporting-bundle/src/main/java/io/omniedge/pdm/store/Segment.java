package io.omniedge.pdm.store;

import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.PriorityClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Records of one class in their order. They begin in memory; {@link #write} puts those that still
 * wait into its file, and only when that is synced memory lets go of them. What was acknowledged or
 * dropped is noted in a file beside it, which goes with it; losing a note sends a message again
 * with the same number. One thread.
 */
final class Segment {
  /** Told of each record that goes no further. */
  @FunctionalInterface
  interface Drops {
    void dropped(int account, DropReason why, int samples, String which);
  }

  private static final int BLOCK_BYTES = 4_096;

  /** Those that left before they were written have no bytes, but a place in the index. */
  private static final int MOST_RECORDS = 4_096;

  /** What goes to the disk in one call. */
  private static final int BUFFER_BYTES = 64 << 10;

  private final StoreFiles files;
  private final Tally tally;
  private final Drops drops;
  private final RecordIndex index;
  private final AckNotes notes;
  private SegmentName name;
  private boolean hasFile;
  private boolean isNameSynced;
  private boolean mustBeRewritten;
  private int writtenBytes;
  private int deadBytes;
  private int memoryBytes;
  private int failedRead = RecordIndex.NOWHERE;
  private long talliedDisk;

  /** Empty, and nowhere on the disk. */
  Segment(StoreFiles files, Tally tally, Drops drops, SegmentName name) {
    this.files = files;
    this.tally = tally;
    this.drops = drops;
    this.name = name;
    index = new RecordIndex();
    notes = new AckNotes();
  }

  /** As it was read from the disk. */
  Segment(StoreFiles files, Tally tally, Drops drops, SegmentScan scan) {
    this.files = files;
    this.tally = tally;
    this.drops = drops;
    name = scan.name();
    index = scan.index();
    notes = scan.notes();
    hasFile = true;
    isNameSynced = true;
    writtenBytes = scan.endBytes();
    mustBeRewritten = scan.hasUncutTail();
    for (int i = 0; i < index.count(); i++) {
      if (!index.isAlive(i)) {
        deadBytes += index.length(i);
      }
    }
    tally.waiting += index.waiting();
    tallyDisk();
  }

  PriorityClass priority() {
    return name.priority();
  }

  long number() {
    return name.number();
  }

  RecordIndex index() {
    return index;
  }

  /** Whether the next record begins another one. */
  boolean isFull(int mostBytes) {
    return writtenBytes + memoryBytes >= mostBytes || index.count() >= MOST_RECORDS;
  }

  boolean hasFile() {
    return hasFile;
  }

  boolean isInMemory(int i) {
    return index.inMemory(i) != null;
  }

  boolean hasUnwritten() {
    return memoryBytes > 0;
  }

  void add(byte[] record, int key, int bornSeconds, int samples, int account) {
    int i = index.add(record.length, key, bornSeconds, samples, account);
    index.inMemory(i, record);
    memoryBytes += record.length;
    tally.memoryBytes += record.length;
    tally.waiting++;
  }

  /** The record; null if it is damaged, which also is one that cannot be read twice. */
  byte @Nullable [] read(int i) throws IOException {
    byte[] record = index.inMemory(i);
    if (record != null) {
      return record;
    }
    record = new byte[index.length(i)];
    ByteBuffer into = ByteBuffer.wrap(record);
    try {
      files.read(name.records(), index.offset(i), into);
    } catch (IOException e) {
      if (failedRead != i) {
        failedRead = i;
        throw e;
      }
      // Throws if it is the disk that is gone, and not a place of it that is bad.
      files.names();
      return null;
    }
    return !into.hasRemaining() && RecordHead.isWhole(record, 0, record.length, name.salt())
        ? record
        : null;
  }

  /** It is needed no more. */
  void end(int i) {
    byte[] record = index.inMemory(i);
    if (record != null) {
      forget(i, record);
    } else {
      deadBytes += index.length(i);
      if (index.offset(i) != RecordIndex.NOWHERE) {
        notes.add(index.offset(i));
      }
    }
    index.end(i);
    tally.waiting--;
  }

  private void forget(int i, byte[] record) {
    index.inMemory(i, null);
    memoryBytes -= record.length;
    tally.memoryBytes -= record.length;
  }

  /** It goes no further, and that is counted. */
  void drop(int i, DropReason why) {
    byte[] record = index.inMemory(i);
    String which =
        (record == null ? "" : RecordHead.of(record).names(record) + " ")
            + priority()
            + ", "
            + index.length(i)
            + " bytes as kept";
    drops.dropped(index.account(i), why, index.samples(i), which);
    if (why == DropReason.DAMAGED) {
      tally.damaged++;
    }
    end(i);
  }

  /** Brings all that waits in memory to the disk; after an error it still is in memory. */
  void write() throws IOException {
    if (mustBeRewritten) {
      rewrite();
      return;
    }
    int[] offsets = new int[index.count()];
    try {
      hasFile = true;
      int end = writeTo(name.records(), writtenBytes, offsets, false);
      mustBeRewritten = true; // after a sync that fails nobody knows what is on the disk
      force(name.records());
      mustBeRewritten = false;
      if (!isNameSynced) {
        sync();
        isNameSynced = true;
      }
      written(offsets, end);
    } catch (IOException e) {
      cutBack();
      throw e;
    }
  }

  private void force(String file) throws IOException {
    files.force(file);
    tally.syncs++;
  }

  private void sync() throws IOException {
    files.sync();
    tally.syncs++;
  }

  private void cutBack() {
    try {
      files.truncate(name.records(), writtenBytes);
    } catch (IOException e) {
      // The next start finds half a record there, and what is written after it all the same.
      mustBeRewritten = true;
    }
    tallyDisk();
  }

  /** Writes those in memory, or all that are needed; where the file ends then. */
  private int writeTo(String file, int position, int[] offsets, boolean all) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(all ? BUFFER_BYTES : Math.min(BUFFER_BYTES, memoryBytes));
    int end = position;
    for (int i = 0; i < index.count(); i++) {
      offsets[i] = RecordIndex.NOWHERE;
      if (!index.isAlive(i) || !(all || isInMemory(i))) {
        continue;
      }
      byte[] record = read(i);
      if (record == null) {
        continue;
      }
      RecordHead.seal(record, name.salt());
      offsets[i] = end + buffer.position();
      if (buffer.remaining() < record.length) {
        end = writeOut(file, end, buffer);
      }
      if (record.length > buffer.capacity()) {
        end = writeOut(file, end, ByteBuffer.wrap(record).position(record.length));
      } else {
        buffer.put(record);
      }
    }
    return writeOut(file, end, buffer);
  }

  private int writeOut(String file, int position, ByteBuffer filled) throws IOException {
    filled.flip();
    int count = filled.remaining();
    if (count > 0) {
      tally.writtenBytes += count;
      files.write(file, position, filled);
    }
    filled.clear();
    return position + count;
  }

  private void written(int[] offsets, int end) {
    for (int i = 0; i < offsets.length; i++) {
      byte[] record = index.inMemory(i);
      if (record != null && offsets[i] != RecordIndex.NOWHERE) {
        index.offset(i, offsets[i]);
        forget(i, record);
      }
    }
    writtenBytes = end;
    tallyDisk();
  }

  /** Puts what still is needed into a file of its own, which takes the place of the old one. */
  void rewrite() throws IOException {
    SegmentName fresh = name.next();
    int[] offsets = new int[index.count()];
    int end;
    try {
      files.delete(fresh.unfinished());
      end = writeTo(fresh.unfinished(), 0, offsets, true);
      force(fresh.unfinished());
      files.rename(fresh.unfinished(), fresh.records());
      sync();
    } catch (IOException e) {
      abandon(fresh);
      throw e;
    }
    SegmentName old = name;
    name = fresh;
    hasFile = true;
    isNameSynced = true;
    mustBeRewritten = false;
    deadBytes = 0;
    BitSet damaged = new BitSet();
    for (int i = 0; i < offsets.length; i++) {
      if (index.isAlive(i) && offsets[i] == RecordIndex.NOWHERE) {
        damaged.set(i);
      } else if (!isInMemory(i)) {
        index.offset(i, offsets[i]);
      }
    }
    notes.restart();
    written(offsets, end);
    for (int i = damaged.nextSetBit(0); i >= 0; i = damaged.nextSetBit(i + 1)) {
      drop(i, DropReason.DAMAGED);
    }
    try {
      remove(old);
    } catch (IOException e) {
      // The next start deletes it: it has a lower generation.
    }
  }

  private void abandon(SegmentName fresh) {
    // It may have its name already, and come back with it after a power cut, and then it counts:
    // so nothing more is added to the old one before the next attempt takes its place.
    mustBeRewritten = true;
    try {
      files.delete(fresh.unfinished());
      files.delete(fresh.records());
    } catch (IOException e) {
      // The next start deletes it, or takes it: it has all that the old one has.
    }
  }

  /** First the records: acknowledgements mean nothing without them, but they much without these. */
  private void remove(SegmentName which) throws IOException {
    files.delete(which.records());
    try {
      files.delete(which.acknowledgements());
    } catch (IOException e) {
      // The next start deletes it: there are no records to it.
    }
  }

  /** Notes what ended; not synced, for losing it costs a message sent twice. */
  void writeNotes() throws IOException {
    if (hasFile && notes.hasNew()) {
      tally.writtenBytes += notes.write(files, name);
      tallyDisk();
    }
  }

  boolean isWorthRewriting() {
    return hasFile && !index.isDead() && deadBytes >= writtenBytes / 3;
  }

  /** Gives its place on the disk back, if nothing is there that may be sent again. */
  boolean dropFile(DropReason why) throws IOException {
    // One that could not even be begun has nothing to give, and would be asked again and again.
    if (!hasFile || writtenBytes == 0) {
      return false;
    }
    for (int i = 0; i < index.count(); i++) {
      if (index.isAlive(i) && !index.isWaiting(i) && !isInMemory(i)) {
        return false;
      }
    }
    // First the file: if it stays, so do they.
    remove(name);
    for (int i = index.nextWaiting(0); i >= 0; i = index.nextWaiting(i + 1)) {
      if (!isInMemory(i)) {
        drop(i, why);
      }
    }
    reset();
    return true;
  }

  /** All of it, what is under way too. */
  void dropAll(DropReason why) throws IOException {
    if (hasFile) {
      remove(name); // first the file: if it stays, so do they
    }
    for (int i = 0; i < index.count(); i++) {
      if (index.isAlive(i)) {
        drop(i, why);
      }
    }
    reset();
  }

  /** Of a dead one. */
  void delete() throws IOException {
    if (hasFile) {
      remove(name);
      reset();
    }
  }

  private void reset() {
    // Not the next one: an attempt to write anew may have left a file of that name.
    name = name.next().next();
    hasFile = false;
    isNameSynced = false;
    mustBeRewritten = false;
    writtenBytes = 0;
    deadBytes = 0;
    notes.restart();
    tallyDisk();
  }

  private void tallyDisk() {
    long now = hasFile ? blocks(writtenBytes) + blocks(notes.bytes()) : 0;
    tally.diskBytes += now - talliedDisk;
    talliedDisk = now;
  }

  private static long blocks(int bytes) {
    return (bytes + BLOCK_BYTES - 1L) / BLOCK_BYTES * BLOCK_BYTES;
  }
}
