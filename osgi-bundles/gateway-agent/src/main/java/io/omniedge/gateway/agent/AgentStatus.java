package io.omniedge.gateway.agent;

import io.omniedge.protocol.map.Membership;
import java.util.List;
import java.util.Optional;

/**
 * The agent at one moment. Immutable, without secrets.
 *
 * @param phase what it is doing
 * @param device identifier of this gateway, if it has one
 * @param network identifier of the network
 * @param manager host and port
 * @param membership how far it belongs to the network, if at all
 * @param isConnected whether there is a connection to the manager
 * @param epoch of the map in force, 0 for none
 * @param peers in that map
 * @param exitNode its name, if one is used
 * @param problems sentences for people
 */
public record AgentStatus(
    Phase phase,
    Optional<String> device,
    Optional<String> network,
    Optional<String> manager,
    Optional<Membership> membership,
    boolean isConnected,
    long epoch,
    int peers,
    Optional<String> exitNode,
    List<String> problems) {
  /** What it is doing. */
  public enum Phase {
    /** Switched off. */
    DISABLED,
    /** It waits for a setup key. */
    NOT_ENROLLED,
    /** It asks the manager to let it in. */
    ENROLLING,
    /** It belongs to a network, as the membership says. */
    MEMBER,
    /** The manager took it out. */
    REVOKED
  }

  static final AgentStatus NONE =
      new AgentStatus(
          Phase.DISABLED,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          0,
          0,
          Optional.empty(),
          List.of());

  /** Copies. */
  public AgentStatus {
    problems = List.copyOf(problems);
  }

  /** One line for people. */
  public String text() {
    String what =
        switch (phase) {
          case DISABLED -> "disabled";
          case NOT_ENROLLED -> "not enrolled: it has no setup key";
          case ENROLLING -> "enrolling";
          case REVOKED -> "revoked by the manager: it needs a new setup key";
          case MEMBER ->
              membership.map(Membership::text).orElse("pending")
                  + (isConnected ? ", connected to " : ", not connected to ")
                  + manager.orElse("its manager")
                  + ", map "
                  + epoch
                  + " with "
                  + peers
                  + (peers == 1 ? " peer" : " peers")
                  + exitNode.map(name -> ", exit node " + name).orElse("");
        };
    return "membership "
        + device.map(id -> id + " in " + network.orElse("no network") + ": ").orElse("")
        + what;
  }
}
