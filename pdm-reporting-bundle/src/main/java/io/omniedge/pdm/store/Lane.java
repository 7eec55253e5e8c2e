package io.omniedge.pdm.store;

import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.PriorityClass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits of one class, in segments from the oldest to the newest. One thread. */
final class Lane {
  /** Which of them are to go. */
  @FunctionalInterface
  interface Choice {
    boolean goes(Segment segment, int i) throws IOException;
  }

  private final PriorityClass priority;
  private final StoreFiles files;
  private final Tally tally;
  private final Segment.Drops drops;
  private final long salt;
  private final List<Segment> segments = new ArrayList<>();
  private long lastNumber;

  Lane(PriorityClass priority, StoreFiles files, Tally tally, Segment.Drops drops, long salt) {
    this.priority = priority;
    this.files = files;
    this.tally = tally;
    this.drops = drops;
    this.salt = salt;
  }

  /** Goes on after this one. */
  void restore(Segment segment) {
    segments.add(segment);
    lastNumber = segment.number();
  }

  void add(byte[] record, int key, int bornSeconds, int samples, int account, int segmentBytes) {
    Segment newest = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    if (newest == null || newest.isFull(segmentBytes)) {
      lastNumber++;
      newest = new Segment(files, tally, drops, new SegmentName(priority, lastNumber, 0, salt));
      segments.add(newest);
    }
    newest.add(record, key, bornSeconds, samples, account);
  }

  /** The segment of the oldest one that waits, and was not born before; null if there is none. */
  @Nullable Segment oldest(int bornFrom) {
    for (Segment each : segments) {
      if (each.index().nextWaitingBornFrom(bornFrom) >= 0) {
        return each;
      }
    }
    return null;
  }

  /** Brings to the disk what waits in memory. */
  void write() throws IOException {
    for (Segment each : segments) {
      if (each.hasUnwritten()) {
        each.write();
      }
    }
  }

  void writeNotes() throws IOException {
    for (Segment each : segments) {
      each.writeNotes();
    }
  }

  /** Gives back what nobody needs. The newest stays until it is full: more will come into it. */
  void reclaim(int segmentBytes) throws IOException {
    for (int i = segments.size() - 1; i >= 0; i--) {
      Segment each = segments.get(i);
      if (each.index().isDead() && (i < segments.size() - 1 || each.isFull(segmentBytes))) {
        each.delete();
        segments.remove(i);
      }
    }
  }

  /** From the oldest on, as long as there is too little room; whether any went. */
  boolean shed(Room room, Choice choice, DropReason why) throws IOException {
    boolean any = false;
    for (Segment segment : List.copyOf(segments)) {
      if (!room.isShort().getAsBoolean()) {
        break;
      }
      boolean here = false;
      RecordIndex index = segment.index();
      for (int i = index.nextWaiting(0);
          i >= 0 && room.isShort().getAsBoolean();
          i = index.nextWaiting(i + 1)) {
        if ((!room.inMemory() || segment.isInMemory(i)) && choice.goes(segment, i)) {
          segment.drop(i, why);
          here = true;
        }
      }
      if (here) {
        any = true;
        giveBack(segment, room);
      }
    }
    return any;
  }

  private void giveBack(Segment segment, Room room) throws IOException {
    if (segment.index().isDead()) {
      segment.delete();
      segments.remove(segment);
    } else if (!room.inMemory() && segment.isWorthRewriting()) {
      segment.rewrite();
    }
  }

  /** The oldest, until there is room. */
  void shedOldest(Room room) throws IOException {
    boolean unused = shed(room, (segment, i) -> true, DropReason.OVERFLOW);
  }

  /** Each second one, again and again until there is room. */
  void thin(Room room) throws IOException {
    boolean goesOn = true;
    while (goesOn && room.isShort().getAsBoolean()) {
      boolean[] second = {false};
      goesOn = shed(room, (segment, i) -> second[0] = !second[0], DropReason.OVERFLOW);
    }
  }

  /** Those of this name, for which a newer one stands. */
  void supersede(Room room, String names) throws IOException {
    int key = names.hashCode();
    boolean unused =
        shed(
            room,
            (segment, i) -> segment.index().key(i) == key && hasNames(segment, i, names),
            DropReason.SUPERSEDED);
  }

  private static boolean hasNames(Segment segment, int i, String names) throws IOException {
    byte[] record = segment.read(i);
    return record != null && RecordHead.of(record).names(record).equals(names);
  }

  /** Gives the place of the oldest file back that it can; whether there was one. */
  boolean shedFile() throws IOException {
    for (Segment each : List.copyOf(segments)) {
      if (each.hasFile() && each.dropFile(DropReason.OVERFLOW)) {
        if (each.index().isDead()) {
          segments.remove(each);
        }
        return true;
      }
    }
    return false;
  }

  /**
   * All, what is under way too; a file that cannot be deleted keeps its messages.
   *
   * @return whether a file was deleted
   */
  boolean dropAll(DropReason why) throws IOException {
    boolean hadFile = false;
    for (Segment segment : List.copyOf(segments)) {
      hadFile |= segment.hasFile();
      segment.dropAll(why);
      segments.remove(segment);
    }
    return hadFile;
  }

  /** All that are in memory only. */
  void dropUnwritten(DropReason why) {
    for (Segment segment : segments) {
      RecordIndex index = segment.index();
      for (int i = index.nextWaiting(0); i >= 0; i = index.nextWaiting(i + 1)) {
        if (segment.isInMemory(i)) {
          segment.drop(i, why);
        }
      }
    }
  }
}
