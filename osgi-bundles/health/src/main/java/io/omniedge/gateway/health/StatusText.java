package io.omniedge.gateway.health;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.VisibleText;
import java.time.Duration;
import java.time.Instant;

/** A tunnel in a few lines, for a person at a terminal. */
public final class StatusText {
  private static final int MOST_CHARS = 1000;

  private StatusText() {}

  /** The lines, each ended. */
  public static String of(TunnelSnapshot tunnel, Instant now) {
    StringBuilder text = new StringBuilder();
    text.append("tunnel ")
        .append(tunnel.id())
        .append(": ")
        .append(
            switch (tunnel.state()) {
              case DISABLED -> "disabled";
              case STARTING -> "starting";
              case UP -> "up";
              case FAILED -> "cannot run";
            })
        .append(", interface ")
        .append(visible(tunnel.interfaceName()));
    if (tunnel.listenPort() != 0) {
      text.append(", port ").append(tunnel.listenPort());
    }
    text.append('\n');
    tunnel.publicKey().ifPresent(key -> text.append("  public key ").append(key).append('\n'));
    for (String problem : tunnel.problems()) {
      text.append("  problem: ").append(visible(problem)).append('\n');
    }
    for (PeerSnapshot peer : tunnel.peers()) {
      text.append("  peer ").append(peer(peer, now)).append('\n');
    }
    return text.toString();
  }

  private static String peer(PeerSnapshot peer, Instant now) {
    return visible(peer.id().isEmpty() ? peer.publicKey() : peer.id())
        + ": "
        + peer.lastHandshake()
            .map(then -> "handshake " + Span.of(Duration.between(then, now)) + " ago")
            .orElse("no handshake yet")
        + peer.endpoint().map(endpoint -> ", at " + endpoint).orElse("")
        + ", received "
        + Amount.of(peer.receivedBytes())
        + ", sent "
        + Amount.of(peer.sentBytes());
  }

  private static String visible(String text) {
    return VisibleText.of(text, MOST_CHARS);
  }
}
