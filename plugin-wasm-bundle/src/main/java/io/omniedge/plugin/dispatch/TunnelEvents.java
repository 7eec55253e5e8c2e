package io.omniedge.plugin.dispatch;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What happened to the tunnels between two looks at them, in the words of the plugins. A peer is
 * there while it has a session. One thread.
 */
final class TunnelEvents {
  /** Those who want all of a large mesh can follow the events. */
  private static final int MOST_PEERS = 200;

  /** A call of event hooks. */
  record Event(String call, JsonObject question) {}

  /** A tunnel as it was when we last looked. */
  private record Seen(String state, Map<String, PeerSnapshot> peers, Map<String, Boolean> here) {}

  private Map<String, Seen> before = new TreeMap<>();

  private static String state(TunnelSnapshot tunnel, Collection<Boolean> here) {
    if (tunnel.state() != TunnelState.UP) {
      return tunnel.state() == TunnelState.STARTING ? "joining" : "disconnected";
    }
    return here.contains(true) ? "connected" : "joining";
  }

  /** What happened since the last time; the first time, everything that is there. */
  List<Event> happened(Collection<TunnelSnapshot> tunnels, Instant now) {
    List<Event> events = new ArrayList<>();
    Map<String, Seen> after = new TreeMap<>();
    for (TunnelSnapshot tunnel : tunnels) {
      Seen old = before.get(tunnel.id());
      if (old == null) {
        events.add(change("joined", tunnel.id(), now));
        old = new Seen("disconnected", Map.of(), Map.of());
      }
      after.put(tunnel.id(), compare(tunnel, old, now, events));
    }
    before.forEach(
        (id, old) -> {
          if (!after.containsKey(id)) {
            old.here.forEach(
                (key, isHere) -> {
                  PeerSnapshot peer = old.peers.get(key);
                  if (isHere && peer != null) {
                    events.add(new Event("on_peer_disconnected", peerQuestion(peer)));
                  }
                });
            if (!old.state.equals("disconnected")) {
              events.add(stateChange(old.state, "disconnected", id, now));
            }
            events.add(change("left", id, now));
          }
        });
    before = after;
    return events;
  }

  private static Seen compare(TunnelSnapshot tunnel, Seen old, Instant now, List<Event> events) {
    Map<String, PeerSnapshot> peers = new TreeMap<>();
    Map<String, Boolean> here = new TreeMap<>();
    for (PeerSnapshot peer : tunnel.peers()) {
      String key = peer.publicKey();
      boolean isHere = tunnel.state() == TunnelState.UP && peer.hasSession(now);
      peers.put(key, peer);
      here.put(key, isHere);
      if (!old.peers.containsKey(key)) {
        events.add(change("peer-added", tunnel.id(), now));
      }
      boolean wasHere = old.here.getOrDefault(key, false);
      if (isHere && !wasHere) {
        events.add(new Event("on_peer_discovered", peerQuestion(peer)));
      } else if (!isHere && wasHere) {
        events.add(new Event("on_peer_disconnected", peerQuestion(peer)));
      }
    }
    old.peers.forEach(
        (key, peer) -> {
          if (!peers.containsKey(key)) {
            if (old.here.getOrDefault(key, false)) {
              events.add(new Event("on_peer_disconnected", peerQuestion(peer)));
            }
            events.add(change("peer-removed", tunnel.id(), now));
          }
        });
    String state = state(tunnel, here.values());
    if (!state.equals(old.state)) {
      events.add(stateChange(old.state, state, tunnel.id(), now));
    }
    return new Seen(state, peers, here);
  }

  private static Event stateChange(String from, String to, String id, Instant now) {
    JsonObject event =
        JsonObject.builder()
            .put("old-state", from)
            .put("new-state", to)
            .put("timestamp", now.toEpochMilli())
            .put("network-id", id)
            .build();
    return new Event("on_state_change", Dialogue.question().put("event", event).build());
  }

  private static Event change(String type, String id, Instant now) {
    JsonObject event =
        JsonObject.builder()
            .put("event-type", type)
            .put("network-id", id)
            .put("timestamp", now.toEpochMilli())
            .build();
    return new Event("on_network_change", Dialogue.question().put("event", event).build());
  }

  private static JsonObject peerQuestion(PeerSnapshot peer) {
    return Dialogue.question().put("peer", peer(peer)).build();
  }

  static JsonObject peer(PeerSnapshot peer) {
    return JsonObject.builder()
        .put("public-key", peer.publicKey())
        .put("virtual-ip", virtualIp(peer))
        .putIfPresent("endpoint", peer.endpoint())
        .put("last-handshake", peer.lastHandshake().map(Instant::toEpochMilli).orElse(0L))
        .put("rx-bytes", peer.receivedBytes())
        .put("tx-bytes", peer.sentBytes())
        .build();
  }

  /** The first of its networks is its own address, as maps and files have it. */
  private static String virtualIp(PeerSnapshot peer) {
    Optional<String> first = peer.allowedIps().stream().findFirst();
    return first.map(prefix -> prefix.replaceFirst("/.*", "")).orElse("");
  }

  /**
   * Statistics of all tunnels.
   *
   * @param upSeconds since the gateway runs
   */
  static JsonObject stats(Collection<TunnelSnapshot> tunnels, Instant now, long upSeconds) {
    long rxBytes = 0;
    long txBytes = 0;
    long rxPackets = 0;
    long txPackets = 0;
    long connected = 0;
    for (TunnelSnapshot tunnel : tunnels) {
      rxPackets += number(tunnel, "inbound_packets");
      txPackets += number(tunnel, "outbound_packets");
      for (PeerSnapshot peer : tunnel.peers()) {
        rxBytes += peer.receivedBytes();
        txBytes += peer.sentBytes();
        if (peer.hasSession(now)) {
          connected++;
        }
      }
    }
    return JsonObject.builder()
        .put("rx-bytes", rxBytes)
        .put("tx-bytes", txBytes)
        .put("rx-packets", rxPackets)
        .put("tx-packets", txPackets)
        .put("connected-peers", connected)
        .put("uptime-seconds", upSeconds)
        .build();
  }

  private static long number(TunnelSnapshot tunnel, String name) {
    String value = tunnel.details().getOrDefault(name, "0");
    return value.matches("[0-9]{1,15}") ? Long.parseLong(value) : 0;
  }

  /** The worst state of all tunnels, best first: what {@code vpn_state} answers. */
  static JsonObject vpnState(Collection<TunnelSnapshot> tunnels, Instant now, long upSeconds) {
    String state = "disconnected";
    List<JsonObject> peers = new ArrayList<>();
    for (TunnelSnapshot tunnel : tunnels) {
      for (PeerSnapshot peer : tunnel.peers()) {
        if (peers.size() < MOST_PEERS) {
          peers.add(peer(peer));
        }
      }
      List<Boolean> here = tunnel.peers().stream().map(peer -> peer.hasSession(now)).toList();
      String one = state(tunnel, here);
      if (one.equals("connected") || state.equals("disconnected")) {
        state = one;
      }
    }
    return Dialogue.question()
        .put("state", state)
        .put("peers", new JsonArray(List.copyOf(peers)))
        .put("stats", stats(tunnels, now, upSeconds))
        .build();
  }
}
