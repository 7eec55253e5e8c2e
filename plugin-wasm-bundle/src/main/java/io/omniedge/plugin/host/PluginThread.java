package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.EngineException;
import io.omniedge.plugin.engine.TrapException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a plugin at work: a thread of its own with a small stack (or that of somebody
 * who has nothing else to do than to wait for the answer), a short queue, and a watchdog for every
 * call. If nobody waits for its answers it makes way for those who have something to do as soon as
 * it takes more than a little. An instance lives until it is ended by a trap; the next call gets a
 * fresh one. Thread-safe.
 */
final class PluginThread implements AutoCloseable, Watchdog.Watched {
  private static final Logger LOG = System.getLogger(PluginThread.class.getName());

  private static final long STACK_BYTES = 1 << 20;
  private static final int QUEUE = 64;

  /** In the place of a call's name: there is nothing to ask. */
  private static final String NO_CALL = "";

  private static final long NONE = Long.MIN_VALUE;

  /** How much longer than its time a call may take that waits for a processor. */
  private static final int STARVED = 10;

  /** How long a call may take of one that is behind all others. */
  private static final long STARVED_ON_PURPOSE_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** A call that fails after so much time of a processor costs the gateway something. */
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** What it may take of a processor at once before it makes way: the first calls are slow. */
  private static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** And in the long run: 2 ms a second. */
  private static final int SHARE = 500;

  /** How much longer than such a call it is left alone: it has a twentieth of a processor. */
  private static final int REST = 20;

  private static final ThreadLocal<@Nullable PluginThread> MINE = new ThreadLocal<>();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /**
   * For an instance to be made, and for the calls of its life: nobody waits for them, and what runs
   * for the first time is slow.
   */
  private static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final InstanceFactory factory;
  private final Watchdog watchdog;
  private final long wallNanos;
  private final @Nullable Runnable makeWay;
  private volatile boolean hasMadeWay;
  private long creditNanos = CREDIT_NANOS;
  private long creditAtNanos = System.nanoTime();
  private final PluginCounters counters;

  /** The calls that were made once; of the one who has the turn. */
  private final Set<String> known = new HashSet<>();

  private final ArrayBlockingQueue<Call> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;

  /** Whoever has it makes calls; nobody twice, for a call may lead to another of this plugin. */
  private final Semaphore turn = new Semaphore(1);

  /** Guards the interrupt: a call that has ended is never hit by the one meant for it. */
  private final Object deadlines = new Object();

  /** Who makes the call under way. */
  private @Nullable Thread caller;

  /** Whether that one was interrupted for the sake of the call. */
  private boolean wasInterrupted;

  private long begunNanos;
  private long begunCpuNanos;
  private long mayTakeNanos;

  /** When the call under way has perhaps taken too long; {@value #NONE} if there is none. */
  private volatile long deadlineNanos = NONE;

  /** Until when it is not asked; {@value #NONE} if it is. */
  private volatile long restUntilNanos = NONE;

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
    private final long wallNanos;
    private final boolean isOfLife;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

