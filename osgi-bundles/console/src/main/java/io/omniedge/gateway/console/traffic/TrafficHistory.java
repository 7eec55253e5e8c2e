package io.omniedge.gateway.console.traffic;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Rates of each peer, and of each tunnel as their sum, from counters read in equal steps. A peer
 * that is gone is forgotten; one whose counter went back was made anew and counts from 0.
 * Thread-safe; time is a parameter.
 */
public final class TrafficHistory {
  /** Between two measurements. */
  public static final int STEP_SECONDS = 2;

  /** How many measurements are kept: three minutes. */
  public static final int KEPT = 90;

  /** Of a peer in a tunnel, or with an empty peer of the tunnel itself. */
  private record Key(String tunnel, String publicKey) {}

  /** What was counted, and what was made of it. */
  private static final class Line {
    private long receivedBytes;
    private long sentBytes;
    private boolean counted;
    private final Samples received = new Samples(KEPT);
    private final Samples sent = new Samples(KEPT);
    private final Samples handshakeAge = new Samples(KEPT);

    /** Bytes since the last time, or all if the counter began anew. */
    double[] count(long nowReceived, long nowSent, double seconds) {
      long moreReceived = nowReceived < receivedBytes ? nowReceived : nowReceived - receivedBytes;
      long moreSent = nowSent < sentBytes ? nowSent : nowSent - sentBytes;
      boolean first = !counted;
      counted = true;
      receivedBytes = nowReceived;
      sentBytes = nowSent;
      // What was carried before anybody looked says nothing of a rate.
      return first ? new double[2] : new double[] {moreReceived / seconds, moreSent / seconds};
    }
  }

  private final Map<Key, Line> lines = new HashMap<>();
  private long lastNanos;
  private boolean measured;

  /** Takes what the tunnels say now. */
  public synchronized void measure(
      Collection<TunnelSnapshot> tunnels, long nowNanos, Instant wallClock) {
    double seconds =
        measured
            ? Math.max(0.001, (nowNanos - lastNanos) / (double) TimeUnit.SECONDS.toNanos(1))
            : STEP_SECONDS;
    lastNanos = nowNanos;
    measured = true;
    Set<Key> seen = new HashSet<>();
    for (TunnelSnapshot tunnel : tunnels) {
      double received = 0;
      double sent = 0;
      double youngest = Double.NaN;
      for (PeerSnapshot peer : tunnel.peers()) {
        Key key = new Key(tunnel.id(), peer.publicKey());
        seen.add(key);
        Line line = lines.computeIfAbsent(key, any -> new Line());
        double[] rates = line.count(peer.receivedBytes(), peer.sentBytes(), seconds);
        double age =
            peer.lastHandshake()
                .map(time -> Math.max(0, Duration.between(time, wallClock).toMillis() / 1000.0))
                .orElse(Double.NaN);
        add(line, rates[0], rates[1], age);
        received += rates[0];
        sent += rates[1];
        youngest = Double.isNaN(youngest) || age < youngest ? age : youngest;
      }
      Key key = new Key(tunnel.id(), "");
      seen.add(key);
      add(lines.computeIfAbsent(key, any -> new Line()), received, sent, youngest);
    }
    lines.keySet().retainAll(seen);
  }

  private static void add(Line line, double received, double sent, double age) {
    line.received.add(received);
    line.sent.add(sent);
    line.handshakeAge.add(age);
  }

  /** Of a tunnel. */
  public Series tunnel(String id) {
    return peer(id, "");
  }

  /** Of a peer of it. */
  public synchronized Series peer(String tunnel, String publicKey) {
    Line line = lines.get(new Key(tunnel, publicKey));
    return line == null
        ? Series.EMPTY
        : new Series(line.received.toList(), line.sent.toList(), line.handshakeAge.toList());
  }
}
