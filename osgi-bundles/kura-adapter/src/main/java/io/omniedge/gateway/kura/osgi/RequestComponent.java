package io.omniedge.gateway.kura.osgi;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.kura.TunnelRequests;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.request.RequestHandlerRegistry;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Answers at every cloud connection of Kura, whenever it comes. There is none without one: a Kura
 * core has no cloud packages, without which this class cannot be loaded.
 */
@Component(
    name = RequestComponent.PID,
    service = {},
    immediate = true,
    // Without a cloud connection it waits, and nothing is wrong: for the health check.
    property = "io.omniedge.waits:Boolean=true")
public final class RequestComponent {
  /** Name of the component; it has no configuration. */
  public static final String PID = "io.omniedge.gateway.kura.Requests";

  private static final Logger LOG = System.getLogger(RequestComponent.class.getName());

  private final List<GatewayTunnel> tunnels = new CopyOnWriteArrayList<>();
  private final TunnelRequests requests =
      new TunnelRequests(() -> tunnels, (address, millis) -> address.isReachable(millis));

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindTunnel(GatewayTunnel tunnel) {
    tunnels.add(tunnel);
  }

  void unbindTunnel(GatewayTunnel tunnel) {
    tunnels.remove(tunnel);
  }

  @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policy = ReferencePolicy.DYNAMIC)
  void bindRegistry(RequestHandlerRegistry registry) {
    try {
      registry.registerRequestHandler(TunnelRequests.APPLICATION, requests);
    } catch (KuraException e) {
      LOG.log(Level.ERROR, TunnelRequests.APPLICATION + " cannot be offered", e);
    }
  }

  void unbindRegistry(RequestHandlerRegistry registry) {
    try {
      registry.unregister(TunnelRequests.APPLICATION);
    } catch (KuraException e) {
      LOG.log(Level.WARNING, TunnelRequests.APPLICATION + " cannot be withdrawn", e);
    }
  }
}
