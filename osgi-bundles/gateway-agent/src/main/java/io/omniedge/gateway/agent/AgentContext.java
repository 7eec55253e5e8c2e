package io.omniedge.gateway.agent;

import io.omniedge.gateway.agent.command.Action;
import io.omniedge.gateway.agent.configuration.Components;
import io.omniedge.gateway.agent.enrol.Conversation;
import io.omniedge.gateway.agent.home.Home;
import io.omniedge.gateway.agent.link.ManagerLink;
import io.omniedge.gateway.agent.time.EffectiveTime;
import io.omniedge.gateway.api.mesh.MeshTunnels;
import io.omniedge.gateway.api.report.ReportChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the agent stands on: the edges to the rest of the machine.
 *
 * @param home its directory
 * @param time clock and floor
 * @param conversation with the manager over HTTPS
 * @param opener of links to the broker
 * @param tunnels of this gateway
 * @param components that can be configured
 * @param plugins that run here
 * @param reports takes the way of reports to the manager; nothing while this machine has none
 * @param actions commands beside its own, by name
 * @param log newest lines, for a support bundle
 * @param versions of the software by name
 * @param serial of the hardware
 * @param random for jitter and identifiers
 */
public record AgentContext(
    Home home,
    EffectiveTime time,
    Conversation conversation,
    ManagerLink.Opener opener,
    MeshTunnels tunnels,
    Components components,
    Plugins plugins,
    Consumer<Optional<ReportChannel>> reports,
    Map<String, Action> actions,
    Supplier<List<String>> log,
    Map<String, String> versions,
    Optional<String> serial,
    RandomGenerator random) {
  /** Copies. */
  public AgentContext {
    actions = Map.copyOf(actions);
    versions = Map.copyOf(versions);
  }
}
