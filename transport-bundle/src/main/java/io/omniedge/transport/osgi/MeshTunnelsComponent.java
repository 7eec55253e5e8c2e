package io.omniedge.transport.osgi;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.gateway.api.mesh.MeshException;
import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.gateway.api.mesh.MeshState;
import io.omniedge.gateway.api.mesh.MeshTunnel;
import io.omniedge.gateway.api.mesh.MeshTunnels;
import io.omniedge.transport.mesh.WireGuardMeshTunnels;
import io.omniedge.tun.linux.TunPlatform;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Mesh tunnels for the other bundles; each open one is a {@link GatewayTunnel} service too, so that
 * whoever shows or watches tunnels finds it.
 */
@Component(name = "io.omniedge.transport.MeshTunnels", service = MeshTunnels.class)
public final class MeshTunnelsComponent implements MeshTunnels {
  private final BundleContext context;
  private final WireGuardMeshTunnels tunnels;
  private final BoundJudge judges;
  private final List<Registered> open = new ArrayList<>();

  /** Called by the component runtime. */
  @Activate
  public MeshTunnelsComponent(BundleContext context, @Reference TunPlatform platform) {
    this.context = context;
    GatewayDirectories directories = GatewayDirectories.of(context::getProperty);
    this.tunnels =
        new WireGuardMeshTunnels(
            platform.libc(),
            directories.data(),
            directories.runIfWritable(),
            platform.disabledOffloads());
    this.judges = new BoundJudge(tunnels::judge);
  }

  @Override
  public MeshTunnel open(String id, MeshSettings settings) throws MeshException {
    MeshTunnel tunnel = tunnels.open(id, settings);
    Registered registered = new Registered(tunnel, register(id, tunnel));
    synchronized (open) {
      open.add(registered);
    }
    return registered;
  }

  @SuppressWarnings("JdkObsolete") // the framework takes a Dictionary, and this is the only one
  private ServiceRegistration<GatewayTunnel> register(String id, GatewayTunnel tunnel) {
    Map<String, Object> properties = Map.of(TunnelComponent.INSTANCE, id);
    return context.registerService(GatewayTunnel.class, tunnel, new Hashtable<>(properties));
  }

  /** Called by the component runtime when there is somebody to ask about flows, or a better one. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindJudge(FlowJudge judge) {
    judges.bind(judge);
  }

  /** Called by the component runtime; after the one that takes its place has been bound. */
  void unbindJudge(FlowJudge judge) {
    judges.unbind(judge);
  }

  /** What its users have not closed ends with the bundle. */
  @Deactivate
  void deactivate() {
    List<Registered> left;
    synchronized (open) {
      left = List.copyOf(open);
    }
    left.forEach(Registered::close);
  }

  /** A tunnel and its registration, which goes first. */
  private final class Registered implements MeshTunnel {
    private final MeshTunnel tunnel;
    private final ServiceRegistration<GatewayTunnel> registration;

    Registered(MeshTunnel tunnel, ServiceRegistration<GatewayTunnel> registration) {
      this.tunnel = tunnel;
      this.registration = registration;
    }

    @Override
    public String publicKey() {
      return tunnel.publicKey();
    }

    @Override
    public void apply(MeshState wanted) throws MeshException {
      tunnel.apply(wanted);
    }

    @Override
    public void replaceKey() throws MeshException {
      tunnel.replaceKey();
    }

    @Override
    public TunnelSnapshot snapshot() {
      return tunnel.snapshot();
    }

    @Override
    public void refresh() {
      tunnel.refresh();
    }

    @Override
    public void close() {
      boolean first;
      synchronized (open) {
        first = open.remove(this);
      }
      if (first) {
        registration.unregister();
        tunnel.close();
      }
    }
  }
}
