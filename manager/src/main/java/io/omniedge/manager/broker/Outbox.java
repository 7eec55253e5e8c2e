package io.omniedge.manager.broker;

import io.omniedge.manager.schedule.Timers;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Publishes after a commit what may wait a moment, away from the thread that writes, and again what
 * the broker did not take. What is lost with us is in the database, and is published again at the
 * next start. Thread-safe.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Outbox.class.getName());
  private static final int WAITING = 20_000;

  /** Before something is tried again. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Timers timers;
  private final InstantSource clock;

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

  /** With what waits before another try. */
  public Outbox(Timers timers, InstantSource clock) {
    this.timers = timers;
    this.clock = clock;
  }

  /** Publishes something. */
  @FunctionalInterface
  public interface Publishing {
    /** Publishes it as it is now; says whether the broker has it. */
    CompletableFuture<Boolean> publish();
  }

  /**
   * Publishes by this, again and again until the broker has it.
   *
   * @param key of what it is about; a later one with the same key takes the place of one that waits
   *     for another try
   */
  public void send(String key, Publishing publishing) {
    thread.execute(
        () -> {
          try {
            var _ =
                publishing
                    .publish()
                    .thenAccept(
                        taken -> {
                          if (!taken) {
                            again(key, () -> send(key, publishing));
                          }
                        });
          } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "not published: " + key, e);
          }
        });
  }

  /** Does this a little later. */
  public void again(String key, Runnable action) {
    timers.set("outbox:" + key, clock.instant().plus(PAUSE), action);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
