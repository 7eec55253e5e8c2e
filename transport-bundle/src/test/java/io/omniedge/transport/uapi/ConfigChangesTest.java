package io.omniedge.transport.uapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.HostAndPort;
import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.config.WgQuickParser;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigChangesTest {
  private static final Secret ZERO = Secret.copyOf(new byte[32]);
  private static final Endpoint OFFICE = Endpoint.of(IpPrefix.parseAddress("192.0.2.9"), 51821);

  private static @Nullable Endpoint resolve(HostAndPort where) {
    return where.host().equals("office.example") ? OFFICE : null;
  }

  private static TunnelConfig config(String peers) throws ConfigException {
    String text =
        "[Interface]\nPrivateKey = " + text(7) + "\nListenPort = 51820\nFwMark = 1\n" + peers;
    return WgQuickParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void replacesEverythingByTheFile() throws ConfigException {
    DeviceChange change =
        ConfigChanges.replacing(
            config(
                "[Peer]\nPublicKey="
                    + text(1)
                    + "\nPresharedKey="
                    + text(9)
                    + "\nEndpoint=office.example:51821\nPersistentKeepalive=25\n"
                    + "AllowedIPs=10.0.0.0/8,fd00::/8\n[Peer]\nPublicKey="
                    + text(2)
                    + "\nEndpoint=unknown.example:1"),
            ConfigChangesTest::resolve);
    assertEquals(
        new DeviceChange(
            secret(7),
            51820,
            1,
            true,
            List.of(
                new PeerChange(
                    key(1),
                    false,
                    false,
                    secret(9),
                    OFFICE,
                    25,
                    true,
                    List.of(added("10.0.0.0/8"), added("fd00::/8"))),
                new PeerChange(key(2), false, false, ZERO, null, 0, true, List.of()))),
        change);
  }

  @Test
  void findsNothingToChangeWhenTheFileIsInForce() throws ConfigException {
    DeviceState state =
        new DeviceState(
            secret(7),
            51820,
            1,
            List.of(
                new PeerState(
                    key(1), secret(9), OFFICE, null, 5, 5, 25, prefixes("fd00::/8", "10.0.0.0/8")),
                // The endpoint was learned from traffic: the file does not say otherwise.
                new PeerState(key(2), null, OFFICE, null, 5, 5, 0, List.of())));
    TunnelConfig config =
        config(
            "[Peer]\nPublicKey="
                + text(1)
                + "\nPresharedKey="
                + text(9)
                + "\nEndpoint=office.example:51821\nPersistentKeepalive=25\n"
                + "AllowedIPs=10.0.0.0/8,fd00::/8\n[Peer]\nPublicKey="
                + text(2));
    assertEquals(
        new DeviceChange(null, null, null, false, List.of()),
        ConfigChanges.between(state, config, ConfigChangesTest::resolve));
  }

  @Test
  void changesOnlyWhatDiffers() throws ConfigException {
    DeviceState state =
        new DeviceState(
            secret(8),
            1,
            0,
            List.of(
                new PeerState(key(1), secret(9), null, null, 0, 0, 0, prefixes("10.0.0.0/8")),
                new PeerState(key(2), null, null, null, 0, 0, 0, prefixes("10.2.0.0/16")),
                new PeerState(key(3), null, null, null, 0, 0, 0, List.of())));
    TunnelConfig config =
        config(
            "[Peer]\nPublicKey="
                + text(1)
                + "\nAllowedIPs=10.1.0.0/16\n[Peer]\nPublicKey="
                + text(2)
                + "\nAllowedIPs=10.2.0.0/16\n[Peer]\nPublicKey="
                + text(4));
    assertEquals(
        new DeviceChange(
            secret(7),
            51820,
            1,
            false,
            List.of(
                PeerChange.removal(key(3)),
                new PeerChange(
                    key(1),
                    false,
                    false,
                    ZERO,
                    null,
                    null,
                    false,
                    List.of(
                        added("10.1.0.0/16"),
                        new AllowedIpChange(IpPrefix.parse("10.0.0.0/8"), true))),
                new PeerChange(key(4), false, false, ZERO, null, 0, true, List.of()))),
        ConfigChanges.between(state, config, ConfigChangesTest::resolve));
  }

  @Test
  void keepsThePortTheKernelChoseWhenTheFileNamesNone() throws ConfigException {
    TunnelConfig config =
        WgQuickParser.parse(
            ("[Interface]\nPrivateKey=" + text(7)).getBytes(StandardCharsets.UTF_8));
    DeviceState state = new DeviceState(secret(7), 40000, 0, List.of());
    DeviceChange change = ConfigChanges.between(state, config, ConfigChangesTest::resolve);
    assertNull(change.listenPort());
    assertTrue(change.peers().isEmpty());
  }

  private static byte[] bytes(int n) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) n);
    return bytes;
  }

  private static String text(int n) {
    return Base64.getEncoder().encodeToString(bytes(n));
  }

  private static Secret secret(int n) {
    return Secret.copyOf(bytes(n));
  }

  private static PublicKey key(int n) {
    return PublicKey.copyOf(bytes(n));
  }

  private static AllowedIpChange added(String prefix) {
    return new AllowedIpChange(IpPrefix.parse(prefix), false);
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return List.of(texts).stream().map(IpPrefix::parse).toList();
  }
}
