package io.omniedge.gateway.agent;

import io.omniedge.gateway.agent.exit.ExitChoice;
import io.omniedge.gateway.agent.home.Credentials;
import io.omniedge.gateway.agent.home.Profile;
import io.omniedge.gateway.agent.map.EndpointChoice;
import io.omniedge.gateway.agent.map.LocalNetworks;
import io.omniedge.gateway.agent.map.MapKeeper;
import io.omniedge.gateway.agent.map.MeshPlan;
import io.omniedge.gateway.agent.names.SiteNames;
import io.omniedge.gateway.agent.time.EffectiveTime;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.mesh.MeshException;
import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.gateway.api.mesh.MeshState;
import io.omniedge.gateway.api.mesh.MeshTunnel;
import io.omniedge.gateway.api.mesh.MeshTunnels;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.net.Prefix;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The network as this gateway is in it: the map in force, the tunnel, the names. One thread. */
final class Network {
  private static final Logger LOG = System.getLogger(Network.class.getName());

  /** Name of the key file. */
  private static final String TUNNEL = "mesh";

  private static final int MOST_ENDPOINTS = 16;
  private static final int MOST_ROUTES = 100;

  private final MeshTunnels tunnels;
  private final EffectiveTime time;
  private final EndpointChoice endpoints = new EndpointChoice();
  private final ExitChoice exit;
  private @Nullable AgentSettings settings;
  private @Nullable MeshSettings opened;
  private @Nullable MeshTunnel tunnel;
  private @Nullable String lastKey;
  private @Nullable MapKeeper keeper;
  private @Nullable SiteNames names;
  private LocalNetworks local = new LocalNetworks(List.of(), List.of());
  private String problem = "";

  Network(MeshTunnels tunnels, EffectiveTime time, ExitChoice exit) {
    this.tunnels = tunnels;
    this.time = time;
    this.exit = exit;
  }

  /** Sets up what these settings want; the map in force stays. */
  void configure(AgentSettings wanted) {
    AgentSettings before = settings;
    settings = wanted;
    local = LocalNetworks.read();
    exit.want(wanted.exitNode());
    if (opened != null && !wanted.mesh().equals(opened)) {
      closeTunnel();
    }
    if (before == null || !before.names().equals(wanted.names())) {
      closeNames();
    }
  }

  /** There is a membership: its stored map is in force at once, without asking anybody. */
  void join(Profile profile, Credentials credentials) {
    keeper = new MapKeeper(profile, credentials.answer(), time);
    apply();
  }

  /** There is none: no tunnel, no names. The keys stay. */
  void leave() {
    keeper = null;
    closeTunnel();
    closeNames();
  }

  private void closeTunnel() {
    MeshTunnel open = tunnel;
    tunnel = null;
    opened = null;
    if (open != null) {
      open.close();
    }
  }

  private void closeNames() {
    SiteNames open = names;
    names = null;
    if (open != null) {
      open.close();
    }
  }

  /** The tunnel, opened now if it is not; it has no interface before it has a map. */
  private @Nullable MeshTunnel tunnel() {
    AgentSettings wanted = settings;
    if (tunnel == null && wanted != null) {
      try {
        tunnel = tunnels.open(TUNNEL, wanted.mesh());
        opened = wanted.mesh();
        problem = "";
      } catch (MeshException e) {
        problem = "the tunnel: " + e.getMessage();
        LOG.log(Level.ERROR, problem);
      }
    }
    return tunnel;
  }

  /** The WireGuard key of this gateway, if it could be made; without a tunnel the last one. */
  Optional<String> publicKey() {
    MeshTunnel open = tunnel();
    if (open != null) {
      lastKey = open.publicKey();
    }
    return Optional.ofNullable(lastKey);
  }

  /** Another member from now on: who knows the old key is not to be spoken to. */
  void replaceKey() {
    MeshTunnel open = tunnel();
    if (open != null) {
      try {
        open.replaceKey();
      } catch (MeshException e) {
        problem = "the key of the tunnel: " + e.getMessage();
        LOG.log(Level.ERROR, problem);
      }
    }
  }

  /** Takes a message of the topic map. */
  MapKeeper.Verdict offer(byte[] message) {
    MapKeeper keeping = keeper;
    if (keeping == null) {
      return MapKeeper.Verdict.REFUSED;
    }
    MapKeeper.Verdict verdict = keeping.offer(message);
    if (verdict == MapKeeper.Verdict.NEW) {
      LOG.log(
          Level.INFO,
          "map {0} is in force with {1} peers",
          Long.toString(keeping.epoch()),
          keeping.map().map(map -> map.peers().size()).orElse(0));
      apply();
    } else if (verdict != MapKeeper.Verdict.CURRENT) {
      LOG.log(Level.WARNING, "{0}", keeping.problem().isEmpty() ? verdict : keeping.problem());
    }
    return verdict;
  }

