package io.omniedge.gateway.agent;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.Heartbeat;
import io.omniedge.protocol.message.PeerTraffic;
import io.omniedge.protocol.net.Prefix;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What this gateway tells of itself. One thread, but for {@link #peers} and {@link #bundle}, which
 * show what was told last.
 */
final class StateReport {
  private static final int MOST_PROBLEMS = 50;
  private static final int MOST_PROBLEM_CHARS = 1_000;
  private static final int MOST_PEERS = 5_000;

  private final AgentContext context;
  private final long generation;
  private final Network network;
  private final String boot;
  private volatile String last = "{}";
  private volatile Map<String, MapPeer> peers = Map.of();
  private Object key = "";

  StateReport(AgentContext context, long generation, Network network) {
    this.context = context;
    this.generation = generation;
    this.network = network;
    this.boot = boot(context.random());
  }

  private static String boot(RandomGenerator random) {
    return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
  }

  /** Identifier of this run. */
  String boot() {
    return boot;
  }

  /** The members of the map in force. */
  Map<String, MapPeer> peers() {
    return peers;
  }

  /** Whether more than traffic and the epoch changed since {@link #state}. */
  boolean hasChanged(List<String> problems) {
    return !key(problems).equals(key);
  }

  private Object key(List<String> problems) {
    Optional<TunnelSnapshot> tunnel = network.snapshot();
    return List.of(
        network.endpoints(),
        network.offeredRoutes(),
        problems,
        PluginReport.key(context.plugins().now()),
        tunnel.flatMap(TunnelSnapshot::publicKey).orElse(""),
        tunnel.map(TunnelSnapshot::listenPort).orElse(0));
  }

  /** What stands for a state that is as it was. */
  Heartbeat heartbeat() {
    lookAtPeers();
    return new Heartbeat(boot, network.epoch());
  }

  /** The message for the topic state. */
  byte[] state(List<String> problems) {
    key = key(problems);
    lookAtPeers();
    Optional<TunnelSnapshot> tunnel = network.snapshot();
    TreeMap<String, PeerTraffic> traffic = new TreeMap<>();
    for (PeerSnapshot peer : tunnel.map(TunnelSnapshot::peers).orElse(List.of())) {
      if (peers.containsKey(peer.id()) && traffic.size() < MOST_PEERS) {
        traffic.put(
            peer.id(),
            new PeerTraffic(
                peer.endpoint(),
                peer.lastHandshake().map(Instant::getEpochSecond).orElse(0L),
                peer.receivedBytes(),
                peer.sentBytes()));
      }
    }
    byte[] message =
        new DeviceState(
                true,
                boot,
                generation,
                network.epoch(),
                network.publicKey().orElse(""),
                tunnel.map(TunnelSnapshot::listenPort).orElse(0),
                network.endpoints(),
                network.offeredRoutes(),
                new TreeMap<>(context.versions()),
                traffic,
                counters(tunnel),
                problems.stream().limit(MOST_PROBLEMS).map(StateReport::shortened).toList(),
                PluginReport.of(context.plugins().now()))
            .toBytes();
    last = new String(message, StandardCharsets.UTF_8);
    return message;
  }

  private void lookAtPeers() {
    peers = network.map().map(NetworkMap::peers).map(Map::copyOf).orElse(Map.of());
  }

  private static String shortened(String text) {
    String fitting =
        text.length() > MOST_PROBLEM_CHARS ? text.substring(0, MOST_PROBLEM_CHARS) : text;
    return fitting.isEmpty() ? "?" : fitting;
  }

  private SortedMap<String, Long> counters(Optional<TunnelSnapshot> tunnel) {
    TreeMap<String, Long> counters = new TreeMap<>();
    counters.put("maps-refused", network.refusedMaps());
    tunnel
        .map(TunnelSnapshot::details)
        .orElse(Map.of())
        .forEach(
            (name, value) -> {
              if (value.matches("[0-9]{1,15}") && counters.size() < 400) {
                counters.put(name, Long.parseLong(value));
              }
            });
    return counters;
  }

  /** All a person needs who is to find out what is wrong; without secrets. */
  String bundle(String configuration, Supplier<List<String>> log) {
    return JsonObject.builder()
        .put("state", last)
        .put("configuration", configuration)
        .put(
            "peers",
            JsonArray.ofTexts(
                peers.entrySet().stream()
                    .map(
                        peer ->
                            peer.getKey()
                                + " "
                                + peer.getValue().name()
                                + " "
                                + peer.getValue().addresses().stream()
                                    .map(Prefix::toString)
                                    .toList()
                                + " "
                                + peer.getValue().endpoints())
                    .sorted()
                    .toList()))
        .put("log", JsonArray.ofTexts(log.get()))
        .build()
        .toJson();
  }
}
