package io.omniedge.cli.wireguard;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a standard WireGuard program needs to join through a gateway, but for its private key.
 *
 * @param name of the client in the network
 * @param addresses its own
 * @param gatewayKey public key of the gateway
 * @param endpoint of the gateway, host and port
 * @param allowedIps what is reached through it
 */
public record ClientConfiguration(
    String name,
    List<Prefix> addresses,
    String gatewayKey,
    String endpoint,
    List<Prefix> allowedIps) {
  /** Behind a NAT that forgets after half a minute, as most do [RFC 4787, REQ-5]. */
  private static final int KEEPALIVE_SECONDS = 25;

  /** Copies. */
  public ClientConfiguration {
    addresses = List.copyOf(addresses);
    allowedIps = List.copyOf(allowedIps);
  }

  /** From the manager's answer. Nothing in it may add a line to the configuration. */
  public static ClientConfiguration read(JsonObject document) throws ProtocolException {
    Fields fields = Fields.of(document);
    Fields peer = fields.object("peer");
    return new ClientConfiguration(
        fields.text("name", Names.LABEL),
        fields.texts("addresses", 16, 50, Prefix::parse),
        peer.text("publicKey", Names.WIREGUARD_KEY),
        peer.text("endpoint", Names.HOST_AND_PORT),
        peer.texts("allowedIps", 1_000, 50, Prefix::parse));
  }

  /** The file that wg-quick and the WireGuard apps read, private key included. */
  public String exposeText(WireGuardKey key) {
    return "# "
        + name
        + "\n[Interface]\nPrivateKey = "
        + key.exposePrivate()
        + "\nAddress = "
        + joined(addresses)
        + "\n\n[Peer]\nPublicKey = "
        + gatewayKey
        + "\nEndpoint = "
        + endpoint
        + "\nAllowedIPs = "
        + joined(allowedIps)
        + "\nPersistentKeepalive = "
        + KEEPALIVE_SECONDS
        + "\n";
  }

  private static String joined(List<Prefix> prefixes) {
    return prefixes.stream().map(Prefix::toString).collect(Collectors.joining(", "));
  }
}
