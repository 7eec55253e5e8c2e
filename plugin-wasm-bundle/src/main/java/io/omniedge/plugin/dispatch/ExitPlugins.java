package io.omniedge.plugin.dispatch;

import io.omniedge.gateway.api.exit.ExitAdvisor;
import io.omniedge.gateway.api.exit.ExitContext;
import io.omniedge.gateway.api.exit.ExitNode;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Network policies as advisors about the exit node: the first that names one of those that there
 * are is heard. A policy can only choose among what the rules allow, so one that fails opens
 * nothing. Any thread.
 */
public final class ExitPlugins implements ExitAdvisor {
  private static final Logger LOG = System.getLogger(ExitPlugins.class.getName());
  private static final int MOST_ID_CHARS = 100;

  private final Plugins plugins;
  private final InstantSource clock;
  private final Runnable askAgain;
  private final AtomicLong generation = new AtomicLong();

  /**
   * Of these plugins.
   *
   * @param askAgain has flows judged anew: those who judge them know something new
   */
  public ExitPlugins(Plugins plugins, InstantSource clock, Runnable askAgain) {
    this.plugins = plugins;
    this.clock = clock;
    this.askAgain = askAgain;
  }

  /** Plugins came, went or changed. */
  public void changed() {
    generation.incrementAndGet();
  }

  /** Whether there is anybody to ask. */
  public boolean isNeeded() {
    return !plugins.active(PluginType.NETWORK_POLICY).isEmpty();
  }

  @Override
  public long generation() {
    return generation.get();
  }

  @Override
  public Optional<String> choose(ExitContext context) {
    JsonObject question = question(context);
    for (InstalledPlugin policy : plugins.active(PluginType.NETWORK_POLICY)) {
      Optional<String> chosen =
          Dialogue.ask(policy, "select_exit_node", question, answer -> read(answer, context))
              .flatMap(answer -> answer);
      if (chosen.isPresent()) {
        LOG.log(
            Level.INFO,
            "plugin {0} chooses the exit node {1}",
            policy.manifest().id(),
            chosen.get());
        return chosen;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> read(Fields answer, ExitContext context)
      throws ProtocolException {
    Optional<String> id = answer.optionalText("exit-node", MOST_ID_CHARS);
    if (id.isPresent() && context.exitNodes().stream().noneMatch(n -> n.id().equals(id.get()))) {
      throw new ProtocolException("exit-node", id.get(), "there is no such one");
    }
    return id;
  }

  @Override
  public void contextChanged(ExitContext context) {
    byte[] question = question(context).toBytes();
    for (InstalledPlugin policy : plugins.active(PluginType.NETWORK_POLICY)) {
      CompletableFuture<byte[]> unused = policy.ask("on_context_change", question);
    }
    askAgain.run();
  }

  private JsonObject question(ExitContext context) {
    JsonObject network =
        JsonObject.builder()
            .put("id", context.network())
            .put("name", context.networkName())
            .put("subnet", context.subnet())
            .put("peer-count", context.peers())
            .build();
    List<JsonValue> nodes =
        context.exitNodes().stream().<JsonValue>map(node -> device(node, true)).toList();
    JsonObject document =
        JsonObject.builder()
            .put("available-networks", new JsonArray(List.of(network)))
            .put("available-exit-nodes", new JsonArray(nodes))
            .put("device-info", device(context.self(), context.isExitNode()))
            .put(
                "time-of-day",
                LocalTime.ofInstant(clock.instant(), ZoneId.systemDefault()).toSecondOfDay())
            .put("network-type", context.networkType())
            .build();
    return Dialogue.question().put("context", document).build();
  }

  private static JsonObject device(ExitNode node, boolean isExitNode) {
    return JsonObject.builder()
        .put("id", node.id())
        .put("name", node.name())
        .put("platform", "linux")
        .put("virtual-ip", node.address())
        .put("is-online", node.isOnline())
        .put("is-exit-node", isExitNode)
        .build();
  }
}