    Call(String name, byte[] document, long wallNanos, boolean isOfLife) {
      this.name = name;
      this.document = document;
      this.wallNanos = wallNanos;
      this.isOfLife = isOfLife;
    }
  }

  /**
   * Starts the thread.
   *
   * @param makeWay lets the calling thread make way for others, once a call had to be ended or they
   *     took more than a little; null if somebody waits for its answers
   * @param watchdog interrupts calls that take too long; shared
   */
  PluginThread(
      String plugin,
      InstanceFactory factory,
      int wallMillis,
      @Nullable Runnable makeWay,
      Watchdog watchdog,
      PluginCounters counters) {
    this.factory = factory;
    this.makeWay = makeWay;
    this.wallNanos = TimeUnit.MILLISECONDS.toNanos(wallMillis);
    this.watchdog = watchdog;
    this.counters = counters;
    thread = new Thread(null, this::run, "plugin-" + plugin, STACK_BYTES);
    thread.setDaemon(true);
    watchdog.add(this);
    thread.start();
  }

  /**
   * Asks the plugin; does not wait. The answer fails with {@link PluginRefusal}, {@link
   * TrapException}, {@link EngineException}, or {@link BusyException} if too many wait.
   *
   * @param call without prefix
   */
  CompletableFuture<byte[]> ask(String call, byte[] document) {
    return ask(new Call(call, document, wallNanos, false));
  }

  /**
   * The same, and the calling thread makes the call itself if no other is under way or waits: it
   * waits for the answer anyway, and two threads that wake each other take longer than the call.
   * Only for plugins that make way for nobody.
   */
  CompletableFuture<byte[]> askHere(String call, byte[] document) {
    Call asked = new Call(call, document, wallNanos, false);
    if (makeWay != null || isResting() || !queue.isEmpty() || !turn.tryAcquire()) {
      return ask(asked);
    }
    PluginThread before = MINE.get();
    try {
      if (isClosed || isDraining) {
        return CompletableFuture.failedFuture(new BusyException(true));
      }
      MINE.set(this);
      serve(asked);
      return asked.answer;
    } finally {
      MINE.set(before);
      turn.release();
    }
  }

  /** The same for a call of its life. */
  CompletableFuture<byte[]> askOfLife(String call, byte[] document) {
    return ask(new Call(call, document, Math.max(wallNanos, LIFE_NANOS), true));
  }

  /** Makes the instance now, before anybody asks it; fails as {@link #ask} does. */
  CompletableFuture<byte[]> prepare() {
    return ask(new Call(NO_CALL, new byte[0], LIFE_NANOS, true));
  }

  private CompletableFuture<byte[]> ask(Call asked) {
    if (!asked.isOfLife && isResting()) {
      counters.called(PluginCounters.Result.DROPPED, 0, 0);
      return CompletableFuture.failedFuture(BusyException.resting());
    }
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

  private boolean isResting() {
    long until = restUntilNanos;
    return until != NONE && System.nanoTime() - until < 0;
  }

  private void run() {
    MINE.set(this);
    while (!isClosed && !(isDraining && queue.isEmpty())) {
      try {
        Call call = queue.poll(1, TimeUnit.SECONDS);
        if (call != null) {
          if (!call.isOfLife) {
            stepBack();
          }
          turn.acquireUninterruptibly();
          try {
            serve(call);
          } finally {
            turn.release();
          }
        }
      } catch (InterruptedException e) {
        // By close or drain, for no call is under way here: the loop looks.
        LOG.log(Level.DEBUG, "interrupted");
      }
    }
    isClosed = true;
    turn.acquireUninterruptibly(); // for good
    watchdog.remove(this);
    forget();
    refuseTheRest();
  }

  /** Its instance is not to be asked again. */
  private void forget() {
    if (guest != null) {
      guest.close();
      guest = null;
    }
  }

  /**
   * Behind all others if nobody waits for it, but with a little of a busy machine. Not while it is
   * installed, which somebody waits for.
   */
  @SuppressWarnings("ThreadPriorityCheck") // our launcher says which nice value it is
  private void stepBack() {
    if (makeWay != null && thread.getPriority() != Thread.MIN_PRIORITY) {
      thread.setPriority(Thread.MIN_PRIORITY);
    }
  }

  /** With nothing of a busy machine. */
  private void makeWay() {
    if (makeWay != null && !hasMadeWay) {
      hasMadeWay = true;
      makeWay.run();
    }
  }

  private void refuseTheRest() {
    for (Call left = queue.poll(); left != null; left = queue.poll()) {
      left.answer.completeExceptionally(new BusyException(true));
    }
  }

  private void serve(Call call) {
    long begun = System.nanoTime();
    PluginCounters.Result result = PluginCounters.Result.TRAPPED;
    Guest asked = guest;
    byte[] answer = null;
    Throwable failure = null;
    try {
      if (asked == null) {
        begin(begun, LIFE_NANOS);
        asked = factory.make();
        guest = asked;
        end();
        begun = System.nanoTime();
      }
      if (call.name.equals(NO_CALL)) {
        answer = call.document;
      } else {
        begin(begun, isFirst(call) ? Math.max(call.wallNanos, LIFE_NANOS) : call.wallNanos);
        answer = asked.ask(call.name, call.document);
      }
      result = PluginCounters.Result.OK;
    } catch (PluginRefusal e) {
      result = PluginCounters.Result.REFUSED;
      failure = e;
    } catch (TrapException e) {
      counters.trapped(e.kind());
      forget();
      rest();
      makeWay();
      failure = e;
    } catch (EngineException | RuntimeException | Error e) {
      forget();
      failure = e;
    } finally {
      end();
      charge(call);
    }
    long fuel = asked == null ? 0 : asked.usedFuel();
    counters.called(result, fuel, System.nanoTime() - begun);
    if (failure == null) {
      call.answer.complete(answer);
    } else {
      call.answer.completeExceptionally(failure);
    }
  }

  /** Whether nobody waits for it, and it is slow, for it was never made. */
  private boolean isFirst(Call call) {
    return makeWay != null && known.add(call.name);
  }

  /** Who takes much while nobody waits makes way, whether it fails or not. */
  private void charge(Call call) {
    if (makeWay == null || hasMadeWay) {
      return;
    }
    long now = System.nanoTime();
    long earned = Math.min(CREDIT_NANOS, creditNanos + (now - creditAtNanos) / SHARE);
    creditNanos = earned - (THREADS.getCurrentThreadCpuTime() - begunCpuNanos);
    creditAtNanos = now;
    if (creditNanos < 0 && !call.isOfLife) {
      makeWay();
    }
  }

  /** It failed: the longer it took, the longer it is left alone. */
  private void rest() {
    long took = THREADS.getCurrentThreadCpuTime() - begunCpuNanos;
    if (took >= LONG_NANOS) {
      long until = System.nanoTime() + REST * took;
      restUntilNanos = until == NONE ? NONE + 1 : until;
    }
  }

  private void begin(long now, long mayTake) {
    synchronized (deadlines) {
      caller = Thread.currentThread();
      begunNanos = now;
      begunCpuNanos = THREADS.getCurrentThreadCpuTime();
      mayTakeNanos = mayTake * watchdog.patience();
      if (isClosed) {
        interrupt(caller); // whoever closed came between two parts of this call
      }
    }
    long deadline = now + mayTakeNanos;
    deadlineNanos = deadline == NONE ? NONE + 1 : deadline;
    watchdog.wake();
  }

  private void end() {
    deadlineNanos = NONE;
    synchronized (deadlines) {
      caller = null;
      if (wasInterrupted) {
        wasInterrupted = false;
        boolean unused = Thread.interrupted();
      }
    }
  }

  /** What a busy machine did not give it, it did not take; but nobody waits for ever. */
  private boolean tookTooLong(Thread who, long nowNanos) {
    long cpu = THREADS.getThreadCpuTime(who.getId());
    return cpu < 0
        || cpu - begunCpuNanos >= mayTakeNanos
        || nowNanos - begunNanos
            >= (makeWay != null
                ? Math.max(STARVED_ON_PURPOSE_NANOS, mayTakeNanos)
                : mayTakeNanos * STARVED);
  }

  @Override
  public boolean look(long nowNanos) {
    long deadline = deadlineNanos;
    if (deadline == NONE) {
      return false;
    }
    if (nowNanos - deadline >= 0) {
      synchronized (deadlines) {
        // Perhaps it is the next call by now, whose deadline is another one.
        if (caller != null && deadlineNanos == deadline && tookTooLong(caller, nowNanos)) {
          interrupt(caller);
        }
      }
    }
    return true;
  }

  /** Under the lock. */
  private void interrupt(Thread who) {
    wasInterrupted = true;
    who.interrupt();
  }

  /** Something that waits for others. */
  @FunctionalInterface
  interface Waiting<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * Waits for something on behalf of the plugin whose call this thread makes: that time is not the
   * plugin's. It has bounds of its own.
   */
  static <T, E extends Exception> T waiting(Waiting<T, E> something) throws E {
    PluginThread mine = MINE.get();
    if (mine == null) {
      return something.run();
    }
    mine.deadlineNanos = NONE;
    long left = System.nanoTime();
    try {
      return something.run();
    } finally {
      mine.waited(System.nanoTime() - left);
    }
  }

  private void waited(long nanos) {
    synchronized (deadlines) {
      begunNanos += nanos;
      deadlineNanos = begunNanos + mayTakeNanos;
    }
    watchdog.wake();
  }

  /** Whether a call is under way. */
  boolean isCalling() {
    synchronized (deadlines) {
      return caller != null;
    }
  }

  /** Takes no more calls, makes those that wait, and ends; does not wait for that. */
  void drain() {
    isDraining = true;
    synchronized (deadlines) {
      if (caller != thread) {
        thread.interrupt();
      }
    }
  }

  /** Ends the call at work; those that wait fail. Waits a moment for the thread. */
  @Override
  public void close() {
    isClosed = true;
    synchronized (deadlines) {
      if (caller != null) {
        interrupt(caller);
      }
      if (caller != thread) {
        thread.interrupt();
      }
    }
    if (Thread.currentThread() != thread) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
