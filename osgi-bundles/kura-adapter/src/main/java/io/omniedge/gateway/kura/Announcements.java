package io.omniedge.gateway.kura;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which tunnels are announced when: a change as soon as it is seen, and each tunnel anew
 * when nothing was said of it for a while. Keeps what was said last of each tunnel and no more, so
 * nothing piles up while nobody takes it: what was missed is not said later, the newest state is.
 *
 * <p>Not thread-safe.
 */
final class Announcements {
  /** A broker that is away for hours must not be asked every second, and not found late either. */
  static final long RETRY_NANOS = 5_000_000_000L;

  /**
   * What is to be said of a tunnel.
   *
   * @param id its name
   * @param tunnel empty if there is none of this name any more
   */
  record Announcement(String id, Optional<TunnelSnapshot> tunnel) {}

  private record Said(TunnelSnapshot constant, long atNanos) {}

  private final Map<String, Said> said = new HashMap<>();
  private boolean failed;
  private long failedNanos;

  /** Another listener: it has heard nothing yet. */
  void restart() {
    said.clear();
    failed = false;
  }

  /**
   * What is to be said now.
   *
   * @param intervalNanos after which an unchanged tunnel is announced again; 0 for never
   */
  List<Announcement> due(Collection<TunnelSnapshot> tunnels, long intervalNanos, long nowNanos) {
    if (failed && nowNanos - failedNanos < RETRY_NANOS) {
      return List.of();
    }
    List<Announcement> due = new ArrayList<>();
    Set<String> present = new HashSet<>();
    for (TunnelSnapshot tunnel : tunnels) {
      present.add(tunnel.id());
      Said last = said.get(tunnel.id());
      if (last == null
          || !last.constant.equals(constant(tunnel))
          || (intervalNanos > 0 && nowNanos - last.atNanos >= intervalNanos)) {
        due.add(new Announcement(tunnel.id(), Optional.of(tunnel)));
      }
    }
    for (String id : said.keySet()) {
      if (!present.contains(id)) {
        due.add(new Announcement(id, Optional.empty()));
      }
    }
    return due;
  }

  /** It was said. */
  void succeeded(Announcement announcement, long nowNanos) {
    failed = false;
    announcement
        .tunnel()
        .ifPresentOrElse(
            tunnel -> said.put(announcement.id(), new Said(constant(tunnel), nowNanos)),
            () -> said.remove(announcement.id()));
  }

  /** It could not be said. */
  void failed(long nowNanos) {
    failed = true;
    failedNanos = nowNanos;
  }

  /** What stays the same as long as nothing happens but traffic. */
  private static TunnelSnapshot constant(TunnelSnapshot tunnel) {
    return new TunnelSnapshot(
        tunnel.id(),
        tunnel.interfaceName(),
        tunnel.state(),
        tunnel.problems(),
        tunnel.publicKey(),
        tunnel.listenPort(),
        Map.of(),
        tunnel.peers().stream().map(Announcements::constant).toList());
  }

  /** The first handshake is a change, the others are not. */
  private static PeerSnapshot constant(PeerSnapshot peer) {
    return new PeerSnapshot(
        peer.id(),
        peer.publicKey(),
        peer.endpoint(),
        peer.allowedIps(),
        peer.lastHandshake().map(time -> Instant.EPOCH),
        0,
        0,
        peer.persistentKeepaliveSeconds());
  }
}
