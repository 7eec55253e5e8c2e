package io.omniedge.plugin.dispatch;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Tells event hooks what happens. It looks at the tunnels, so nothing it does can hold them up; an
 * event for which a plugin has no room is dropped and counted there. One thread.
 */
public final class EventHooks {
  private final Plugins plugins;
  private final Supplier<? extends Collection<? extends GatewayTunnel>> tunnels;
  private final Instant started;
  private final Duration statistics;
  private final TunnelEvents events = new TunnelEvents();
  private Instant told;

  /**
   * Tells from the next look on.
   *
   * @param started when the gateway was
   * @param statistics how often they are told
   */
  public EventHooks(
      Plugins plugins,
      Supplier<? extends Collection<? extends GatewayTunnel>> tunnels,
      Instant started,
      Duration statistics) {
    this.plugins = plugins;
    this.tunnels = tunnels;
    this.started = started;
    this.statistics = statistics;
    this.told = started;
  }

  private List<TunnelSnapshot> snapshots() {
    return tunnels.get().stream().map(GatewayTunnel::snapshot).toList();
  }

  /** Looks, and tells what happened since the last look. */
  public void look(Instant now) {
    List<InstalledPlugin> hooks = plugins.active(PluginType.EVENT_HOOKS);
    List<TunnelSnapshot> seen = snapshots();
    for (TunnelEvents.Event event : events.happened(seen, now)) {
      tell(hooks, event.call(), event.question());
    }
    if (Duration.between(told, now).compareTo(statistics) >= 0) {
      told = now;
      JsonObject stats = TunnelEvents.stats(seen, now, up(now));
      tell(hooks, "on_stats_update", Dialogue.question().put("stats", stats).build());
    }
  }

  private static void tell(List<InstalledPlugin> hooks, String call, JsonObject question) {
    byte[] document = question.toBytes();
    for (InstalledPlugin hook : hooks) {
      if (hook.knows(call)) {
        CompletableFuture<byte[]> unused = hook.ask(call, document);
      }
    }
  }

  private long up(Instant now) {
    return Math.max(0, Duration.between(started, now).toSeconds());
  }

  /** The state of all tunnels, for plugins that may see it. Any thread. */
  public byte[] vpnState(Instant now) {
    return TunnelEvents.vpnState(snapshots(), now, up(now)).toBytes();
  }
}
