package io.omniedge.bench;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.peer.Opener;
import io.omniedge.transport.peer.Peer;
import io.omniedge.transport.peer.WireGuardDevice;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import java.security.SecureRandom;

/**
 * One of many WireGuard peers in a process: a whole device with a single peer, the gateway under
 * test. Used by the sending thread, but for {@link #opener()} which belongs to the receiving one.
 */
final class CrowdPeer {
  private final WireGuardDevice device;
  private final Peer gateway;
  private final Opener opener;
  private final int address;

  /**
   * A peer that is not up yet.
   *
   * @param number counted from 0; makes its inner address
   * @param openAead the receiving thread's
   */
  CrowdPeer(
      int number,
      Secret key,
      PublicKey gatewayKey,
      Endpoint gatewayEndpoint,
      CryptoSuite crypto,
      Aead sendAead,
      Aead openAead,
      SecureRandom random,
      HandshakeTimestamps timestamps,
      WireGuardDevice.Outbox outbox,
      WireGuardDevice.DataPathRequests requests) {
    long now = System.nanoTime();
    device = new WireGuardDevice(crypto, sendAead, random, timestamps, outbox, requests);
    device.setPrivateKey(key, now);
    Peer added = device.addPeer(gatewayKey);
    if (added == null) {
      throw new IllegalArgumentException("peer " + number + " has the key of the gateway");
    }
    gateway = added;
    gateway.roamTo(gatewayEndpoint);
    device.allowedIps().put(IpPrefix.parse("0.0.0.0/0"), gateway);
    opener = device.newOpener(openAead);
    address = innerAddress(number);
  }

  /** 10.78.1.1, 10.78.1.2, …: at most 250 in a row, so that none ends in 0 or 255. */
  static int innerAddress(int number) {
    return 10 << 24 | 78 << 16 | (1 + number / 250) << 8 | (1 + number % 250);
  }

  /** Starts its first handshake. */
  void up() {
    long now = System.nanoTime();
    device.up(now);
    device.handshakeWanted(gateway, now);
  }

  boolean hasSession(long now) {
    return gateway.sendingSession(now) != null;
  }

  WireGuardDevice device() {
    return device;
  }

  Peer gateway() {
    return gateway;
  }

  Opener opener() {
    return opener;
  }

  int address() {
    return address;
  }

  /** The session to send with, which must exist. */
  Session session(long now) {
    Session session = gateway.sendingSession(now);
    if (session == null) {
      throw new IllegalStateException("no session with the gateway");
    }
    return session;
  }
}
