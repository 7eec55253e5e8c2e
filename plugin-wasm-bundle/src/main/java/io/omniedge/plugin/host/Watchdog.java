package io.omniedge.plugin.host;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends calls that take too long, for all plugins. It looks every millisecond while plugins are
 * asked, and sleeps while they are not, so that a call costs no timer of its own. Thread-safe.
 */
final class Watchdog implements AutoCloseable {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Ticks without a call after which it sleeps. */
  private static final int QUIET_TICKS = 50;

  /** Somebody who makes calls. */
  interface Watched {
    /** Ends the call that is under way if it takes too long; says whether one is under way. */
    boolean look(long nowNanos);
  }

  private final List<Watched> watched = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private final int patience;
  private volatile boolean isAsleep;
  private volatile boolean isClosed;

  Watchdog() {
    this(1);
  }

  /**
   * A patient one.
   *
   * @param patience how many times longer than their time calls may take
   */
  Watchdog(int patience) {
    this.patience = patience;
    thread = new Thread(this::run, "plugins watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  int patience() {
    return patience;
  }

  void add(Watched one) {
    watched.add(one);
  }

  void remove(Watched one) {
    watched.remove(one);
  }

  /** A call begins; its deadline was written before. */
  void wake() {
    if (isAsleep) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    int quiet = 0;
    while (!isClosed) {
      boolean isBusy = false;
      long now = System.nanoTime();
      for (Watched one : watched) {
        isBusy |= one.look(now);
      }
      quiet = isBusy ? 0 : quiet + 1;
      if (quiet < QUIET_TICKS) {
        LockSupport.parkNanos(TICK_NANOS);
      } else {
        sleep();
        quiet = 0;
      }
    }
  }

  private void sleep() {
    isAsleep = true;
    // Whoever began a call before that saw us awake, and is seen now.
    boolean isBusy = false;
    long now = System.nanoTime();
    for (Watched one : watched) {
      isBusy |= one.look(now);
    }
    if (!isBusy && !isClosed) {
      LockSupport.park(this);
    }
    isAsleep = false;
  }

  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
  }
}
