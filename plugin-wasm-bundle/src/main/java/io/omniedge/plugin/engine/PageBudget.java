package io.omniedge.plugin.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Pages of memory that all instances of an engine have together: each may take many, and all of
 * them at once would take the heap that traffic needs. Thread-safe.
 */
final class PageBudget {
  private final int all;
  private final AtomicInteger left;

  PageBudget(int pages) {
    all = pages;
    left = new AtomicInteger(pages);
  }

  int all() {
    return all;
  }

  int left() {
    return left.get();
  }

  /** Takes so many, or none. */
  boolean take(int pages) {
    return left.getAndUpdate(now -> now >= pages ? now - pages : now) >= pages;
  }

  /**
   * Takes as many, or a share of what is left, so that there is something for whoever else asks
   * meanwhile.
   *
   * @param share 2 for half of it
   */
  int takeUpTo(int pages, int share) {
    int before = left.getAndUpdate(now -> now - upTo(pages, now, share));
    return upTo(pages, before, share);
  }

  private static int upTo(int pages, int now, int share) {
    return Math.max(0, Math.min(pages, (now + share - 1) / share));
  }

  /** Gives back what was taken. */
  void give(int pages) {
    int unused = left.addAndGet(pages);
  }
}
