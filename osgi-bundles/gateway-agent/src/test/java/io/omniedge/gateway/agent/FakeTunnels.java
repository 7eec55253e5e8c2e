package io.omniedge.gateway.agent;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import io.omniedge.gateway.api.mesh.MeshException;
import io.omniedge.gateway.api.mesh.MeshPeer;
import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.gateway.api.mesh.MeshState;
import io.omniedge.gateway.api.mesh.MeshTunnel;
import io.omniedge.gateway.api.mesh.MeshTunnels;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tunnels that only remember what was wanted of them. */
final class FakeTunnels implements MeshTunnels {
  private final Bell bell;
  private final AtomicInteger keys = new AtomicInteger();
  volatile @Nullable MeshState state;
  volatile boolean isOpen;
  volatile @Nullable String refusal;

  /** Peers that no tunnel takes. */
  volatile Set<String> refusedPeers = Set.of();

  FakeTunnels(Bell bell) {
    this.bell = bell;
  }

  /** What is in force; without a tunnel nothing is. */
  Optional<MeshState> state() {
    return isOpen ? Optional.ofNullable(state) : Optional.empty();
  }

  int peers() {
    return state().map(wanted -> wanted.peers().size()).orElse(-1);
  }

  @Override
  public MeshTunnel open(String id, MeshSettings settings) {
    isOpen = true;
    return new FakeTunnel(id, settings);
  }

  private final class FakeTunnel implements MeshTunnel {
    private final String id;
    private final MeshSettings settings;

    FakeTunnel(String id, MeshSettings settings) {
      this.id = id;
      this.settings = settings;
    }

    @Override
    public String publicKey() {
      byte[] key = new byte[32];
      key[0] = (byte) (keys.get() + 1);
      return Base64.getEncoder().encodeToString(key);
    }

    @Override
    public void apply(MeshState wanted) throws MeshException {
      String refused = refusal;
      if (refused != null) {
        throw new MeshException(refused);
      }
      for (MeshPeer peer : wanted.peers()) {
        if (refusedPeers.contains(peer.id())) {
          throw MeshException.ofPeer(peer.id(), new IllegalArgumentException("it is no key"));
        }
      }
      state = wanted;
      bell.ring();
    }

    @Override
    public void replaceKey() {
      keys.incrementAndGet();
    }

    @Override
    public void close() {
      isOpen = false;
      state = null;
      bell.ring();
    }

    @Override
    public TunnelSnapshot snapshot() {
      MeshState now = state;
      return new TunnelSnapshot(
          id,
          settings.interfaceName(),
          TunnelState.UP,
          List.of(),
          Optional.of(publicKey()),
          settings.listenPort(),
          Map.of("rx-packets", "7"),
          now == null
              ? List.of()
              : now.peers().stream()
                  .map(
                      peer ->
                          new PeerSnapshot(
                              peer.id(),
                              peer.publicKey(),
                              peer.endpoint(),
                              peer.allowedIps(),
                              Optional.empty(),
                              0,
                              0,
                              0))
                  .toList());
    }

    @Override
    public void refresh() {}
  }
}
