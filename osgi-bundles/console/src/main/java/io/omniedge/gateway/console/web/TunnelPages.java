package io.omniedge.gateway.console.web;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import io.omniedge.gateway.console.traffic.Series;
import io.omniedge.gateway.console.traffic.TrafficHistory;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All tunnels, and one with its peers. */
final class TunnelPages implements ConsoleServlet.Page {
  private static final String TUNNEL = "io.omniedge.transport.Tunnel";
  private static final String PEER = "io.omniedge.transport.Peer";

  /**
   * A tunnel as the page shows it.
   *
   * @param online peers with a session
   */
  record TunnelCard(
      TunnelSnapshot tunnel, Series series, long online, String received, String sent) {
    /** The name of the style for its state. */
    String tone() {
      return switch (tunnel.state()) {
        case UP -> tunnel.problems().isEmpty() ? "good" : "warn";
        case STARTING -> "warn";
        case FAILED -> "bad";
        case DISABLED -> "off";
      };
    }

    String word() {
      return switch (tunnel.state()) {
        case UP -> "up";
        case STARTING -> "starting";
        case FAILED -> "failed";
        case DISABLED -> "off";
      };
    }
  }

  /** A peer as the page shows it. */
  record PeerCard(
      PeerSnapshot peer,
      Series series,
      boolean online,
      String handshake,
      String received,
      String sent) {
    String name() {
      return peer.id().isEmpty() ? "set with wg" : peer.id();
    }
  }

  private final Gateway gateway;
  private final TrafficHistory traffic;

  TunnelPages(Gateway gateway, TrafficHistory traffic) {
    this.gateway = gateway;
    this.traffic = traffic;
  }

  @Override
  public void get(Exchange exchange) throws IOException {
    if (exchange.parts() <= 1) {
      List<TunnelCard> cards =
          gateway.tunnels().stream().map(tunnel -> card(tunnel, Instant.now())).toList();
      exchange.page(
          "tunnels.jte", "Tunnels", "tunnels", Map.of("tunnels", cards, "factory", TUNNEL));
      return;
    }
    String id = exchange.part(1);
    Optional<TunnelSnapshot> found =
        gateway.tunnels().stream().filter(tunnel -> tunnel.id().equals(id)).findFirst();
    if (found.isEmpty() || exchange.parts() > 2) {
      exchange.notFound("There is no tunnel \"" + id + "\".");
      return;
    }
    TunnelSnapshot tunnel = found.get();
    Instant now = Instant.now();
    exchange.page(
        "tunnel.jte",
        tunnel.id(),
        "tunnels",
        Map.of(
            "card",
            card(tunnel, now),
            "peers",
            tunnel.peers().stream().map(peer -> card(tunnel.id(), peer, now)).toList(),
            "details",
            new TreeMap<>(tunnel.details()),
            "newPeer",
            "/configuration/new/"
                + PEER
                + "?Tunnel.target="
                + Exchange.encoded("(kura.service.pid=" + tunnel.id() + ")")));
  }

  @Override
  public void post(Exchange exchange) throws IOException {
    exchange.notFound("Tunnels are changed by their configuration.");
  }

  private TunnelCard card(TunnelSnapshot tunnel, Instant now) {
    Series series = traffic.tunnel(tunnel.id());
    long online = tunnel.peers().stream().filter(peer -> peer.hasSession(now)).count();
    long received = tunnel.peers().stream().mapToLong(PeerSnapshot::receivedBytes).sum();
    long sent = tunnel.peers().stream().mapToLong(PeerSnapshot::sentBytes).sum();
    return new TunnelCard(
        tunnel,
        tunnel.state() == TunnelState.UP ? series : Series.EMPTY,
        online,
        Words.bytes(received),
        Words.bytes(sent));
  }

  private PeerCard card(String tunnel, PeerSnapshot peer, Instant now) {
    return new PeerCard(
        peer,
        traffic.peer(tunnel, peer.publicKey()),
        peer.hasSession(now),
        Words.ago(peer.lastHandshake(), now),
        Words.bytes(peer.receivedBytes()),
        Words.bytes(peer.sentBytes()));
  }
}
