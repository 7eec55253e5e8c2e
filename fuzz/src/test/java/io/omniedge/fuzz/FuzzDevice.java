package io.omniedge.fuzz;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.noise.Tai64n;
import io.omniedge.transport.noise.TimestampStore;
import io.omniedge.transport.peer.Peer;
import io.omniedge.transport.peer.WireGuardDevice;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One WireGuard device in memory whose every run is the same: seeded randomness, a clock that
 * stands, cryptography in Java.
 */
final class FuzzDevice {
  static final long NOW = 1_000_000_000L;
  static final Endpoint SOMEWHERE = Endpoint.of(IpPrefix.parseAddress("192.0.2.1"), 51820);
  static final CryptoSuite SUITE = suite();

  final WireGuardDevice device;
  final PublicKey publicKey;

  /** What it sent, oldest first. */
  final Queue<byte[]> sent = new ArrayDeque<>();

  private static CryptoSuite suite() {
    try {
      return CryptoSuite.select(new CryptoOptions("jce", null, null, null, null));
    } catch (CryptoException e) {
      throw new AssertionError("every JRE has this provider", e);
    }
  }

  FuzzDevice(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Secret privateKey = Secret.copyOf(bytes(seed));
    device =
        new WireGuardDevice(
            SUITE,
            SUITE.newAead(),
            random,
            new HandshakeTimestamps(InstantSource.fixed(Instant.EPOCH), new NoStore()),
            (to, datagram, length) -> sent.add(Arrays.copyOf(datagram, length)),
            new NoDataPath());
    device.setPrivateKey(privateKey, NOW);
    device.up(NOW);
    publicKey = Objects.requireNonNull(device.publicKey());
  }

  /** The other device becomes a peer with these allowed IPs. */
  Peer addPeer(FuzzDevice other, String... allowedIps) {
    Peer peer = Objects.requireNonNull(device.addPeer(other.publicKey));
    peer.roamTo(SOMEWHERE);
    for (String prefix : allowedIps) {
      device.allowedIps().put(IpPrefix.parse(prefix), peer);
    }
    return peer;
  }

  void receive(byte[] message) {
    device.receive(message, message.length, SOMEWHERE, NOW, false);
  }

  static NativeBuffer buffer(int size) {
    return new NativeBuffer(ByteBuffer.allocateDirect(size), 0);
  }

  private static byte[] bytes(int n) {
    byte[] bytes = new byte[Secret.BYTES];
    Arrays.fill(bytes, (byte) n);
    return bytes;
  }

  private static final class NoStore implements TimestampStore {
    @Override
    public @Nullable Tai64n load() {
      return null;
    }

    @Override
    public void reserve(Tai64n limit) {}
  }

  private static final class NoDataPath implements WireGuardDevice.DataPathRequests {
    @Override
    public void handshake(Peer peer) {}

    @Override
    public void confirmed(Peer peer) {}
  }
}
