package io.omniedge.transport.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.IpPrefix;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WgQuickParserTest {
  private static final String PRIVATE = "QGH2XHlU5QLGxNqvGGqYbMEWlWxkn2HRWkAhCbvNqFs=";
  private static final String PEER_A = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
  private static final String PEER_B = "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=";
  private static final String SHARED = "gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA=";
  private static final String DEVICE = "[Interface]\nPrivateKey = " + PRIVATE + "\n";

  private static TunnelConfig parse(String text) throws ConfigException {
    return WgQuickParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsEveryKey() throws ConfigException {
    TunnelConfig config =
        parse(
            """
            # plant 7
            [Interface]
            PrivateKey = %s
            ListenPort = 51820
            FwMark = 0xca6c
            Address = 10.7.0.1/24, fd07::1/64
            Address = 10.8.0.1
            DNS = 10.7.0.53, plant.example
            MTU = 1400
            Table = 1234
            SaveConfig = true

            [Peer]  # the office
            PublicKey = %s
            PresharedKey = %s
            AllowedIPs = 10.9.0.0/16, fd09::/48
            AllowedIPs = 192.0.2.7
            Endpoint = office.example.org:51821
            PersistentKeepalive = 25
            [Peer]
            PublicKey = %s
            """
                .formatted(PRIVATE, PEER_A, SHARED, PEER_B));

    InterfaceConfig device = config.device();
    assertEquals(secret(PRIVATE), device.privateKey());
    assertEquals(51820, device.listenPort());
    assertEquals(0xca6c, device.fwmark());
    assertEquals(prefixes("10.7.0.1/24", "fd07::1/64", "10.8.0.1/32"), device.addresses());
    assertEquals(List.of(IpPrefix.parseAddress("10.7.0.53")), device.dnsServers());
    assertEquals(List.of("plant.example"), device.dnsSearchDomains());
    assertEquals(1400, device.mtu());
    assertEquals(RouteTable.of(1234), device.table());
    assertTrue(device.saveConfig());

    assertEquals(2, config.peers().size());
    PeerConfig office = config.peers().get(0);
    assertEquals(PEER_A, office.publicKey().toString());
    assertEquals(secret(SHARED), office.presharedKey());
    assertEquals(prefixes("10.9.0.0/16", "fd09::/48", "192.0.2.7/32"), office.allowedIps());
    assertEquals(new HostAndPort("office.example.org", 51821), office.endpoint());
    assertEquals(25, office.persistentKeepaliveSeconds());

    PeerConfig silent = config.peers().get(1);
    assertNull(silent.presharedKey());
    assertNull(silent.endpoint());
    assertEquals(List.of(), silent.allowedIps());
    assertEquals(0, silent.persistentKeepaliveSeconds());
  }

  @Test
  void readsKeysInAnyCaseWithByteOrderMarkAndWindowsLineEnds() throws Exception {
    String text =
        "\ufeff[INTERFACE]\r\nprivatekey="
            + PRIVATE
            + "\r\n\t LISTENPORT\t=  1 \r\n[peer]\r\npublickey="
            + PEER_A
            + "#comment";
    TunnelConfig config =
        WgQuickParser.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    assertEquals(1, config.device().listenPort());
    assertEquals(PEER_A, config.peers().get(0).publicKey().toString());
  }

  @Test
  void joinsTwoInterfaceSections() throws ConfigException {
    TunnelConfig config =
        parse(
            DEVICE
                + "Address = 10.0.0.1/8\n[Peer]\nPublicKey="
                + PEER_A
                + "\n[Interface]\nListenPort = 7\nAddress = 10.0.0.2/8\n");
    assertEquals(7, config.device().listenPort());
    assertEquals(prefixes("10.0.0.1/8", "10.0.0.2/8"), config.device().addresses());
  }

  @Test
  void clearsHostBitsOfAllowedIpsAsWgDoes() throws ConfigException {
    TunnelConfig config = parse(peer("AllowedIPs = 10.1.2.3/8, fd00::1/64, 10.9.9.9/8"));
    assertEquals(prefixes("10.0.0.0/8", "fd00::/64"), config.peers().get(0).allowedIps());
  }

  @Test
  void takesAnEmptyListOfAllowedIps() throws ConfigException {
    assertEquals(List.of(), parse(peer("AllowedIPs =")).peers().get(0).allowedIps());
  }

  @Test
  void takesAPresharedKeyOfZerosAsNone() throws ConfigException {
    String zeros = "A".repeat(43) + "=";
    assertNull(parse(peer("PresharedKey = " + zeros)).peers().get(0).presharedKey());
  }

  @ParameterizedTest
  @CsvSource({"off,0", "0,0", "65535,65535", "OFF,0", "007,7"})
  void readsKeepalive(String text, int seconds) throws ConfigException {
    PeerConfig peer = parse(peer("PersistentKeepalive = " + text)).peers().get(0);
    assertEquals(seconds, peer.persistentKeepaliveSeconds());
  }

  @ParameterizedTest
  @CsvSource({"off,0", "0xFFFFFFFF,-1", "4294967295,-1", "0X10,16", "10,10"})
  void readsFwmark(String text, int mark) throws ConfigException {
    assertEquals(mark, parse(DEVICE + "FwMark = " + text).device().fwmark());
  }

  @ParameterizedTest
  @CsvSource({"auto,auto", "off,off", "main,254", "0xff,255", "4294967295,4294967295"})
  void readsTable(String text, String table) throws ConfigException {
    assertEquals(table, parse(DEVICE + "Table = " + text).device().table().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1:51820,192.0.2.1,51820",
    "[2001:db8::1]:1,2001:db8::1,1",
    "[fe80::1%eth0]:65535,fe80::1%eth0,65535",
    "plant-7.example.org.:51820,plant-7.example.org.,51820",
    "gw_1:51820,gw_1,51820",
    "7even:51820,7even,51820",
    "xn--bcher-kva.example:51820,xn--bcher-kva.example,51820",
  })
  void readsEndpointWithoutResolvingIt(String text, String host, int port) throws ConfigException {
    HostAndPort endpoint = parse(peer("Endpoint = " + text)).peers().get(0).endpoint();
    assertEquals(new HostAndPort(host, port), endpoint);
    assertEquals(text, Objects.requireNonNull(endpoint).toString());
  }

  @Test
  void refusesAFileWithoutEnd() {
    byte[] endless = new byte[WgQuickParser.MAX_FILE_BYTES + 1];
    ConfigException refusal =
        assertThrows(ConfigException.class, () -> WgQuickParser.parse(endless));
    assertEquals(ConfigException.Reason.FILE_TOO_LARGE, refusal.reason());
  }

  private static String peer(String line) {
    return DEVICE + "[Peer]\nPublicKey = " + PEER_A + "\n" + line + "\n";
  }

  private static Secret secret(String base64) {
    return Secret.copyOf(Base64.getDecoder().decode(base64));
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return List.of(texts).stream().map(IpPrefix::parse).toList();
  }
}
