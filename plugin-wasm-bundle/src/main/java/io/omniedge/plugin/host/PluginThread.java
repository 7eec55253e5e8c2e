package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.EngineException;
import io.omniedge.plugin.engine.TrapException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a plugin at work: a thread of its own with a small stack, a short queue, and a
 * watchdog for every call. An instance lives until it is ended by a trap; the next call gets a
 * fresh one. Thread-safe.
 */
final class PluginThread implements AutoCloseable {
  private static final Logger LOG = System.getLogger(PluginThread.class.getName());

  private static final long STACK_BYTES = 1 << 20;
  private static final int QUEUE = 64;

  private final InstanceFactory factory;
  private final ScheduledExecutorService watchdog;
  private final long wallNanos;
  private final PluginCounters counters;
  private final ArrayBlockingQueue<Call> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;

  /** Guards the interrupt: a call that has ended is never hit by the one meant for it. */
  private final Object deadlines = new Object();

  private @Nullable Call current;
  private @Nullable Guest guest;
  private volatile boolean isDraining;
  private volatile boolean isClosed;

  /** Makes instances. */
  @FunctionalInterface
  interface InstanceFactory {
    /** A fresh one, its start section done and {@code init} asked. */
    Guest make() throws EngineException, TrapException, PluginRefusal;
  }

  private static final class Call {
    private final String name;
    private final byte[] document;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

    Call(String name, byte[] document) {
      this.name = name;
      this.document = document;
    }
  }

  /**
   * Starts the thread.
   *
   * @param watchdog interrupts calls that take too long; shared
   */
  PluginThread(
      String plugin,
      InstanceFactory factory,
      int wallMillis,
      ScheduledExecutorService watchdog,
      PluginCounters counters) {
    this.factory = factory;
    this.wallNanos = TimeUnit.MILLISECONDS.toNanos(wallMillis);
    this.watchdog = watchdog;
    this.counters = counters;
    thread = new Thread(null, this::run, "plugin-" + plugin, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Asks the plugin; does not wait. The answer fails with {@link PluginRefusal}, {@link
   * TrapException}, {@link EngineException}, or {@link BusyException} if too many wait.
   *
   * @param call without prefix
   */
  CompletableFuture<byte[]> ask(String call, byte[] document) {
    Call asked = new Call(call, document);
    boolean isLeaving = isClosed || isDraining;
    if (isLeaving || !queue.offer(asked)) {
      if (!isLeaving) {
        counters.called(PluginCounters.Result.DROPPED, 0, 0);
      }
      boolean unused = asked.answer.completeExceptionally(new BusyException(isLeaving));
    }
    if (isClosed) {
      refuseTheRest(); // it came after the thread looked for the last time
    }
    return asked.answer;
  }

  private void run() {
    while (!isClosed && !(isDraining && queue.isEmpty())) {
      try {
        Call call = queue.poll(1, TimeUnit.SECONDS);
        if (call != null) {
          serve(call);
        }
      } catch (InterruptedException e) {
        // By close or drain, for no call is under way here: the loop looks.
        LOG.log(Level.DEBUG, "interrupted");
      }
    }
    isClosed = true;
    refuseTheRest();
  }

  private void refuseTheRest() {
    for (Call left = queue.poll(); left != null; left = queue.poll()) {
      left.answer.completeExceptionally(new BusyException(true));
    }
  }

  private void serve(Call call) {
    long begun = System.nanoTime();
    ScheduledFuture<?> deadline = begin(call);
    PluginCounters.Result result = PluginCounters.Result.TRAPPED;
    Guest asked = guest;
    byte[] answer = null;
    Throwable failure = null;
    try {
      if (asked == null) {
        asked = factory.make();
        guest = asked;
      }
      answer = asked.ask(call.name, call.document);
      result = PluginCounters.Result.OK;
    } catch (PluginRefusal e) {
      result = PluginCounters.Result.REFUSED;
      failure = e;
    } catch (TrapException e) {
      counters.trapped(e.kind());
      guest = null;
      failure = e;
    } catch (EngineException | RuntimeException | Error e) {
      guest = null;
      failure = e;
    } finally {
      end(deadline);
    }
    long fuel = asked == null ? 0 : asked.usedFuel();
    counters.called(result, fuel, System.nanoTime() - begun);
    if (failure == null) {
      call.answer.complete(answer);
    } else {
      call.answer.completeExceptionally(failure);
    }
  }

  private ScheduledFuture<?> begin(Call call) {
    synchronized (deadlines) {
      current = call;
    }
    return watchdog.schedule(() -> interrupt(call), wallNanos, TimeUnit.NANOSECONDS);
  }

  private void interrupt(Call call) {
    synchronized (deadlines) {
      if (current == call) {
        thread.interrupt();
      }
    }
  }

  private void end(ScheduledFuture<?> deadline) {
    boolean unused = deadline.cancel(false);
    synchronized (deadlines) {
      current = null;
      boolean unusedInterrupt = Thread.interrupted();
    }
  }

  /** Takes no more calls, makes those that wait, and ends; does not wait for that. */
  void drain() {
    isDraining = true;
    synchronized (deadlines) {
      if (current == null) {
        thread.interrupt();
      }
    }
  }

  /** Ends the call at work; those that wait fail. Waits a moment for the thread. */
  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    if (Thread.currentThread() != thread) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