  /** Makes the tunnel and the names what the map says. */
  void apply() {
    NetworkMap map = map().orElse(null);
    AgentSettings wanted = settings;
    if (map == null || wanted == null) {
      return;
    }
    MeshTunnel open = tunnel();
    if (open == null) {
      return;
    }
    boolean unused = exit.look(map, open.snapshot(), time.now());
    boolean isReachable = !wanted.publicEndpoints().isEmpty();
    problem = apply(open, map.epoch(), MeshPlan.of(map, isReachable, endpoints, exit));
    serveNames(map, wanted);
  }

  /**
   * A peer that the tunnel refuses is left out: it must not keep the others' changes from taking
   * effect, a revocation among them.
   *
   * @return what is wrong, empty if nothing is
   */
  private static String apply(MeshTunnel tunnel, long epoch, MeshState whole) {
    MeshState state = whole;
    StringJoiner leftOut = new StringJoiner("; ");
    while (true) {
      try {
        tunnel.apply(state);
        return leftOut.length() == 0
            ? ""
            : "map " + epoch + " is in force without a part: " + leftOut;
      } catch (MeshException e) {
        LOG.log(Level.ERROR, "map {0}: {1}", Long.toString(epoch), e.getMessage());
        MeshState rest = without(state, e.peer().orElse(""));
        if (rest.peers().size() == state.peers().size()) {
          return "map " + epoch + " does not fit the tunnel: " + e.getMessage();
        }
        leftOut.add(e.getMessage());
        state = rest;
      }
    }
  }

  private static MeshState without(MeshState state, String peer) {
    return new MeshState(
        state.addresses(),
        state.peers().stream().filter(one -> !one.id().equals(peer)).toList(),
        state.rules(),
        state.takesDefault());
  }

  private void serveNames(NetworkMap map, AgentSettings wanted) {
    if (wanted.names().isEmpty()) {
      return;
    }
    AgentSettings.NameSettings where = wanted.names().get();
    if (names == null) {
      names =
          new SiteNames(
              where.address(), where.port(), where.split() ? wanted.mesh().interfaceName() : null);
    }
    names.serve(map);
  }

  /** Looks after what nobody tells; call it every ten seconds or so. */
  void look() {
    local = LocalNetworks.read();
    NetworkMap map = map().orElse(null);
    MeshTunnel open = tunnel;
    if (map == null) {
      return;
    }
    if (open == null || !problem.isEmpty() || isOtherwise(map, open.snapshot())) {
      apply();
    }
    if (names != null) {
      names.listen();
    }
  }

  private boolean isOtherwise(NetworkMap map, TunnelSnapshot now) {
    return endpoints.look(map, now, time.now()) || exit.look(map, now, time.now());
  }

  /** Reads host names anew, and applies everything once more. */
  void refresh() {
    MeshTunnel open = tunnel;
    if (open != null) {
      open.refresh();
    }
    apply();
  }

  /** The exit node in use, by its name. */
  Optional<String> exitNode() {
    return map().isEmpty() ? Optional.empty() : exit.name();
  }

  Optional<NetworkMap> map() {
    return keeper == null ? Optional.empty() : keeper.map();
  }

  long epoch() {
    return keeper == null ? 0 : keeper.epoch();
  }

  long refusedMaps() {
    return keeper == null ? 0 : keeper.refused();
  }

  /** The tunnel as it is, if it is open. */
  Optional<TunnelSnapshot> snapshot() {
    return Optional.ofNullable(tunnel).map(MeshTunnel::snapshot);
  }

  /** Where peers may reach this gateway. */
  List<String> endpoints() {
    AgentSettings wanted = settings;
    if (wanted == null) {
      return List.of();
    }
    if (!wanted.publicEndpoints().isEmpty()) {
      return wanted.publicEndpoints();
    }
    int bound = snapshot().map(TunnelSnapshot::listenPort).orElse(0);
    int port = bound > 0 ? bound : wanted.mesh().listenPort();
    return port > 0 ? withoutOverlay().endpoints(port, MOST_ENDPOINTS) : List.of();
  }

  /** An address of the overlay is no way to reach somebody. */
  private LocalNetworks withoutOverlay() {
    List<Prefix> own = map().map(NetworkMap::addresses).orElse(List.of());
    return new LocalNetworks(
        local.addresses().stream()
            .filter(address -> own.stream().noneMatch(prefix -> prefix.address().equals(address)))
            .toList(),
        local.lans());
  }

  /** Networks behind this gateway that it would serve. */
  List<Prefix> offeredRoutes() {
    AgentSettings wanted = settings;
    if (wanted == null) {
      return List.of();
    }
    TreeSet<Prefix> offered = new TreeSet<>(wanted.offeredRoutes());
    if (wanted.advertiseLan()) {
      offered.addAll(local.lans());
    }
    return offered.stream().limit(MOST_ROUTES).toList();
  }

  /** What is wrong, one sentence each. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!problem.isEmpty()) {
      problems.add(problem);
    }
    if (keeper != null && !keeper.problem().isEmpty()) {
      problems.add(keeper.problem());
    }
    if (map().isPresent()) {
      exit.problem().ifPresent(problems::add);
    }
    snapshot().ifPresent(open -> problems.addAll(open.problems()));
    if (names != null) {
      problems.addAll(names.problems());
    }
    return problems;
  }
}
