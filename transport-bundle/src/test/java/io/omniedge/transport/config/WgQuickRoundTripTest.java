package io.omniedge.transport.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WgQuickRoundTripTest {
  @Property(tries = 300)
  void whatWasWrittenReadsBackEqual(@ForAll("configs") TunnelConfig config) throws Exception {
    assertEquals(config, WgQuickParser.parse(config.toWgQuickExposingSecrets()));
  }

  @Property(tries = 100)
  void neitherToStringNorTheFileForTheOperatorShowsASecret(@ForAll("configs") TunnelConfig config) {
    String key = Base64.getEncoder().encodeToString(config.device().privateKey().exposeBytes());
    String file = new String(config.toWgQuickWithoutSecrets(), StandardCharsets.UTF_8);
    assertFalse(file.contains(key), file);
    assertTrue(file.contains("# PrivateKey is not shown"), file);
    assertFalse(config.toString().contains(key));
    assertTrue(config.toString().contains("redacted"));
  }

  @Property
  void acceptsExactlyTheCanonicalBase64OfAKey(@ForAll("bytes32") byte[] key) {
    byte[] text = Base64.getEncoder().encode(key);
    byte[] decoded = new byte[32];
    assertTrue(KeyText.decode(text, 0, text.length, decoded) == null);
    assertEquals(
        Base64.getEncoder().encodeToString(decoded), new String(text, StandardCharsets.US_ASCII));
  }

  @Property
  void refusesAnyCharacterOutsideBase64(
      @ForAll("bytes32") byte[] key, @ForAll byte wrong, @ForAll("positions") int at) {
    byte[] text = Base64.getEncoder().encode(key);
    text[at] = wrong;
    byte[] decoded = new byte[32];
    boolean taken = KeyText.decode(text, 0, text.length, decoded) == null;
    boolean canonical;
    try {
      byte[] byJdk = Base64.getDecoder().decode(text);
      canonical =
          byJdk.length == 32
              && Base64.getEncoder()
                  .encodeToString(byJdk)
                  .equals(new String(text, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      canonical = false;
    }
    assertEquals(canonical, taken);
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.integers().between(0, 43);
  }

  @Provide
  Arbitrary<byte[]> bytes32() {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofSize(32)
        .filter(bytes -> !Secret.copyOf(bytes).isZero());
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes", e);
    }
  }

  private Arbitrary<InetAddress> addresses() {
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofSize(4);
    Arbitrary<byte[]> more = Arbitraries.bytes().array(byte[].class).ofSize(16);
    return Arbitraries.oneOf(bytes, more).map(WgQuickRoundTripTest::address);
  }

  private Arbitrary<IpPrefix> prefixes() {
    return Combinators.combine(addresses(), Arbitraries.integers().between(0, 128))
        .as(
            (address, length) ->
                new IpPrefix(address, length % (address.getAddress().length * 8 + 1)));
  }

  private Arbitrary<HostAndPort> endpoints() {
    Arbitrary<String> hosts =
        Arbitraries.oneOf(
            addresses().map(InetAddress::getHostAddress),
            Arbitraries.of("plant.example", "gw_1", "a", "fe80::1%eth0"));
    return Combinators.combine(hosts, Arbitraries.integers().between(1, 0xffff))
        .as(HostAndPort::new);
  }

  @Provide
  Arbitrary<TunnelConfig> configs() {
    return Combinators.combine(devices(), peers().list().ofMaxSize(5))
        .as((device, peers) -> new TunnelConfig(device, distinct(peers)));
  }

  private Arbitrary<InterfaceConfig> devices() {
    Arbitrary<Integer> mtus =
        Arbitraries.oneOf(
            Arbitraries.just(0),
            Arbitraries.integers().between(InterfaceConfig.MIN_MTU, InterfaceConfig.MAX_MTU));
    Arbitrary<RouteTable> tables =
        Arbitraries.integers().map(n -> n == 0 ? RouteTable.OFF : RouteTable.of(n));
    return Combinators.combine(
            bytes32().map(Secret::copyOf),
            Arbitraries.integers().between(0, 0xffff),
            Arbitraries.integers(),
            prefixes().list().ofMaxSize(4),
            addresses().list().ofMaxSize(3),
            Arbitraries.of("plant.example", "lan", "a-b.c_d").list().ofMaxSize(2),
            mtus,
            Arbitraries.oneOf(Arbitraries.just(RouteTable.AUTO), tables))
        .as(
            (key, port, mark, addresses, dns, domains, mtu, table) ->
                new InterfaceConfig(
                    key,
                    port,
                    mark,
                    addresses,
                    dns,
                    domains,
                    InterfaceConfig.fits(mtu, addresses) ? mtu : InterfaceConfig.MIN_IPV6_MTU,
                    table,
                    port % 2 == 1));
  }

  private Arbitrary<PeerConfig> peers() {
    return Combinators.combine(
            bytes32().map(PublicKey::copyOf),
            bytes32().map(Secret::copyOf).injectNull(0.5),
            prefixes().map(IpPrefix::network).list().uniqueElements().ofMaxSize(6),
            endpoints().injectNull(0.3),
            Arbitraries.integers().between(0, 0xffff))
        .as(PeerConfig::new);
  }

  /** The parser refuses a peer or a prefix that comes twice. */
  private static List<PeerConfig> distinct(List<PeerConfig> peers) {
    Set<Object> seen = new HashSet<>();
    List<PeerConfig> distinct = new ArrayList<>();
    for (PeerConfig peer : peers) {
      if (seen.add(peer.publicKey())) {
        List<IpPrefix> allowed = peer.allowedIps().stream().filter(seen::add).toList();
        distinct.add(
            new PeerConfig(
                peer.publicKey(),
                peer.presharedKey(),
                allowed,
                peer.endpoint(),
                peer.persistentKeepaliveSeconds()));
      }
    }
    return distinct;
  }
}
