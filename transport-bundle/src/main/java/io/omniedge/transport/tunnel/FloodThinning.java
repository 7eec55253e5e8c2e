package io.omniedge.transport.tunnel;

import io.omniedge.transport.noise.MessageType;
import io.omniedge.tun.UdpSocket;

/**
 * Has the kernel thin out a flood of initiations, so far that what is left costs a few percent of a
 * core: receiving a datagram only to drop it costs forty times as much as not receiving it.
 *
 * <p>An honest peer tries again every 5 s, and its session is good for a minute after it first asks
 * for a new one; with one initiation in four let through, 97 % of the peers get through in that
 * time.
 *
 * <p>Belongs to the inbound thread.
 */
final class FloodThinning {
  /** More initiations a second than this are halved, ... */
  static final int TOO_MANY_PER_SECOND = 25_000;

  /** ... and fewer than this are doubled again. Less than half, or it would swing. */
  static final int FEW_PER_SECOND = 8_000;

  static final long WINDOW_NANOS = 100_000_000L;
  private static final int MOST = 1 << 10;

  private final UdpSocket socket;
  private long windowStart;
  private int seen;
  private int oneIn = 1;

  FloodThinning(UdpSocket socket, long nowNanos) {
    this.socket = socket;
    this.windowStart = nowNanos;
  }

  /** One in so many initiations gets through; 1 in peace. */
  int oneIn() {
    return oneIn;
  }

  /**
   * Takes notice of a batch; looks at the rate ten times a second.
   *
   * @param initiations how many of the batch were initiations
   */
  void look(int initiations, long nowNanos) {
    seen += initiations;
    long elapsed = nowNanos - windowStart;
    if (elapsed < WINDOW_NANOS) {
      return;
    }
    long perSecond = seen * 1_000_000_000L / elapsed;
    if (perSecond > TOO_MANY_PER_SECOND && oneIn < MOST) {
      set(oneIn * 2);
    } else if (perSecond < FEW_PER_SECOND && oneIn > 1) {
      set(oneIn / 2);
    }
    windowStart = nowNanos;
    seen = 0;
  }

  private void set(int wanted) {
    if (socket.thin(MessageType.INITIATION.word(), wanted) == 0) {
      oneIn = wanted;
    }
  }
}
