package io.omniedge.itests.lab;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway starts with.
 *
 * @param keys its own keys
 * @param listenPort its UDP port
 * @param addresses inner addresses with prefix length
 * @param mtu of the tunnel interface
 * @param peers whom it talks to
 */
public record GatewayConfig(
    Keys keys, int listenPort, List<String> addresses, int mtu, List<Peer> peers) {
  /** Copies the lists. */
  public GatewayConfig {
    addresses = List.copyOf(addresses);
    peers = List.copyOf(peers);
  }

  /**
   * One peer.
   *
   * @param publicKey base64
   * @param presharedKey base64, or null for none
   * @param endpoint host:port, or null to wait for the peer to speak first
   * @param allowedIps the prefixes behind it
   * @param keepaliveSeconds 0 for none
   */
  public record Peer(
      String publicKey,
      @Nullable String presharedKey,
      @Nullable String endpoint,
      List<String> allowedIps,
      int keepaliveSeconds) {
    /** Copies the list. */
    public Peer {
      allowedIps = List.copyOf(allowedIps);
    }

    private List<String> lines() {
      List<String> lines = new ArrayList<>(List.of("", "[Peer]", "PublicKey = " + publicKey));
      if (presharedKey != null) {
        lines.add("PresharedKey = " + presharedKey);
      }
      if (endpoint != null) {
        lines.add("Endpoint = " + endpoint);
      }
      if (!allowedIps.isEmpty()) {
        lines.add("AllowedIPs = " + String.join(", ", allowedIps));
      }
      if (keepaliveSeconds > 0) {
        lines.add("PersistentKeepalive = " + keepaliveSeconds);
      }
      return lines;
    }
  }

  /** The peers alone, for {@code wg addconf}. */
  public String peersText() {
    List<String> lines = new ArrayList<>();
    peers.forEach(peer -> lines.addAll(peer.lines()));
    return String.join("\n", lines) + "\n";
  }

  /** The same with other peers. */
  public GatewayConfig withPeers(List<Peer> others) {
    return new GatewayConfig(keys, listenPort, addresses, mtu, others);
  }

  /** As a file for {@code wg setconf}: without what that does not know. */
  public String wgText() {
    return text(List.of());
  }

  /** As a file for {@code wg-quick} and our gateway. */
  public String wgQuickText() {
    List<String> more = new ArrayList<>();
    if (!addresses.isEmpty()) {
      more.add("Address = " + String.join(", ", addresses));
    }
    more.add("MTU = " + mtu);
    return text(more);
  }

  private String text(List<String> more) {
    List<String> lines = new ArrayList<>();
    lines.add("[Interface]");
    lines.add("PrivateKey = " + keys.privateKey());
    lines.add("ListenPort = " + listenPort);
    lines.addAll(more);
    peers.forEach(peer -> lines.addAll(peer.lines()));
    return String.join("\n", lines) + "\n";
  }
}
