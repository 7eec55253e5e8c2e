package io.omniedge.transport.timer;

import static io.omniedge.transport.timer.Timer.NEW_HANDSHAKE;
import static io.omniedge.transport.timer.Timer.PERSISTENT_KEEPALIVE;
import static io.omniedge.transport.timer.Timer.RETRANSMIT_HANDSHAKE;
import static io.omniedge.transport.timer.Timer.SEND_KEEPALIVE;
import static io.omniedge.transport.timer.Timer.ZERO_KEY_MATERIAL;

import io.omniedge.transport.session.Limits;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The deadlines of one peer's timers. Only the event hooks arm and disarm them.
 *
 * <p>Data threads and the control thread call hooks; deadlines are opaque array elements, so no
 * hook waits or allocates. Two threads at the same instant may leave a timer armed that the other
 * disarmed: the worst is one keepalive or handshake too many. Only the control thread calls {@link
 * #expire}.
 */
@SuppressWarnings("EnumOrdinal") // the array lives as long as the class: no stored ordinals
public final class Timers {
  /** Stands for "not armed"; a deadline that happens to be this number is moved by 1 ns. */
  private static final long NEVER = Long.MIN_VALUE;

  private static final VarHandle DEADLINE = MethodHandles.arrayElementVarHandle(long[].class);
  private static final Timer[] ALL = Timer.values();

  private final long[] deadlines = new long[ALL.length];
  private volatile long persistentKeepaliveNanos;
  private volatile long newHandshakeJitterNanos;
  private volatile boolean anotherKeepalive;

  /** All timers disarmed, no persistent keepalive. */
  public Timers() {
    Arrays.fill(deadlines, NEVER);
  }

  // Hooks of the data path.

  /** A packet with data was sent. */
  public void dataSent(long now) {
    if (deadline(NEW_HANDSHAKE) == NEVER) {
      arm(
          NEW_HANDSHAKE,
          now + Limits.KEEPALIVE_TIMEOUT + Limits.REKEY_TIMEOUT + newHandshakeJitterNanos);
    }
  }

  /** A packet with data was received. */
  public void dataReceived(long now) {
    if (deadline(SEND_KEEPALIVE) == NEVER) {
      arm(SEND_KEEPALIVE, now + Limits.KEEPALIVE_TIMEOUT);
    } else if (!anotherKeepalive) {
      anotherKeepalive = true;
    }
  }

  /** Data, a keepalive or a handshake message was sent. */
  public void authenticatedPacketSent() {
    if (deadline(SEND_KEEPALIVE) != NEVER) {
      disarm(SEND_KEEPALIVE);
    }
  }

  /** Data, a keepalive or a handshake message was received and found authentic. */
  public void authenticatedPacketReceived() {
    if (deadline(NEW_HANDSHAKE) != NEVER) {
      disarm(NEW_HANDSHAKE);
    }
  }

  /** Data, a keepalive or a handshake message went in either direction. */
  public void authenticatedPacketTraversed(long now) {
    long interval = persistentKeepaliveNanos;
    if (interval > 0) {
      arm(PERSISTENT_KEEPALIVE, now + interval);
    }
  }

  // Hooks of the control thread.

  /** An initiation was sent; {@code jitterNanos} is 0 to {@link Limits#MAX_JITTER}. */
  public void handshakeInitiated(long now, long jitterNanos) {
    arm(RETRANSMIT_HANDSHAKE, now + Limits.REKEY_TIMEOUT + jitterNanos);
  }

  /** The response came, or the first packet that confirms a response of ours. */
  public void handshakeComplete() {
    disarm(RETRANSMIT_HANDSHAKE);
  }

  /** A new session exists; the jitter is for the next {@link Timer#NEW_HANDSHAKE}. */
  public void sessionDerived(long now, long jitterNanos) {
    newHandshakeJitterNanos = jitterNanos;
    arm(ZERO_KEY_MATERIAL, now + Limits.ZERO_KEY_TIME);
  }

  /** No response came for REKEY_ATTEMPT_TIME: keys that may exist are forgotten in their time. */
  public void handshakeGivenUp(long now) {
    disarm(SEND_KEEPALIVE);
    if (deadline(ZERO_KEY_MATERIAL) == NEVER) {
      arm(ZERO_KEY_MATERIAL, now + Limits.ZERO_KEY_TIME);
    }
  }

  /** The passive keepalive was sent; data that came in while it was pending deserves another. */
  public void keepaliveExpired(long now) {
    if (anotherKeepalive) {
      anotherKeepalive = false;
      arm(SEND_KEEPALIVE, now + Limits.KEEPALIVE_TIMEOUT);
    }
  }

  /** Sets the interval in seconds, 0 for none. */
  public void persistentKeepalive(int seconds) {
    persistentKeepaliveNanos = TimeUnit.SECONDS.toNanos(seconds);
    if (seconds == 0) {
      disarm(PERSISTENT_KEEPALIVE);
    }
  }

  /** The interval in seconds, 0 for none. */
  public int persistentKeepaliveSeconds() {
    return (int) TimeUnit.NANOSECONDS.toSeconds(persistentKeepaliveNanos);
  }

  /** All keys are gone: no timer has anything left to do. */
  public void stop() {
    for (Timer timer : ALL) {
      disarm(timer);
    }
    anotherKeepalive = false;
  }

  /** True once when the timer is due; it is then disarmed. */
  public boolean expire(Timer timer, long now) {
    long deadline = deadline(timer);
    // A data thread that moves the deadline in between wins, and the timer is not due after all.
    return deadline != NEVER
        && now - deadline >= 0
        && DEADLINE.compareAndSet(deadlines, timer.ordinal(), deadline, NEVER);
  }

  /** True while the timer runs. */
  public boolean isArmed(Timer timer) {
    return deadline(timer) != NEVER;
  }

  /** Nanoseconds until the first timer is due, 0 if one is, or {@link Long#MAX_VALUE}. */
  public long nanosUntilNext(long now) {
    long next = Long.MAX_VALUE;
    for (Timer timer : ALL) {
      long deadline = deadline(timer);
      if (deadline != NEVER) {
        next = Math.min(next, Math.max(0, deadline - now));
      }
    }
    return next;
  }

  private long deadline(Timer timer) {
    return (long) DEADLINE.getOpaque(deadlines, timer.ordinal());
  }

  private void arm(Timer timer, long deadline) {
    DEADLINE.setOpaque(deadlines, timer.ordinal(), deadline == NEVER ? NEVER + 1 : deadline);
  }

  private void disarm(Timer timer) {
    DEADLINE.setOpaque(deadlines, timer.ordinal(), NEVER);
  }
}
