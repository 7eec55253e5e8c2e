package io.omniedge.transport.uapi;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.uapi.UapiException.Reason;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the lines of one {@code set=1} request. Nothing is applied here: the first wrong line
 * refuses the whole request. Of a value that comes twice the last one counts, as with every
 * implementation that applies line by line.
 *
 * <p>Single-threaded, one use.
 */
final class DeviceChangeParser {
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,10}");

  private @Nullable Secret privateKey;
  private @Nullable Integer listenPort;
  private @Nullable Integer fwmark;
  private boolean replacePeers;
  private final List<PeerChange> peers = new ArrayList<>();
  private @Nullable PeerLines peer;

  /** The lines since the last {@code public_key}. */
  private static final class PeerLines {
    final PublicKey publicKey;
    boolean remove;
    boolean updateOnly;
    @Nullable Secret presharedKey;
    @Nullable Endpoint endpoint;
    @Nullable Integer persistentKeepaliveSeconds;
    boolean replaceAllowedIps;
    final List<AllowedIpChange> allowedIps = new ArrayList<>();

    PeerLines(PublicKey publicKey) {
      this.publicKey = publicKey;
    }

    PeerChange finish() {
      return remove
          ? PeerChange.removal(publicKey)
          : new PeerChange(
              publicKey,
              false,
              updateOnly,
              presharedKey,
              endpoint,
              persistentKeepaliveSeconds,
              replaceAllowedIps,
              allowedIps);
    }
  }

  /** Takes one line, {@code text[0 .. length)}, not empty. */
  void line(int number, byte[] text, int length) throws UapiException {
    int equals = 0;
    while (equals < length && text[equals] != '=') {
      equals++;
    }
    if (equals == length) {
      throw new UapiException(number, "", Reason.NOT_KEY_AND_VALUE);
    }
    String key = new String(text, 0, equals, StandardCharsets.ISO_8859_1);
    Value value = new Value(number, key, text, equals + 1, length);
    if (key.equals("public_key")) {
      finishPeer();
      peer = new PeerLines(PublicKey.copyOf(value.key32()));
    } else if (peer == null) {
      device(value);
    } else {
      peer(peer, value);
    }
  }

  /** The change, when the request is complete. */
  DeviceChange finish() {
    finishPeer();
    return new DeviceChange(privateKey, listenPort, fwmark, replacePeers, peers);
  }

  private void finishPeer() {
    if (peer != null) {
      peers.add(peer.finish());
      peer = null;
    }
  }

  private void device(Value value) throws UapiException {
    switch (value.key) {
      case "private_key" -> privateKey = value.secret();
      case "listen_port" -> listenPort = (int) value.number(0xffff);
      case "fwmark" -> fwmark = (int) value.number(0xffff_ffffL);
      case "replace_peers" -> {
        value.requireTrue();
        replacePeers = true;
      }
      default -> throw new UapiException(value.line, "", Reason.UNKNOWN_DEVICE_KEY);
    }
  }

  private static void peer(PeerLines peer, Value value) throws UapiException {
    switch (value.key) {
      case "remove" -> {
        value.requireTrue();
        peer.remove = true;
      }
      case "update_only" -> {
        value.requireTrue();
        peer.updateOnly = true;
      }
      case "preshared_key" -> peer.presharedKey = value.secret();
      case "endpoint" -> peer.endpoint = value.endpoint();
      case "persistent_keepalive_interval" ->
          peer.persistentKeepaliveSeconds = (int) value.number(0xffff);
      case "replace_allowed_ips" -> {
        value.requireTrue();
        peer.replaceAllowedIps = true;
        peer.allowedIps.clear();
      }
      case "allowed_ip" -> peer.allowedIps.add(value.allowedIp());
      case "protocol_version" -> {
        if (!value.text().equals("1")) {
          throw value.refuse(Reason.UNKNOWN_VERSION);
        }
      }
      default -> throw new UapiException(value.line, "", Reason.UNKNOWN_PEER_KEY);
    }
  }

  /** What stands behind the equals sign; a secret is never made a string. */
  private static final class Value {
    final int line;
    final String key;
    private final byte[] text;
    private final int from;
    private final int to;

    Value(int line, String key, byte[] text, int from, int to) {
      this.line = line;
      this.key = key;
      this.text = text;
      this.from = from;
      this.to = to;
    }

    UapiException refuse(Reason reason) {
      return new UapiException(line, key, reason);
    }

    String text() {
      return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }

    void requireTrue() throws UapiException {
      if (!text().equals("true")) {
        throw refuse(Reason.NOT_TRUE);
      }
    }

    byte[] key32() throws UapiException {
      byte[] bytes = new byte[HexKey.BYTES];
      if (!HexKey.decode(text, from, to, bytes)) {
        throw refuse(Reason.NOT_A_KEY);
      }
      return bytes;
    }

    Secret secret() throws UapiException {
      byte[] bytes = key32();
      Secret secret = Secret.copyOf(bytes);
      Arrays.fill(bytes, (byte) 0);
      return secret;
    }

    long number(long max) throws UapiException {
      String digits = text();
      if (!DECIMAL.matcher(digits).matches() || Long.parseLong(digits) > max) {
        throw refuse(Reason.NOT_A_NUMBER);
      }
      return Long.parseLong(digits);
    }

    Endpoint endpoint() throws UapiException {
      Endpoint endpoint = EndpointText.parse(text());
      if (endpoint == null) {
        throw refuse(Reason.NOT_AN_ENDPOINT);
      }
      return endpoint;
    }

    /**
     * {@code address/length}; a minus sign before it takes the prefix away, plus is the default.
     */
    AllowedIpChange allowedIp() throws UapiException {
      String prefix = text();
      boolean remove = prefix.startsWith("-");
      if (remove || prefix.startsWith("+")) {
        prefix = prefix.substring(1);
      }
      if (prefix.indexOf('/') < 0) {
        throw refuse(Reason.NOT_A_PREFIX);
      }
      try {
        return new AllowedIpChange(IpPrefix.parse(prefix), remove);
      } catch (IllegalArgumentException e) {
        throw refuse(Reason.NOT_A_PREFIX);
      }
    }
  }
}
