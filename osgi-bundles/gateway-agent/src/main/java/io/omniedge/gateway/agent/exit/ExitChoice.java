package io.omniedge.gateway.agent.exit;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.exit.ExitAdvisor;
import io.omniedge.gateway.api.exit.ExitContext;
import io.omniedge.gateway.api.exit.ExitNode;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.net.Prefix;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Through which member the machines behind this gateway reach what is in no network of the mesh.
 * Where an exit node is wanted and none can be used nothing leaves: a plant that must not be seen
 * on the Internet is not seen there because a peer is down. One thread.
 */
public final class ExitChoice {
  /** Wants whoever is there; plugins may say who. */
  public static final String AUTO = "auto";

  private static final Logger LOG = System.getLogger(ExitChoice.class.getName());

  private final ExitAdvisor advice;
  private final Path root;
  private Optional<String> wanted = Optional.empty();
  private Optional<ExitContext> context = Optional.empty();
  private Optional<String> chosen = Optional.empty();
  private long generation;
  private boolean isPossible = true;

  /**
   * Wants none.
   *
   * @param root of the file system
   */
  public ExitChoice(ExitAdvisor advice, Path root) {
    this.advice = advice;
    this.root = root;
  }

  /**
   * What the operator wants.
   *
   * @param exitNode the name of a member, {@value #AUTO}, or empty for none
   */
  public void want(Optional<String> exitNode) {
    if (!exitNode.equals(wanted)) {
      wanted = exitNode;
      context = Optional.empty(); // whoever was asked is asked again
    }
  }

  /** Whether machines behind this gateway must not leave but through an exit node. */
  public boolean takesDefault() {
    return wanted.isPresent() && isPossible;
  }

  /** The identifier of the member that is used now. */
  public Optional<String> peer() {
    return takesDefault() ? chosen : Optional.empty();
  }

  /**
   * Looks at what there is now.
   *
   * @param tunnel as it is
   * @return whether the tunnel is to be set up anew
   */
  public boolean look(NetworkMap map, TunnelSnapshot tunnel, Instant now) {
    boolean wasPossible = isPossible;
    isPossible = map.routes().stream().noneMatch(ExitChoice::isDefault);
    ExitContext present = context(map, tunnel, now);
    long advisors = advice.generation();
    boolean isNew = !context.equals(Optional.of(present));
    if (!isNew && advisors == generation) {
      return false;
    }
    context = Optional.of(present);
    generation = advisors;
    if (isNew) {
      advice.contextChanged(present);
    }
    Optional<String> before = chosen;
    chosen = choose(present);
    if (takesDefault() && !chosen.equals(before)) {
      LOG.log(Level.INFO, "exit node: {0}", name(present).orElse("none, so nothing leaves"));
    }
    return !chosen.equals(before) || wasPossible != isPossible;
  }

  private Optional<String> choose(ExitContext present) {
    List<ExitNode> nodes = present.exitNodes();
    if (wanted.isEmpty() || !isPossible) {
      return Optional.empty();
    }
    if (!wanted.get().equals(AUTO)) {
      return nodes.stream()
          .filter(node -> node.name().equals(wanted.get()))
          .map(ExitNode::id)
          .findFirst();
    }
    Optional<String> advised = nodes.isEmpty() ? Optional.empty() : advice.choose(present);
    if (advised.isPresent()) {
      return advised;
    }
    // Who is used stays as long as he is there: another way out is another address to the world.
    Optional<String> before = chosen;
    return nodes.stream()
        .filter(ExitNode::isOnline)
        .min(
            Comparator.comparing((ExitNode node) -> !before.equals(Optional.of(node.id())))
                .thenComparing(ExitNode::name))
        .map(ExitNode::id);
  }

  private ExitContext context(NetworkMap map, TunnelSnapshot tunnel, Instant now) {
    Set<String> here = new HashSet<>();
    for (PeerSnapshot peer : tunnel.peers()) {
      if (peer.hasSession(now)) {
        here.add(peer.id());
      }
    }
    List<ExitNode> nodes =
        map.peers().entrySet().stream()
            .filter(peer -> isExitNode(peer.getValue()))
            .map(
                peer ->
                    new ExitNode(
                        peer.getKey(),
                        peer.getValue().name(),
                        address(peer.getValue().addresses()),
                        here.contains(peer.getKey())))
            .sorted(Comparator.comparing(ExitNode::name))
            .toList();
    return new ExitContext(
        new ExitNode(map.device(), map.name(), address(map.addresses()), true),
        !isPossible,
        map.network(),
        map.domain().replaceFirst("\\..*", ""),
        map.addresses().stream().findFirst().map(Prefix::toString).orElse(""),
        map.peers().size(),
        nodes,
        WayOut.type(root));
  }

  private static String address(List<Prefix> addresses) {
    return addresses.stream().findFirst().map(Prefix::firstAddress).orElse("");
  }

  /** Whether the map lets this gateway leave through that member. */
  public static boolean isExitNode(MapPeer peer) {
    return peer.routes().stream().anyMatch(ExitChoice::isDefault);
  }

  /** Whether it is the whole world. */
  public static boolean isDefault(Prefix prefix) {
    return prefix.length() == 0;
  }

  private Optional<String> name(ExitContext present) {
    return present.exitNodes().stream()
        .filter(node -> chosen.equals(Optional.of(node.id())))
        .map(ExitNode::name)
        .findFirst();
  }

  /** The name of the member that is used now. */
  public Optional<String> name() {
    return takesDefault() ? context.flatMap(this::name) : Optional.empty();
  }

  /** What is wrong, if anything is. */
  public Optional<String> problem() {
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    if (!isPossible) {
      return Optional.of("exitNode: this gateway is an exit node itself and uses none");
    }
    if (chosen.isPresent()) {
      return Optional.empty();
    }
    String why =
        wanted.get().equals(AUTO)
            ? "no exit node is there that the policy allows"
            : wanted.get() + " is no exit node that the policy allows";
    return Optional.of("exitNode: " + why + "; nothing leaves but into networks of the mesh");
  }
}
