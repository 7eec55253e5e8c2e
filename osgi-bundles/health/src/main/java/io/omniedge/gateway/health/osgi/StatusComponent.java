package io.omniedge.gateway.health.osgi;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.health.StatusText;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Answers {@code status} with the tunnels. The launcher asks the lowest ranking first: so they
 * stand above what others tell, whoever was there first.
 */
@Component(
    name = "io.omniedge.gateway.health.Status",
    service = StatusComponent.class,
    property = {
      "osgi.command.scope=omniedge",
      "osgi.command.function=status",
      "service.ranking:Integer=-1"
    })
public final class StatusComponent {
  private final List<GatewayTunnel> tunnels = new CopyOnWriteArrayList<>();

  /** A few lines for each tunnel, in the order of their names. */
  public String status() {
    Instant now = Instant.now();
    return tunnels.stream()
        .map(GatewayTunnel::snapshot)
        .sorted(Comparator.comparing(TunnelSnapshot::id))
        .map(tunnel -> StatusText.of(tunnel, now))
        .collect(Collectors.joining());
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindTunnel(GatewayTunnel tunnel) {
    tunnels.add(tunnel);
  }

  void unbindTunnel(GatewayTunnel tunnel) {
    tunnels.remove(tunnel);
  }
}
