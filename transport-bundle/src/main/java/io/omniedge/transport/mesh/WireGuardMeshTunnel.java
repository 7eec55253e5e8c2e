package io.omniedge.transport.mesh;

import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.gateway.api.mesh.MeshException;
import io.omniedge.gateway.api.mesh.MeshState;
import io.omniedge.gateway.api.mesh.MeshTunnel;
import io.omniedge.transport.link.LinkException;
import io.omniedge.transport.managed.ManagedTunnel;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One open tunnel of a mesh. */
final class WireGuardMeshTunnel implements MeshTunnel {
  private final String id;
  private final MeshValues values;
  private final ManagedTunnel tunnel;
  private final Runnable closed;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private volatile String publicKey = "";

  /**
   * @param closed told once, when everything is gone
   */
  WireGuardMeshTunnel(String id, MeshValues values, ManagedTunnel tunnel, Runnable closed) {
    this.id = id;
    this.values = values;
    this.tunnel = tunnel;
    this.closed = closed;
  }

  void makeKey() throws MeshException {
    try {
      publicKey = tunnel.makeKey();
    } catch (LinkException | IOException e) {
      throw new MeshException("tunnel \"" + id + "\" has no key: " + e.getMessage(), e);
    }
  }

  @Override
  public String publicKey() {
    return publicKey;
  }

  @Override
  public void apply(MeshState wanted) throws MeshException {
    MeshValues.Wanted checked = values.check(wanted);
    requireOpen();
    tunnel.want(checked.settings(), checked.peers(), checked.rules(), checked.addresses());
  }

  @Override
  public void replaceKey() throws MeshException {
    requireOpen();
    try {
      tunnel.replaceKey();
    } catch (LinkException | IOException e) {
      throw new MeshException("tunnel \"" + id + "\" keeps its key: " + e.getMessage(), e);
    }
    makeKey();
  }

  void judge(@Nullable FlowJudge judge) {
    tunnel.judge(judge);
  }

  private void requireOpen() throws MeshException {
    if (!open.get()) {
      throw new MeshException("tunnel \"" + id + "\" is closed");
    }
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
    if (open.compareAndSet(true, false)) {
      tunnel.close();
      closed.run();
    }
  }
}
