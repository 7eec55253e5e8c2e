package io.omniedge.transport.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.testkit.ManualClock;
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
import io.omniedge.transport.session.Session;
import io.omniedge.transport.uapi.AllowedIpChange;
import io.omniedge.transport.uapi.ApplyException;
import io.omniedge.transport.uapi.DeviceChange;
import io.omniedge.transport.uapi.DeviceState;
import io.omniedge.transport.uapi.PeerChange;
import io.omniedge.transport.uapi.PeerState;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.linux.libc.Errno;
import java.io.IOException;
import java.net.BindException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Changes applied to a real device; where sessions matter, against a second one in memory. */
class WireGuardTargetTest {
  private static final Endpoint HERE = Endpoint.of(IpPrefix.parseAddress("192.0.2.1"), 1);
  private static final Endpoint THERE = Endpoint.of(IpPrefix.parseAddress("192.0.2.2"), 2);
  private static final DeviceChange NOTHING = new DeviceChange(null, null, null, false, List.of());

  private static @Nullable CryptoSuite suite;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final Queue<byte[]> toThere = new ArrayDeque<>();
  private final Queue<byte[]> toHere = new ArrayDeque<>();
  private final WireGuardDevice here = device(toThere);
  private final WireGuardDevice there = device(toHere);
  private final FakeBinding binding = new FakeBinding();
  private final WireGuardTarget target = new WireGuardTarget(here, binding, new Directly());

  @BeforeAll
  static void choose() throws CryptoException {
    suite = CryptoSuite.select(CryptoOptions.automatic());
  }

  private WireGuardDevice device(Queue<byte[]> sent) {
    CryptoSuite crypto = Objects.requireNonNull(suite);
    WireGuardDevice device =
        new WireGuardDevice(
            crypto,
            crypto.newAead(),
            RandomGenerator.of("SplittableRandom"),
            new HandshakeTimestamps(clock::wallTime, new NoStore()),
            (to, datagram, length) -> sent.add(Arrays.copyOf(datagram, length)),
            new NoDataPath());
    device.up(clock.nanoTime());
    return device;
  }

  /** Runs on the caller, which is the only thread. */
  private final class Directly implements ControlThread {
    @Override
    public <T> T call(Task<T> task) throws ApplyException {
      return task.run(clock.nanoTime());
    }
  }

  private static final class FakeBinding implements PortBinding {
    int port = 1000;
    int mark;
    int rebinds;
    boolean refusesMark;

    @Override
    public int port() {
      return port;
    }

    @Override
    public int fwmark() {
      return mark;
    }

    @Override
    public void rebind(int wanted) throws IOException {
      if (wanted == 80) {
        throw new BindException("Address already in use");
      }
      port = wanted == 0 ? 40_000 : wanted;
      rebinds++;
    }

    @Override
    public void setFwmark(int wanted) throws IOException {
      if (refusesMark) {
        throw new IOException("Operation not permitted");
      }
      mark = wanted;
    }
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

  @Test
  void appliesAWholeConfigurationAndShowsIt() throws ApplyException {
    target.apply(
        new DeviceChange(
            secret(7),
            51820,
            0xca6c,
            true,
            List.of(
                new PeerChange(
                    publicKey(1),
                    false,
                    false,
                    secret(9),
                    THERE,
                    25,
                    true,
                    List.of(add("10.0.0.0/8"), add("fd00::/8"))),
                adding(publicKey(2)))));
    assertEquals(
        new DeviceState(
            secret(7),
            51820,
            0xca6c,
            List.of(
                new PeerState(
                    publicKey(1),
                    secret(9),
                    THERE,
                    null,
                    0,
                    target.state().peers().get(0).sentBytes(),
                    25,
                    prefixes("10.0.0.0/8", "fd00::/8")),
                new PeerState(publicKey(2), null, null, null, 0, 0, 0, List.of()))),
        target.state());
    assertFalse(toThere.isEmpty(), "a new persistent keepalive asks for a handshake at once");
  }

  @Test
  void appliesNothingWhenThePortIsBusy() throws ApplyException {
    target.apply(new DeviceChange(secret(7), null, 5, false, List.of(adding(publicKey(1)))));
    DeviceState before = target.state();
    ApplyException refusal =
        assertThrows(
            ApplyException.class,
            () ->
                target.apply(
                    new DeviceChange(secret(8), 80, 6, true, List.of(adding(publicKey(2))))));
    assertEquals(Errno.EADDRINUSE, refusal.errno());
    assertTrue(String.valueOf(refusal.getMessage()).contains("80"), refusal.getMessage());
    assertEquals(before, target.state());
  }

