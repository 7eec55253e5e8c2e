package io.omniedge.transport.acl;

import java.util.concurrent.TimeUnit;

/** How long a flow may be silent before it has to be allowed anew; all in nanoseconds. */
final class IdleLimits {
  /**
   * Both ends have spoken and none has ended it: the least that [RFC 5382 REQ-5] asks for, since
   * TCP's own keepalive comes every two hours.
   */
  static final long TCP_ESTABLISHED = TimeUnit.MINUTES.toNanos(124);

  /** Opening, half closed or closed: four minutes are twice the longest life of a segment. */
  static final long TCP_TRANSITORY = TimeUnit.MINUTES.toNanos(4);

  /** What [RFC 4787 REQ-5] recommends for UDP; protocols we know nothing of are given as much. */
  static final long UDP = TimeUnit.MINUTES.toNanos(5);

  /** The least that [RFC 5508 REQ-2] asks for. */
  static final long ICMP_QUERY = TimeUnit.SECONDS.toNanos(60);

  /**
   * A flow with answers that was silent for this long makes room when there is none: the one who
   * opened it opens it anew with the next packet, and machines that are polled speak more often.
   */
  static final long UNDER_PRESSURE = TimeUnit.MINUTES.toNanos(1);

  /**
   * As precise as the last packet of a flow is remembered: so the threads seldom write, and the
   * shortest limit above is sixty times as long.
   */
  static final long RESOLUTION = TimeUnit.SECONDS.toNanos(1);

  /** What Linux waits for the rest of a datagram, so that nobody still waits longer than we. */
  static final long FRAGMENTS = TimeUnit.SECONDS.toNanos(30);

  private IdleLimits() {}
}
