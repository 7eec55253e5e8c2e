package io.omniedge.cli.member;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.gateway.agent.Agent;
import io.omniedge.gateway.agent.AgentContext;
import io.omniedge.gateway.agent.AgentStatus;
import io.omniedge.gateway.agent.Plugins;
import io.omniedge.gateway.agent.command.Action;
import io.omniedge.gateway.agent.enrol.Enrolment;
import io.omniedge.gateway.agent.enrol.HardwareSerial;
import io.omniedge.gateway.agent.home.Home;
import io.omniedge.gateway.agent.link.PahoLink;
import io.omniedge.gateway.agent.time.EffectiveTime;
import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.runtime.control.ControlSocket;
import io.omniedge.gateway.runtime.control.ControlSocket.RefusedException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.net.Prefix;
import io.omniedge.transport.mesh.WireGuardMeshTunnels;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Runs the agent of a server or container: what a gateway's bundles do, without a framework.
 * Answers {@code status}, {@code peers}, {@code ping} and {@code stop} on its control socket.
 */
public final class MemberDaemon {
  private static final Logger LOG = System.getLogger(MemberDaemon.class.getName());

  /** Where {@code wg} looks for the sockets of tunnels in userspace. */
  private static final Path WIREGUARD = Path.of("/var/run/wireguard");

  private final Agent agent;
  private final WatchedTunnels tunnels;
  private final WatchedConversation conversation;
  private final MemberSettings settings;

  private MemberDaemon(
      Agent agent,
      WatchedTunnels tunnels,
      WatchedConversation conversation,
      MemberSettings settings) {
    this.agent = agent;
    this.tunnels = tunnels;
    this.conversation = conversation;
    this.settings = settings;
  }

  /** Runs until SIGTERM, SIGINT or {@code omniedge down}; those end the process. */
  public static void run(Places places, MemberSettings settings, String version) throws Failure {
    RecentLines log = RecentLines.install();
    try {
      Home home = Home.open(places.state().resolve("agent"));
      EffectiveTime time =
          new EffectiveTime(
              InstantSource.system(), home.timeFloor(), seconds -> keep(home, seconds));
      WatchedTunnels tunnels =
          new WatchedTunnels(
              new WireGuardMeshTunnels(
                  LibcLoader.system(),
                  places.state(),
                  Files.isWritable(WIREGUARD.getParent()) ? WIREGUARD : null,
                  Set.of()));
      WatchedConversation conversation = new WatchedConversation(new Enrolment(time));
      Agent agent =
          new Agent(
              new AgentContext(
                  home,
                  time,
                  conversation,
                  PahoLink::open,
                  tunnels,
                  new NoComponents(),
                  Plugins.NONE,
                  channel -> {},
                  Map.of(),
                  log::newest,
                  versions(version),
                  HardwareSerial.read(Path.of("/")),
                  new SecureRandom()));
      new MemberDaemon(agent, tunnels, conversation, settings).serve(places);
    } catch (IOException e) {
      throw Failure.of(
          ExitStatus.PERMISSION,
          "daemon",
          "cannot run: " + e.getMessage(),
          "is another one running, and are we root?");
    }
  }

  private static Map<String, String> versions(String version) {
    return Map.of(
        "omniedge",
        version,
        "java",
        String.valueOf(System.getProperty("java.version")),
        "os",
        System.getProperty("os.name") + " " + System.getProperty("os.version"));
  }

  private static void keep(Home home, long seconds) {
    try {
      home.storeTimeFloor(seconds);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the time floor cannot be stored: {0}", e.getMessage());
    }
  }

  private void serve(Places places) throws IOException {
    ControlSocket control = ControlSocket.listen(places.socket(), this::answer);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  control.close();
                  agent.close();
                  // Ended as asked: not the status 143 that the JVM gives after SIGTERM.
                  Runtime.getRuntime().halt(0);
                }));
    agent.configure(settings.forAgent(new Membership(places).setupKey()));
    LOG.log(Level.INFO, "omniedge is up; it answers at {0}", places.socket());
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String answer(String command, List<String> arguments) throws RefusedException {
    return switch (command) {
      case "status" -> status().toJson();
      case "peers" -> peers().toJson();
      case "ping" -> ping(arguments);
      default -> throw new RefusedException("unknown command " + command);
    };
  }

  private String ping(List<String> arguments) throws RefusedException {
    if (arguments.size() != 1) {
      throw new RefusedException("ping whom?");
    }
    try {
      return agent.ping(arguments.get(0));
    } catch (Action.ActionException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
  }

  private JsonObject status() {
    AgentStatus status = agent.status();
    Optional<NetworkMap> map = agent.map();
    JsonObject.Builder document =
        JsonObject.builder()
            .put("phase", status.phase().name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .putIfPresent("device", status.device())
            .putIfPresent("network", status.network())
            .putIfPresent("manager", status.manager())
            .put("connected", status.isConnected())
            .put("epoch", status.epoch())
            .put("peers", status.peers())
            .put("interface", settings.interfaceName())
            .putIfPresent("refusal", conversation.refusal())
            .put("problems", agent.problems());
    map.ifPresent(
        known ->
            document
                .put("name", known.name())
                .put("domain", known.domain())
                .put("addresses", known.addresses().stream().map(Prefix::toString).toList())
                .put("routes", known.routes().stream().map(Prefix::toString).toList()));
    // What the map says is newer than what the enrolment was answered.
    map.map(known -> known.membership().text())
        .or(() -> status.membership().map(io.omniedge.protocol.map.Membership::text))
        .ifPresent(text -> document.put("membership", text));
    return document.build();
  }

  private JsonObject peers() {
    Map<String, MapPeer> named =
        agent.map().<Map<String, MapPeer>>map(NetworkMap::peers).orElse(Map.of());
    JsonObject.Builder peers = JsonObject.builder();
    for (PeerSnapshot peer : tunnels.snapshot().map(TunnelSnapshot::peers).orElse(List.of())) {
      MapPeer known = named.get(peer.id());
      peers.put(
          peer.id(),
          JsonObject.builder()
              .put("name", known == null ? peer.id() : known.name())
              .put("allowedIps", peer.allowedIps())
              .putIfPresent("endpoint", peer.endpoint())
              .put("lastHandshake", peer.lastHandshake().map(Instant::getEpochSecond).orElse(0L))
              .put("receivedBytes", peer.receivedBytes())
              .put("sentBytes", peer.sentBytes())
              .build());
    }
    return JsonObject.builder().put("peers", peers.build()).build();
  }
}
