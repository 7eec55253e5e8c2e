package io.omniedge.gateway.agent;

import io.omniedge.gateway.agent.configuration.FakeComponents;
import io.omniedge.gateway.agent.enrol.Enrolment;
import io.omniedge.gateway.agent.home.Home;
import io.omniedge.gateway.agent.link.PahoLink;
import io.omniedge.gateway.agent.time.EffectiveTime;
import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.gateway.api.report.ReportChannel;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.FlowRule;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.net.Prefix;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A gateway without anything but its agent. */
final class Rig implements AutoCloseable {
  private final TestManager manager;
  private final Bell bell;
  private final Path disk;
  final FakeTunnels tunnels;
  final FakeComponents components = new FakeComponents();
  final FakePlugins plugins;
  volatile Optional<ReportChannel> reports = Optional.empty();
  InstantSource clock = InstantSource.system();
  Optional<Path> provisioning = Optional.empty();
  @Nullable Agent agent;

  /** Its identifier once it is a member. */
  String device = "";

  Rig(TestManager manager, Path disk) {
    this.manager = manager;
    this.bell = manager.bell;
    this.disk = disk;
    this.tunnels = new FakeTunnels(bell);
    this.plugins = new FakePlugins(bell);
  }

  /** Its agent begins, as after a boot. */
  void boot(Optional<SetupKey> key) {
    try {
      agent = new Agent(context());
      agent.configure(settings(key));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What an agent of this gateway stands on. */
  AgentContext context() throws IOException {
    Home home = Home.open(disk);
    EffectiveTime time =
        new EffectiveTime(
            clock,
            Math.max(home.timeFloor(), Instant.parse("2026-01-01T00:00:00Z").getEpochSecond()),
            seconds -> {
              try {
                home.storeTimeFloor(seconds);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    return new AgentContext(
        home,
        time,
        new Enrolment(time),
        PahoLink::open,
        tunnels,
        components,
        plugins,
        channel -> {
          reports = channel;
          bell.ring();
        },
        Map.of(),
        () -> List.of("a line"),
        Map.of("gateway", "1.0"),
        Optional.of("SERIAL-1"),
        new Random(1));
  }

  AgentSettings settings(Optional<SetupKey> key) {
    return new AgentSettings(
        true,
        key,
        provisioning,
        "pump-house",
        new MeshSettings("omni9", 51820, 1420, "auto", "off"),
        List.of("gateway.example:51820"),
        List.of(Prefix.parse("192.168.7.0/24")),
        false,
        Optional.empty(),
        false,
        Optional.empty());
  }

  AgentSettings disabled() {
    AgentSettings on = settings(Optional.empty());
    return new AgentSettings(
        false,
        on.setupKey(),
        on.provisioningFile(),
        on.name(),
        on.mesh(),
        on.publicEndpoints(),
        on.offeredRoutes(),
        on.advertiseLan(),
        on.exitNode(),
        on.ephemeral(),
        on.names());
  }

  Agent agent() {
    if (agent == null) {
      throw new AssertionError("no agent runs");
    }
    return agent;
  }

  /** Enrols, and waits until it is connected and its first state has come. */
  String join(String secret) {
    boot(Optional.of(manager.setupKey(secret)));
    bell.await("membership", () -> agent().status().device().isPresent(), () -> agent().status());
    device = agent().status().device().orElseThrow();
    manager.awaitState(device, "the first state", state -> state.online());
    return device;
  }

  void shutdown() {
    agent().close();
    agent = null;
  }

  /** A map with so many peers. */
  NetworkMap map(long epoch, Membership membership, int peers) {
    TreeMap<String, MapPeer> others = new TreeMap<>();
    TreeMap<String, FlowRule> rules = new TreeMap<>();
    for (int i = 1; i <= peers; i++) {
      others.put(
          "d-peer" + i,
          new MapPeer(
              "peer" + i,
              "A".repeat(42) + "E=",
              List.of(Prefix.parse("100.64.0." + (100 + i) + "/32")),
              List.of(Prefix.parse("10.77." + i + ".0/24")),
              List.of("peer" + i + ".example:51820")));
      rules.put(
          "r" + i,
          new FlowRule(
              List.of(Prefix.parse("100.64.0.1/32")),
              List.of(Prefix.parse("10.77." + i + ".0/24")),
              6,
              List.of(new io.omniedge.protocol.map.PortRange(502, 502))));
    }
    return new NetworkMap(
        TestManager.TENANT,
        TestManager.NETWORK,
        "plants.omniedge",
        device,
        epoch,
        Instant.now().getEpochSecond(),
        membership,
        "pump-house",
        List.of(Prefix.parse("100.64.0.1/32")),
        List.of(),
        others,
        rules,
        new TreeMap<>());
  }

  SignedMap signed(NetworkMap map) {
    return SignedMap.sign(map.toJson(), manager.key);
  }

  void send(MapUpdate update) {
    manager.send(device, Leaf.MAP, update.toBytes());
  }

  /** Sends a whole map and waits until the state tells that it is in force. */
  void give(long epoch, Membership membership, int peers) {
    send(new MapUpdate.Full(signed(map(epoch, membership, peers))));
    manager.awaitState(device, "epoch " + epoch, state -> state.epoch() == epoch);
  }

  JsonObject document(NetworkMap map) {
    return map.toJson();
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
  }

  /** Whether the agent itself has such a problem; a manager may hear of it a moment earlier. */
  boolean says(String problem) {
    return agent().problems().toString().contains(problem);
  }
}
