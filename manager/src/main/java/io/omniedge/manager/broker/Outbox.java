package io.omniedge.manager.broker;

import java.lang.System.Logger;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Publishes after a commit what may wait a moment, away from the thread that writes. What is lost
 * with us is in the database, and is published again at the next start. Thread-safe.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Outbox.class.getName());
  private static final int WAITING = 20_000;

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().name("outbox").factory(),
          (task, executor) -> {
            if (!executor.isShutdown()) {
              LOG.log(Logger.Level.ERROR, "the broker takes nothing; a message is dropped");
            }
          });

  /** Publishes by this. */
  public void execute(Runnable publish) {
    thread.execute(
        () -> {
          try {
            publish.run();
          } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "a message was not published", e);
          }
        });
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
