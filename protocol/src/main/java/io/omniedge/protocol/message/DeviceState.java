package io.omniedge.protocol.message;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a device is: sent when something changes, and again every 30 seconds if it is {@linkplain
 * #pauseSeconds short}; a long one less often, with {@link Heartbeat}s between. As the will of its
 * session it says that it is offline.
 *
 * @param online false in the will only
 * @param boot identifier of this run of the agent, random
 * @param keyGeneration how many starts the identity has seen; one that runs backwards is a clone
 * @param epoch of the map in force, 0 for none
 * @param wireguardKey its public key now
 * @param listenPort UDP port of the tunnel, 0 if it is down
 * @param endpoints where it believes to be reachable
 * @param offeredRoutes networks behind it that it would serve
 * @param versions of its software by name
 * @param peers by their device identifiers
 * @param counters totals since start by name, drops among them
 * @param problems sentences for people
 * @param plugins of this device; none if it is too old to tell
 */
public record DeviceState(
    boolean online,
    String boot,
    long keyGeneration,
    long epoch,
    String wireguardKey,
    int listenPort,
    List<String> endpoints,
    List<Prefix> offeredRoutes,
    SortedMap<String, String> versions,
    SortedMap<String, PeerTraffic> peers,
    SortedMap<String, Long> counters,
    List<String> problems,
    List<PluginState> plugins) {
  /** A state with 1,000 peers has about 150 KB. */
  public static final int MAX_BYTES = 1 << 20;

  /** What may be sent with every heartbeat, and what beyond that may be sent each second. */
  private static final int SHORT_BYTES = 4_096;

  private static final int BYTES_PER_SECOND = 64;
  private static final int LONGEST_PAUSE_SECONDS = 300;

  private static final int MAX_PEERS = 5_000;
  private static final int MAX_COUNTERS = 500;
  private static final int MAX_PROBLEMS = 100;

  /** Copies. */
  public DeviceState {
    endpoints = List.copyOf(endpoints);
    offeredRoutes = List.copyOf(offeredRoutes);
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
    counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
    problems = List.copyOf(problems);
    plugins = List.copyOf(plugins);
  }

  /** The will of a session: what the broker says for a device that is gone. */
  public static byte[] offline(String boot) {
    return JsonObject.builder().put("online", false).put("boot", boot).build().toBytes();
  }

  /**
   * How long a state of this size is not sent again if only its counters and its epoch are others,
   * in seconds: 0 up to some 30 peers, 2.5 minutes for 100, 5 minutes for 170 and more.
   */
  public static int pauseSeconds(int bytes) {
    return Math.max(0, Math.min((bytes - SHORT_BYTES) / BYTES_PER_SECOND, LONGEST_PAUSE_SECONDS));
  }

  /** Reads a message. */
  public static DeviceState fromBytes(byte[] bytes) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(bytes, MAX_BYTES));
    long max = JsonNumber.MAX_SAFE_INTEGER;
    boolean online = fields.flag("online");
    String boot = fields.text("boot", 64);
    if (!online) {
      return new DeviceState(
          false,
          boot,
          0,
          0,
          "",
          0,
          List.of(),
          List.of(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          List.of(),
          List.of());
    }
    Fields versions = fields.objectOrEmpty("versions");
    Fields counters = fields.objectOrEmpty("counters");
    TreeMap<String, String> versionsRead = new TreeMap<>();
    for (String name : names(versions, 50)) {
      versionsRead.put(name, versions.text(name, 100));
    }
    TreeMap<String, Long> countersRead = new TreeMap<>();
    for (String name : names(counters, MAX_COUNTERS)) {
      countersRead.put(name, counters.integer(name, 0, max));
    }
    return new DeviceState(
        true,
        boot,
        fields.integer("keyGeneration", 0, max),
        fields.integer("epoch", 0, max),
        fields.parsed("wireguardKey", 44, Names::wireguardKey),
        (int) fields.integer("listenPort", 0, 65535),
        fields.texts("endpoints", 16, 300, DeviceState::endpoint),
        fields.texts("offeredRoutes", 1_000, 50, Prefix::parse),
        versionsRead,
        fields.map("peers", MAX_PEERS, PeerTraffic::read),
        countersRead,
        fields.texts("problems", MAX_PROBLEMS, 1_000, text -> text),
        fields.list("plugins", PluginState.MOST, PluginState::read));
  }

  static List<String> names(Fields fields, int max) throws ProtocolException {
    int count = fields.object().members().size();
    if (count > max) {
      throw new ProtocolException("", count + " members", "at most " + max + " are taken");
    }
    return List.copyOf(fields.object().members().keySet());
  }

  private static String endpoint(String text) {
    if (!Names.HOST_AND_PORT.matcher(text).matches()) {
      throw new IllegalArgumentException("it must be host:port or [IPv6 address]:port");
    }
    return text;
  }

  /** The message. */
  public byte[] toBytes() {
    TreeMap<String, JsonValue> peerObjects = new TreeMap<>();
    peers.forEach((id, peer) -> peerObjects.put(id, peer.toJson()));
    JsonObject.Builder versionTexts = JsonObject.builder();
    versions.forEach(versionTexts::put);
    JsonObject.Builder totals = JsonObject.builder();
    counters.forEach(totals::put);
    return JsonObject.builder()
        .put("online", online)
        .put("boot", boot)
        .put("keyGeneration", keyGeneration)
        .put("epoch", epoch)
        .put("wireguardKey", wireguardKey)
        .put("listenPort", listenPort)
        .put("endpoints", endpoints)
        .put("offeredRoutes", offeredRoutes.stream().map(Prefix::toString).toList())
        .put("versions", versionTexts.build())
        .put("peers", new JsonObject(peerObjects))
        .put("counters", totals.build())
        .put("problems", problems)
        .put(
            "plugins", new JsonArray(plugins.stream().<JsonValue>map(PluginState::toJson).toList()))
        .build()
        .toBytes();
  }
}
