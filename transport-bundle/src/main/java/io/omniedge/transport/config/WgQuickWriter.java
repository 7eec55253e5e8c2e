package io.omniedge.transport.config;

import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes one wg-quick file; keeps no copy of it. Single-threaded, one use. */
final class WgQuickWriter {
  private final boolean exposeSecrets;
  private byte[] text = new byte[1024];
  private int length;

  WgQuickWriter(boolean exposeSecrets) {
    this.exposeSecrets = exposeSecrets;
  }

  byte[] write(TunnelConfig config) {
    device(config.device());
    for (PeerConfig peer : config.peers()) {
      peer(peer);
    }
    byte[] file = Arrays.copyOf(text, length);
    Arrays.fill(text, (byte) 0);
    return file;
  }

  private void device(InterfaceConfig device) {
    append("[Interface]\n");
    secret("PrivateKey", device.privateKey());
    if (device.listenPort() != 0) {
      value("ListenPort", device.listenPort());
    }
    if (device.fwmark() != 0) {
      value("FwMark", "0x" + Integer.toHexString(device.fwmark()));
    }
    prefixes("Address", device.addresses());
    List<String> dns = new ArrayList<>();
    for (InetAddress server : device.dnsServers()) {
      dns.add(server.getHostAddress());
    }
    dns.addAll(device.dnsSearchDomains());
    if (!dns.isEmpty()) {
      value("DNS", String.join(", ", dns));
    }
    if (device.mtu() != 0) {
      value("MTU", device.mtu());
    }
    if (!device.table().equals(RouteTable.AUTO)) {
      value("Table", device.table());
    }
    if (device.saveConfig()) {
      value("SaveConfig", true);
    }
  }

  private void peer(PeerConfig peer) {
    append("\n[Peer]\n");
    value("PublicKey", peer.publicKey());
    if (peer.presharedKey() != null) {
      secret("PresharedKey", peer.presharedKey());
    }
    prefixes("AllowedIPs", peer.allowedIps());
    if (peer.endpoint() != null) {
      value("Endpoint", peer.endpoint());
    }
    if (peer.persistentKeepaliveSeconds() != 0) {
      value("PersistentKeepalive", peer.persistentKeepaliveSeconds());
    }
  }

  /** One line for each prefix: a line has a bounded length, a list has not. */
  private void prefixes(String key, List<IpPrefix> prefixes) {
    for (IpPrefix prefix : prefixes) {
      value(key, prefix);
    }
  }

  private void secret(String key, Secret secret) {
    if (!exposeSecrets) {
      append("# " + key + " is not shown\n");
      return;
    }
    append(key + " = ");
    byte[] encoded = KeyText.encode(secret.exposeBytes());
    append(encoded);
    Arrays.fill(encoded, (byte) 0);
    append("\n");
  }

  private void value(String key, Object value) {
    append(key + " = " + value + "\n");
  }

  private void append(String ascii) {
    append(ascii.getBytes(StandardCharsets.UTF_8));
  }

  private void append(byte[] bytes) {
    if (length + bytes.length > text.length) {
      byte[] larger = Arrays.copyOf(text, Math.max(text.length * 2, length + bytes.length));
      Arrays.fill(text, (byte) 0);
      text = larger;
    }
    System.arraycopy(bytes, 0, text, length, bytes.length);
    length += bytes.length;
  }
}
