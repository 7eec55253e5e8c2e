package io.omniedge.gateway.health;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** Tunnels that cannot run, and peers that should answer and do not. */
public final class TunnelCheck implements Check {
  /** A session that is used has a handshake every two minutes [WG 6.1]; one may fail. */
  private static final Duration SILENCE = Duration.ofMinutes(3);

  private final Supplier<? extends Collection<? extends GatewayTunnel>> tunnels;
  private final InstantSource clock;

  /** Asks for the tunnels at each look. */
  public TunnelCheck(
      Supplier<? extends Collection<? extends GatewayTunnel>> tunnels, InstantSource clock) {
    this.tunnels = tunnels;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "tunnels";
  }

  @Override
  public Verdict look() {
    List<Verdict> verdicts = new ArrayList<>();
    Instant now = clock.instant();
    for (GatewayTunnel tunnel : tunnels.get()) {
      TunnelSnapshot snapshot = tunnel.snapshot();
      verdicts.add(tunnel(snapshot));
      if (snapshot.state() == TunnelState.UP) {
        snapshot.peers().forEach(peer -> verdicts.add(peer(snapshot.id(), peer, now)));
      }
    }
    return Verdict.worstOf(verdicts, verdicts.isEmpty() ? "none is configured" : "all is well");
  }

  private static Verdict tunnel(TunnelSnapshot tunnel) {
    String problems = tunnel.id() + ": " + String.join("; ", tunnel.problems());
    if (tunnel.state() == TunnelState.FAILED) {
      return Verdict.critical(problems);
    }
    return tunnel.problems().isEmpty() ? Verdict.ok("") : Verdict.warn(problems);
  }

  /** Only of a peer with a keepalive is it known that it should answer at this time. */
  private static Verdict peer(String tunnel, PeerSnapshot peer, Instant now) {
    if (peer.persistentKeepaliveSeconds() == 0) {
      return Verdict.ok("");
    }
    String who = tunnel + ": peer " + (peer.id().isEmpty() ? peer.publicKey() : peer.id());
    if (peer.lastHandshake().isEmpty()) {
      return Verdict.warn(who + " has not answered yet");
    }
    Duration silence = Duration.between(peer.lastHandshake().get(), now);
    return silence.compareTo(SILENCE) > 0
        ? Verdict.warn(who + " has not answered for " + Span.of(silence))
        : Verdict.ok("");
  }
}