  @Test
  void appliesNothingWhenTheMarkIsRefused() throws ApplyException {
    binding.refusesMark = true;
    DeviceState before = target.state();
    ApplyException refusal =
        assertThrows(
            ApplyException.class,
            () -> target.apply(new DeviceChange(secret(7), 2000, 1, false, List.of())));
    assertEquals(Errno.EPERM, refusal.errno());
    assertEquals(before, target.state());
  }

  @Test
  void staysOnThePortItIsAskedForAlready() throws ApplyException {
    target.apply(new DeviceChange(null, 1000, null, false, List.of()));
    assertEquals(0, binding.rebinds);
    target.apply(new DeviceChange(null, 0, null, false, List.of()));
    assertEquals(40_000, target.state().listenPort());
  }

  @Test
  void takesThePrivateKeyAway() throws ApplyException {
    target.apply(new DeviceChange(secret(7), null, null, false, List.of()));
    assertNotNull(here.publicKey());
    target.apply(new DeviceChange(Secret.copyOf(new byte[32]), null, null, false, List.of()));
    assertNull(here.publicKey());
    assertNull(target.state().privateKey());
  }

  @Test
  void skipsAPeerThatIsItself() throws ApplyException {
    PublicKey own = suite().keyAgreement().publicKey(secret(7));
    target.apply(
        new DeviceChange(secret(7), null, null, false, List.of(adding(own), adding(publicKey(1)))));
    assertEquals(List.of(publicKey(1)), keys(target.state()));
  }

  @Test
  void updatesOnlyAPeerThatExists() throws ApplyException {
    PeerChange update = new PeerChange(publicKey(1), false, true, null, null, 30, false, List.of());
    target.apply(peers(update));
    assertEquals(List.of(), target.state().peers());
    target.apply(peers(adding(publicKey(1)), update));
    assertEquals(30, target.state().peers().get(0).persistentKeepaliveSeconds());
  }

  @Test
  void movesAnAllowedIpToThePeerNamedLast() throws ApplyException {
    target.apply(
        peers(
            allowing(publicKey(1), false, add("10.0.0.0/8"), add("10.1.0.0/16")),
            allowing(publicKey(2), false, add("10.0.0.0/8"))));
    assertEquals(prefixes("10.1.0.0/16"), target.state().peers().get(0).allowedIps());
    assertEquals(prefixes("10.0.0.0/8"), target.state().peers().get(1).allowedIps());
  }

  @Test
  void takesAnAllowedIpOnlyFromThePeerThatHasIt() throws ApplyException {
    AllowedIpChange removal = new AllowedIpChange(IpPrefix.parse("10.0.0.0/8"), true);
    target.apply(peers(allowing(publicKey(1), false, add("10.0.0.0/8"))));
    target.apply(peers(allowing(publicKey(2), false, removal)));
    assertEquals(prefixes("10.0.0.0/8"), target.state().peers().get(0).allowedIps());
    target.apply(peers(allowing(publicKey(1), false, removal)));
    assertEquals(List.of(), target.state().peers().get(0).allowedIps());
  }

  @Test
  void replacesTheAllowedIpsOfOnePeerOnly() throws ApplyException {
    target.apply(
        peers(
            allowing(publicKey(1), false, add("10.0.0.0/8"), add("10.1.0.0/16")),
            allowing(publicKey(2), false, add("fd00::/8"))));
    target.apply(peers(allowing(publicKey(1), true, add("10.1.0.0/16"), add("10.2.0.0/16"))));
    assertEquals(
        prefixes("10.1.0.0/16", "10.2.0.0/16"), target.state().peers().get(0).allowedIps());
    assertEquals(prefixes("fd00::/8"), target.state().peers().get(1).allowedIps());
  }

  @Test
  void removesPeersAndReplacesThemAll() throws ApplyException {
    target.apply(peers(adding(publicKey(1)), adding(publicKey(2)), adding(publicKey(3))));
    target.apply(peers(PeerChange.removal(publicKey(2)), PeerChange.removal(publicKey(9))));
    assertEquals(List.of(publicKey(1), publicKey(3)), keys(target.state()));
    target.apply(new DeviceChange(null, null, null, true, List.of(adding(publicKey(4)))));
    assertEquals(List.of(publicKey(4)), keys(target.state()));
  }

