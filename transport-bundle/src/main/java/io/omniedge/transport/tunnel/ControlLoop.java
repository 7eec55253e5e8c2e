package io.omniedge.transport.tunnel;

import io.omniedge.transport.peer.Peer;
import io.omniedge.transport.peer.WireGuardDevice;
import io.omniedge.transport.peer.WireGuardDevice.DataPathRequests;
import io.omniedge.transport.uapi.ApplyException;
import io.omniedge.tun.linux.libc.Errno;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that decides: handshakes, timers, configuration. Everything that changes a {@link
 * WireGuardDevice} runs here, so the core needs no lock.
 */
final class ControlLoop implements Runnable, ControlThread, DataPathRequests {
  /**
   * Handshake messages between two looks at the timers: at 100 µs each a timer waits 6 ms at most.
   */
  private static final int MESSAGES_PER_TURN = 64;

  /**
   * Under load, the pause after each turn: a cookie reply costs 10 µs, all of them 6 % of a core.
   */
  private static final long UNDER_LOAD_PAUSE_NANOS = 10_000_000L;

  /**
   * Data threads arm timers of 10 s and more without waking us, so a look every second is early
   * enough.
   */
  private static final long LONGEST_SLEEP_NANOS = 1_000_000_000L;

  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final Queue<Peer> handshakes = new ConcurrentLinkedQueue<>();
  private final Queue<Peer> confirmations = new ConcurrentLinkedQueue<>();
  private final HandshakeInbox inbox = new HandshakeInbox(this::wake);
  private final Thread thread;
  private @Nullable WireGuardDevice device;
  private volatile boolean asleep;

  /** This thread's own: to rest although there are handshake messages. */
  private boolean paused;

  private volatile boolean stopped;

  ControlLoop(String name) {
    thread = new Thread(null, this, name + " control", 256 * 1024);
    thread.setDaemon(true);
  }

  HandshakeInbox inbox() {
    return inbox;
  }

  /** Starts with the device whose decisions this thread makes. */
  void start(WireGuardDevice decides, Thread.UncaughtExceptionHandler failed) {
    device = decides;
    thread.setUncaughtExceptionHandler(failed);
    thread.start();
  }

  @Override
  public <T> T call(Task<T> task) throws ApplyException {
    if (Thread.currentThread().equals(thread)) {
      return task.run(System.nanoTime());
    }
    FutureTask<T> command = new FutureTask<>(() -> task.run(System.nanoTime()));
    commands.add(command);
    wake();
    if (stopped && commands.remove(command)) {
      throw new ApplyException(Errno.ENODEV, "the tunnel is closed");
    }
    // Not given up when interrupted: it will be done in any case, and at once; and the one who
    // closes must get everything closed.
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return command.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApplyException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("a configuration task failed", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void handshake(Peer peer) {
    handshakes.add(peer);
    wake();
  }

  @Override
  public void confirmed(Peer peer) {
    confirmations.add(peer);
    wake();
  }

  /** Ends the thread and waits for it. */
  void stop() throws InterruptedException {
    stopped = true;
    LockSupport.unpark(thread);
    thread.join();
    Runnable left;
    while ((left = commands.poll()) != null) {
      left.run();
    }
  }

  private void wake() {
    // Dekker's handshake with sleep(): the queue was written before asleep is read.
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    WireGuardDevice decides = device;
    if (decides == null) {
      throw new IllegalStateException("start() gives the device");
    }
    while (!stopped) {
      sleep(turn(decides, System.nanoTime()));
    }
  }

  /** Does what there is to do; nanoseconds until there is more, 0 for at once. */
  private long turn(WireGuardDevice decides, long nowNanos) {
    Runnable command;
    while ((command = commands.poll()) != null) {
      command.run();
    }
    Peer peer;
    while ((peer = handshakes.poll()) != null) {
      decides.handshakeWanted(peer, nowNanos);
    }
    while ((peer = confirmations.poll()) != null) {
      decides.sessionConfirmed(peer, nowNanos);
    }
    paused = false;
    boolean underLoad = inbox.underLoad(nowNanos);
    HandshakeInbox.Message message = null;
    for (int i = 0; i < MESSAGES_PER_TURN && (message = inbox.peek()) != null; i++) {
      if (message.source != null) {
        decides.receive(message.bytes, message.length, message.source, nowNanos, underLoad);
      }
      inbox.remove();
    }
    long untilTimer = decides.runTimers(nowNanos);
    if (message == null) {
      return untilTimer;
    }
    paused = underLoad;
    return underLoad ? UNDER_LOAD_PAUSE_NANOS : 0;
  }

  private void sleep(long nanos) {
    if (nanos <= 0) {
      return;
    }
    asleep = true;
    if (commands.isEmpty()
        && handshakes.isEmpty()
        && confirmations.isEmpty()
        && (paused || inbox.peek() == null)
        && !stopped) {
      LockSupport.parkNanos(this, Math.min(nanos, LONGEST_SLEEP_NANOS));
    }
    asleep = false;
  }
}
