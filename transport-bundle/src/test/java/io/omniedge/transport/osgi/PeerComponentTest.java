package io.omniedge.transport.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.config.PeerConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A peer as a component: it validates for itself, survives wrong properties, follows its tunnel.
 */
class PeerComponentTest {
  private static final String KEY = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
  private static final String PRESHARED = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";

  /** A tunnel that only remembers. */
  private static final class Remembering implements TunnelPeers {
    final Map<String, PeerConfig> peers = new TreeMap<>();

    @Override
    public void putPeer(String id, PeerConfig peer) {
      peers.put(id, peer);
    }

    @Override
    public void removePeer(String id) {
      peers.remove(id);
    }
  }

  private final Remembering tunnel = new Remembering();
  private final PeerComponent peer = new PeerComponent();

  private static Map<String, Object> properties(Object... more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("kura.service.pid", "press-7");
    properties.put("publicKey", KEY);
    properties.put("allowedIPs", "10.10.0.2/32, 192.168.20.0/24");
    properties.put("endpoint", "plant.example:51820");
    properties.put("persistentKeepalive", 25);
    for (int i = 0; i < more.length; i += 2) {
      properties.put((String) more[i], more[i + 1]);
    }
    return properties;
  }

  private PeerConfig inForce() {
    return Objects.requireNonNull(tunnel.peers.get("press-7"), "the tunnel has no such peer");
  }

  @Test
  void givesItselfToItsTunnelWhicheverComesFirst() {
    peer.activate(properties());
    peer.bindTunnel(tunnel);
    assertEquals("plant.example:51820", String.valueOf(inForce().endpoint()));
    assertEquals(2, inForce().allowedIps().size());
    peer.unbindTunnel(tunnel);
    assertEquals(Map.of(), tunnel.peers);
  }

  @Test
  void staysAsItWasWhenItsPropertiesAreWrong() {
    peer.bindTunnel(tunnel);
    peer.activate(properties());
    PeerConfig before = inForce();
    peer.modified(properties("allowedIPs", "10.0.0.0/33"));
    assertEquals(before, inForce());
    peer.modified(properties("persistentKeepalive", "often"));
    assertEquals(before, inForce());
    peer.modified(properties("publicKey", ""));
    assertEquals(before, inForce());
    peer.modified(properties("persistentKeepalive", "10"));
    assertEquals(10, inForce().persistentKeepaliveSeconds());
  }

  @Test
  void leavesTheTunnelWhenItIsSwitchedOff() {
    peer.bindTunnel(tunnel);
    peer.activate(properties());
    peer.modified(properties("enabled", false));
    assertEquals(Map.of(), tunnel.peers);
    peer.modified(properties("enabled", "true"));
    inForce();
  }

  @Test
  void movesToAnotherTunnel() {
    Remembering other = new Remembering();
    peer.bindTunnel(tunnel);
    peer.activate(properties());
    peer.bindTunnel(other);
    peer.unbindTunnel(tunnel);
    assertEquals(Map.of(), tunnel.peers);
    assertTrue(other.peers.containsKey("press-7"));
  }

  @Test
  void takesAPresharedKeyInClearWhereNothingDecrypts() {
    peer.bindTunnel(tunnel);
    peer.activate(properties("presharedKey", PRESHARED));
    assertTrue(inForce().presharedKey() != null);
  }
}
