package io.omniedge.transport.peer;

import io.omniedge.transport.session.Session;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who a receiver index belongs to: a peer, and its session once the handshake is done.
 *
 * <p>Open addressing with linear probing. Any thread finds, without locks or allocation, in the
 * time of one or two array reads; the control thread alone adds and removes. A full table is
 * replaced by a copy, so a finder works on the old or the new one.
 *
 * <p>Indexes are random, so an outsider can neither guess one nor count handshakes.
 */
final class IndexTable {
  /** One index; finders hold on to it while they use the session. */
  static final class Entry {
    final int index;
    final Peer peer;
    private volatile @Nullable Session session;

    private Entry(int index, Peer peer) {
      this.index = index;
      this.peer = peer;
    }

    /** Null while the handshake is under way. */
    @Nullable Session session() {
      return session;
    }

    void session(Session established) {
      session = established;
    }
  }

  private static final int MIN_SLOTS = 16;

  private final RandomGenerator random;

  /**
   * Slots of entries; a removed one leaves its place to {@link #GONE}, which searches pass over.
   */
  private volatile AtomicReferenceArray<@Nullable Object> slots =
      new AtomicReferenceArray<>(MIN_SLOTS);

  private static final Object GONE = new Object();

  private int live;
  private int used;

  IndexTable(RandomGenerator random) {
    this.random = random;
  }

  @Nullable Entry find(int index) {
    AtomicReferenceArray<@Nullable Object> table = slots;
    int mask = table.length() - 1;
    for (int slot = index & mask; ; slot = (slot + 1) & mask) {
      Object found = table.getAcquire(slot);
      if (found == null) {
        return null;
      }
      if (found instanceof Entry entry && entry.index == index) {
        return entry;
      }
    }
  }

  /** A new random index that nobody has. */
  Entry add(Peer peer) {
    if (2 * (used + 1) > slots.length()) {
      rebuild();
    }
    int index = random.nextInt();
    while (find(index) != null) {
      index = random.nextInt();
    }
    Entry entry = new Entry(index, peer);
    used += put(slots, entry);
    live++;
    return entry;
  }

  void remove(int index) {
    AtomicReferenceArray<@Nullable Object> table = slots;
    int mask = table.length() - 1;
    for (int slot = index & mask; table.get(slot) != null; slot = (slot + 1) & mask) {
      if (table.get(slot) instanceof Entry entry && entry.index == index) {
        table.setRelease(slot, GONE);
        live--;
        return;
      }
    }
  }

  int size() {
    return live;
  }

  /** Returns 1 if a fresh slot was used, 0 for one that had been left. */
  private static int put(AtomicReferenceArray<@Nullable Object> table, Entry entry) {
    int mask = table.length() - 1;
    int slot = entry.index & mask;
    while (table.get(slot) instanceof Entry) {
      slot = (slot + 1) & mask;
    }
    boolean fresh = table.get(slot) == null;
    table.setRelease(slot, entry);
    return fresh ? 1 : 0;
  }

  /** A table at most a quarter full, without the places of removed entries. */
  private void rebuild() {
    int size = MIN_SLOTS;
    while (size < 4 * (live + 1)) {
      size *= 2;
    }
    AtomicReferenceArray<@Nullable Object> old = slots;
    AtomicReferenceArray<@Nullable Object> larger = new AtomicReferenceArray<>(size);
    for (int slot = 0; slot < old.length(); slot++) {
      if (old.get(slot) instanceof Entry entry) {
        put(larger, entry);
      }
    }
    used = live;
    slots = larger;
  }
}
