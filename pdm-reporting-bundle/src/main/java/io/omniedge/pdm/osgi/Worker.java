package io.omniedge.pdm.osgi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** A thread that does something over and over. */
final class Worker {
  /** One round; may wait. */
  @FunctionalInterface
  interface Round {
    void run() throws InterruptedException;
  }

  private static final long STOP_MILLIS = 5_000;
  private static final long FAULT_MILLIS = 1_000;
  private static final Logger LOG = System.getLogger(Worker.class.getName());

  private final Thread thread;
  private volatile boolean isStopped;

  Worker(String name, Round round) {
    thread = new Thread(() -> run(round), name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Round round) {
    while (!isStopped) {
      try {
        round.run();
      } catch (InterruptedException e) {
        LOG.log(Level.DEBUG, "interrupted, which is the end");
        return;
      } catch (RuntimeException | Error e) {
        // A defect of ours, or a block too large for the heap, told loudly; the rest goes on.
        LOG.log(Level.ERROR, thread.getName() + " failed, and goes on", e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(FAULT_MILLIS);
    } catch (InterruptedException e) {
      isStopped = true;
    }
  }

  /** Whether its thread has ended when this returns; somebody else's code may hold it. */
  boolean stop() throws InterruptedException {
    isStopped = true;
    thread.join(STOP_MILLIS);
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join(STOP_MILLIS);
    }
    if (thread.isAlive()) {
      LOG.log(
          Level.WARNING, "{0} does not end; the thread is left to who holds it", thread.getName());
    }
    return !thread.isAlive();
  }
}
