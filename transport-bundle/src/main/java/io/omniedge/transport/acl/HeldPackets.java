package io.omniedge.transport.acl;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Packets that wait for the verdict on their flow, oldest first: so many, and so many bytes, made
 * once. Not thread-safe; {@link FlowQuestions} guards it.
 *
 * <p>The bytes are a ring; a packet lies in one piece. One that is taken out of the middle gives
 * its room back when all before it are gone, which is soon: the judge answers in the order of
 * asking.
 */
final class HeldPackets {
  static final int PACKETS = 128;

  /** A superpacket and some first packets. */
  static final int BYTES = 1 << 17;

  private final byte[] bytes = new byte[BYTES];
  private final @Nullable FlowTable[] tables = new FlowTable[PACKETS];
  private final int[] places = new int[PACKETS];
  private final long[] incarnations = new long[PACKETS];
  private final int[] offsets = new int[PACKETS];
  private final int[] lengths = new int[PACKETS];
  private final boolean[] outbound = new boolean[PACKETS];
  private int first;
  private int count;
  private int waiting;
  private boolean takenOutbound;

  /** Room for a packet of this flow: where to put it in {@link #bytes()}; -1 if there is none. */
  int add(FlowTable table, int place, long incarnation, int length, boolean sent) {
    int at = count == PACKETS ? -1 : room(length);
    if (at >= 0) {
      int entry = (first + count) % PACKETS;
      tables[entry] = table;
      places[entry] = place;
      incarnations[entry] = incarnation;
      offsets[entry] = at;
      lengths[entry] = length;
      outbound[entry] = sent;
      count++;
      waiting++;
    }
    return at;
  }

  private int room(int length) {
    if (count == 0) {
      return length <= BYTES ? 0 : -1;
    }
    int last = (first + count - 1) % PACKETS;
    int start = offsets[first];
    int end = offsets[last] + lengths[last];
    if (end > start) {
      if (BYTES - end >= length) {
        return end;
      }
      return start >= length ? 0 : -1;
    }
    return start - end >= length ? end : -1;
  }

  byte[] bytes() {
    return bytes;
  }

  /** How many wait. */
  int size() {
    return waiting;
  }

  /**
   * Takes the oldest packet that the question is about.
   *
   * @return its length, 0 for none
   */
  int take(FlowQuestion question, byte[] target) {
    for (int i = 0; i < count; i++) {
      int entry = (first + i) % PACKETS;
      FlowTable table = tables[entry];
      if (table != null && question.isAbout(table, places[entry], incarnations[entry])) {
        System.arraycopy(bytes, offsets[entry], target, 0, lengths[entry]);
        takenOutbound = outbound[entry];
        tables[entry] = null;
        waiting--;
        int length = lengths[entry];
        release();
        return length;
      }
    }
    return 0;
  }

  /** Whether a packet waits that the question is about. */
  boolean holds(FlowQuestion question) {
    for (int i = 0; i < count; i++) {
      int entry = (first + i) % PACKETS;
      FlowTable table = tables[entry];
      if (table != null && question.isAbout(table, places[entry], incarnations[entry])) {
        return true;
      }
    }
    return false;
  }

  /** Whether the packet taken last was on its way out. */
  boolean takenOutbound() {
    return takenOutbound;
  }

  private void release() {
    while (count > 0 && tables[first] == null) {
      first = (first + 1) % PACKETS;
      count--;
    }
  }

  /** Forgets all; how many there were. */
  int clear() {
    int dropped = waiting;
    Arrays.fill(tables, null);
    count = 0;
    waiting = 0;
    return dropped;
  }
}
