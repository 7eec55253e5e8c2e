package io.omniedge.transport.config;

import io.omniedge.transport.config.ConfigException.Reason;
import io.omniedge.transport.config.ConfigException.Section;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.IpPrefix;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers the lines of one {@code [Peer]} section. */
final class PeerSection {
  private final int line;
  private final Map<IpPrefix, PeerSection> owners;
  private @Nullable PublicKey publicKey;
  private int publicKeyLine;
  private @Nullable Secret presharedKey;
  private final Set<IpPrefix> allowedIps = new LinkedHashSet<>();
  private @Nullable HostAndPort endpoint;
  private int persistentKeepaliveSeconds;

  /**
   * @param line where the section starts
   * @param owners which section of the file already has a prefix; this one adds its own
   */
  PeerSection(int line, Map<IpPrefix, PeerSection> owners) {
    this.line = line;
    this.owners = owners;
  }

  void accept(Entry entry) throws ConfigException {
    switch (entry.key()) {
      case PUBLIC_KEY -> {
        publicKey = entry.publicKey();
        publicKeyLine = entry.line();
      }
      case PRESHARED_KEY -> {
        Secret key = entry.secret();
        presharedKey = key.isZero() ? null : key;
      }
      case ALLOWED_IPS -> allowedIps(entry);
      case ENDPOINT -> endpoint = entry.endpoint();
      case PERSISTENT_KEEPALIVE -> persistentKeepaliveSeconds = entry.numberOrOff(0xffff);
      default -> throw new IllegalStateException("not a key of [Peer]: " + entry.key());
    }
  }

  /** Host bits are cleared, as wg does. */
  private void allowedIps(Entry entry) throws ConfigException {
    for (String item : entry.items()) {
      IpPrefix prefix = entry.prefix(item).network();
      PeerSection owner = owners.putIfAbsent(prefix, this);
      if (owner != null && owner != this) {
        throw entry.refuse(
            Reason.DUPLICATE_ALLOWED_IP, item, "the [Peer] of line " + owner.line + " has it");
      }
      allowedIps.add(prefix);
    }
  }

  /**
   * @param lines where the public keys of the earlier sections stand; this one adds its own
   */
  PeerConfig finish(Map<PublicKey, Integer> lines) throws ConfigException {
    if (publicKey == null) {
      throw new ConfigException(
          line, Section.PEER, Key.PUBLIC_KEY.spelling(), Reason.MISSING_KEY, "", "");
    }
    Integer earlier = lines.putIfAbsent(publicKey, publicKeyLine);
    if (earlier != null) {
      throw new ConfigException(
          publicKeyLine,
          Section.PEER,
          Key.PUBLIC_KEY.spelling(),
          Reason.DUPLICATE_PEER,
          publicKey.toString(),
          "line " + earlier);
    }
    return new PeerConfig(
        publicKey, presharedKey, List.copyOf(allowedIps), endpoint, persistentKeepaliveSeconds);
  }
}