  @Test
  void keepsTheSessionOfAPeerWhenAnotherChanges() throws ApplyException {
    Peer peer = connect();
    Session session = peer.sendingSession(clock.nanoTime());
    assertNotNull(session);

    target.apply(
        peers(
            allowing(publicKey(1), false, add("10.0.0.0/8")),
            new PeerChange(publicKey(2), false, false, secret(9), THERE, 5, true, List.of()),
            PeerChange.removal(publicKey(1))));
    target.apply(new DeviceChange(secret(7), 3000, 9, false, List.of()));

    assertSame(session, peer.sendingSession(clock.nanoTime()));
    assertFalse(session.isClosed());
  }

  @Test
  void keepsTheSessionOfAPeerWhoseOwnSettingsChange() throws ApplyException {
    Peer peer = connect();
    Session session = peer.sendingSession(clock.nanoTime());
    target.apply(
        peers(
            new PeerChange(
                peer.publicKey(),
                false,
                false,
                secret(9),
                HERE,
                5,
                true,
                List.of(add("10.3.0.0/16")))));
    assertNotNull(session);
    assertSame(session, peer.sendingSession(clock.nanoTime()));
    assertEquals(HERE, peer.endpoint());
  }

  @Test
  void showsTheLastHandshakeAndTheBytes() throws ApplyException {
    connect();
    PeerState peer = target.state().peers().get(0);
    assertEquals(clock.wallTime(), peer.lastHandshake());
    assertTrue(peer.sentBytes() >= 148, () -> peer.sentBytes() + " bytes sent");
    assertTrue(peer.receivedBytes() >= 92, () -> peer.receivedBytes() + " bytes received");
  }

  @Test
  void showsCopiesThatOutliveTheSecretsOfTheDevice() throws ApplyException {
    target.apply(
        new DeviceChange(
            secret(7),
            null,
            null,
            false,
            List.of(
                new PeerChange(
                    publicKey(1), false, false, secret(9), null, null, false, List.of()))));
    DeviceState state = target.state();
    target.apply(new DeviceChange(secret(8), null, null, true, List.of()));
    assertEquals(secret(7), state.privateKey());
    assertEquals(secret(9), state.peers().get(0).presharedKey());
  }

  @Test
  void changesNothingWhenNothingIsNamed() throws ApplyException {
    Peer peer = connect();
    DeviceState before = target.state();
    target.apply(NOTHING);
    target.apply(peers(adding(peer.publicKey())));
    assertEquals(before, target.state());
  }

  /** Both devices know each other and have a session that this side began. */
  private Peer connect() throws ApplyException {
    PublicKey ours = suite().keyAgreement().publicKey(secret(7));
    PublicKey theirs = suite().keyAgreement().publicKey(secret(8));
    there.setPrivateKey(secret(8), clock.nanoTime());
    assertNotNull(there.addPeer(ours));
    target.apply(
        new DeviceChange(
            secret(7),
            null,
            null,
            false,
            List.of(new PeerChange(theirs, false, false, null, THERE, null, true, List.of()))));
    Peer peer = Objects.requireNonNull(here.peer(theirs));
    here.handshakeWanted(peer, clock.nanoTime());
    byte[] initiation = toThere.remove();
    there.receive(initiation, initiation.length, HERE, clock.nanoTime(), false);
    byte[] response = toHere.remove();
    here.receive(response, response.length, THERE, clock.nanoTime(), false);
    return peer;
  }

  private static CryptoSuite suite() {
    return Objects.requireNonNull(suite);
  }

  private static DeviceChange peers(PeerChange... changes) {
    return new DeviceChange(null, null, null, false, List.of(changes));
  }

  private static PeerChange adding(PublicKey key) {
    return new PeerChange(key, false, false, null, null, null, false, List.of());
  }

  private static PeerChange allowing(
      PublicKey key, boolean replace, AllowedIpChange... allowedIps) {
    return new PeerChange(key, false, false, null, null, null, replace, List.of(allowedIps));
  }

  private static AllowedIpChange add(String prefix) {
    return new AllowedIpChange(IpPrefix.parse(prefix), false);
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return List.of(texts).stream().map(IpPrefix::parse).toList();
  }

  private static Collection<PublicKey> keys(DeviceState state) {
    return state.peers().stream().map(PeerState::publicKey).toList();
  }

  private static Secret secret(int n) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) n);
    return Secret.copyOf(bytes);
  }

  /** Keys with a curve point behind them, as peers have. */
  private static PublicKey publicKey(int n) {
    return suite().keyAgreement().publicKey(secret(100 + n));
  }
}
