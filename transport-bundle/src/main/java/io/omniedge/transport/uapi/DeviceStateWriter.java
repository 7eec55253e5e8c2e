package io.omniedge.transport.uapi;

import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Writes answers through one buffer, wiped after use since it carries keys. Single-threaded. */
final class DeviceStateWriter {
  private static final byte[] NO_KEY = new byte[HexKey.BYTES];

  private final OutputStream out;
  private final byte[] buffer = new byte[8192];
  private int length;

  DeviceStateWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * The answer to {@code get=1} without its end.
   *
   * @param secrets whether the caller may see private and preshared keys
   */
  void state(DeviceState state, boolean secrets) throws IOException {
    if (secrets && state.privateKey() != null) {
      key("private_key", state.privateKey().exposeBytes());
    }
    if (state.listenPort() != 0) {
      number("listen_port", state.listenPort());
    }
    if (state.fwmark() != 0) {
      number("fwmark", Integer.toUnsignedLong(state.fwmark()));
    }
    for (PeerState peer : state.peers()) {
      peer(peer, secrets);
    }
  }

  private void peer(PeerState peer, boolean secrets) throws IOException {
    key("public_key", peer.publicKey().bytes());
    if (secrets) {
      key(
          "preshared_key",
          peer.presharedKey() == null ? NO_KEY : peer.presharedKey().exposeBytes());
    }
    number("protocol_version", 1);
    Endpoint endpoint = peer.endpoint();
    if (endpoint != null) {
      line("endpoint", endpoint.toString());
    }
    Instant handshake = peer.lastHandshake() == null ? Instant.EPOCH : peer.lastHandshake();
    number("last_handshake_time_sec", handshake.getEpochSecond());
    number("last_handshake_time_nsec", handshake.getNano());
    number("tx_bytes", peer.sentBytes());
    number("rx_bytes", peer.receivedBytes());
    number("persistent_keepalive_interval", peer.persistentKeepaliveSeconds());
    for (IpPrefix prefix : peer.allowedIps()) {
      line("allowed_ip", prefix.toString());
    }
  }

  /** Ends an answer and sends it; 0 for success. */
  void end(int errno) throws IOException {
    number("errno", errno);
    append((byte) '\n');
    flush();
    out.flush();
    Arrays.fill(buffer, (byte) 0);
  }

  private void key(String name, byte[] key) throws IOException {
    text(name);
    append((byte) '=');
    for (byte b : key) {
      append(HexKey.digit(b >> 4 & 0xf));
      append(HexKey.digit(b & 0xf));
    }
    append((byte) '\n');
  }

  private void number(String name, long value) throws IOException {
    line(name, Long.toString(value));
  }

  private void line(String name, String value) throws IOException {
    text(name);
    append((byte) '=');
    text(value);
    append((byte) '\n');
  }

  private void text(String ascii) throws IOException {
    for (byte b : ascii.getBytes(StandardCharsets.US_ASCII)) {
      append(b);
    }
  }

  private void append(byte b) throws IOException {
    if (length == buffer.length) {
      flush();
    }
    buffer[length++] = b;
  }

  private void flush() throws IOException {
    out.write(buffer, 0, length);
    length = 0;
  }
}
