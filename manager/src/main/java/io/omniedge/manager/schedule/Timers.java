package io.omniedge.manager.schedule;

import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Does things at their time. Whatever expires waits here by itself, so that nobody has to look
 * through all devices for it. Actions run one after the other on one thread and must be quick.
 * Thread-safe.
 */
public final class Timers implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Timers.class.getName());

  /** The clock of the machine may jump: look at it again this often at the latest. */
  private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(10).toNanos();

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeSet<Timer> queue =
      new TreeSet<>(Comparator.comparing(Timer::at).thenComparingLong(Timer::number));
  private final Map<String, Timer> byKey = new HashMap<>();
  private final @Nullable Thread thread;
  private long numbers;
  private boolean closed;

  private record Timer(String key, Instant at, long number, Runnable action) {}

  private Timers(InstantSource clock, boolean withThread) {
    this.clock = clock;
    thread = withThread ? Thread.ofPlatform().name("timers").unstarted(this::run) : null;
  }

  /** With a thread that does what is due. */
  public static Timers start(InstantSource clock) {
    Timers timers = new Timers(clock, true);
    if (timers.thread != null) {
      timers.thread.start();
    }
    return timers;
  }

  /** Without a thread: whoever moves the clock calls {@link #runDue}. */
  public static Timers manual(InstantSource clock) {
    return new Timers(clock, false);
  }

  /** Does this at that time; what was planned under the same key is forgotten. */
  public void set(String key, Instant at, Runnable action) {
    lock.lock();
    try {
      Timer timer = new Timer(key, at, numbers++, action);
      Timer before = byKey.put(key, timer);
      if (before != null) {
        queue.remove(before);
      }
      queue.add(timer);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what was planned under this key. */
  public void cancel(String key) {
    lock.lock();
    try {
      Timer timer = byKey.remove(key);
      if (timer != null) {
        queue.remove(timer);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Does what is due. */
  public void runDue() {
    for (Timer timer : takeDue()) {
      try {
        timer.action().run();
      } catch (RuntimeException e) {
        LOG.log(Logger.Level.ERROR, "timer " + timer.key(), e);
      }
    }
  }

  private List<Timer> takeDue() {
    List<Timer> due = new ArrayList<>();
    lock.lock();
    try {
      Instant now = clock.instant();
      while (!queue.isEmpty() && !queue.first().at().isAfter(now)) {
        Timer timer = queue.removeFirst();
        byKey.remove(timer.key());
        due.add(timer);
      }
    } finally {
      lock.unlock();
    }
    return due;
  }

  private void run() {
    while (waitForDue()) {
      runDue();
    }
  }

  /** Whether there is something to do, or it is over. */
  private boolean waitForDue() {
    lock.lock();
    try {
      while (!closed) {
        long nanos = nanosToNext();
        if (nanos <= 0) {
          return true;
        }
        long _ = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return false;
  }

  private long nanosToNext() {
    return queue.isEmpty()
        ? LONGEST_WAIT_NANOS
        : Math.min(
            LONGEST_WAIT_NANOS,
            TimeUnit.MILLISECONDS.toNanos(queue.first().at().toEpochMilli() + 1 - clock.millis()));
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (thread != null && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
