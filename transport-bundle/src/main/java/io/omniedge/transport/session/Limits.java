package io.omniedge.transport.session;

import java.util.concurrent.TimeUnit;

/** The constants of the protocol [WG 6.1]. Times are nanoseconds of the monotonic clock. */
public final class Limits {
  /** After this many messages under one key the sender asks for a new one. */
  public static final long REKEY_AFTER_MESSAGES = 1L << 60;

  /**
   * Counters from here on are neither sent nor accepted. The paper says 2^64 - 2^13 - 1; counters
   * are signed here, so we stop at half of that, which at 10 million packets a second is 29,000
   * years away.
   */
  public static final long REJECT_AFTER_MESSAGES = Long.MAX_VALUE - (1L << 13);

  /** The initiator renews a session of this age when it sends. */
  public static final long REKEY_AFTER_TIME = TimeUnit.SECONDS.toNanos(120);

  /** A session of this age neither sends nor receives. */
  public static final long REJECT_AFTER_TIME = TimeUnit.SECONDS.toNanos(180);

  /** For this long initiations are repeated without new traffic. */
  public static final long REKEY_ATTEMPT_TIME = TimeUnit.SECONDS.toNanos(90);

  /** Least time between two initiations of ours to one peer. */
  public static final long REKEY_TIMEOUT = TimeUnit.SECONDS.toNanos(5);

  /** Who received data and has sent nothing for this long sends a keepalive. */
  public static final long KEEPALIVE_TIMEOUT = TimeUnit.SECONDS.toNanos(10);

  /**
   * Most jitter added to a timer that starts a handshake, so that two peers that began at the same
   * instant do not go on in step.
   */
  public static final long MAX_JITTER = TimeUnit.MILLISECONDS.toNanos(333);

  /** Keys older than this are forgotten when no new session came. */
  public static final long ZERO_KEY_TIME = 3 * REJECT_AFTER_TIME;

  /**
   * The initiator renews a session of this age when it receives: late enough to leave it to the
   * sending side, early enough for a keepalive and one handshake before the session dies.
   */
  public static final long REKEY_ON_RECEIVE_TIME =
      REJECT_AFTER_TIME - KEEPALIVE_TIMEOUT - REKEY_TIMEOUT;

  private Limits() {}
}
