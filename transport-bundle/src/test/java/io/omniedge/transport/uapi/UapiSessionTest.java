package io.omniedge.transport.uapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.linux.libc.Errno;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UapiSessionTest {
  private static final String KEY_A = "a1".repeat(32);
  private static final String KEY_B = "b2".repeat(32);
  private static final String SECRET = "5e".repeat(32);
  private static final int EPROTO = 71;

  private final RecordingTarget target = new RecordingTarget();
  private final List<String> refusals = new ArrayList<>();

  private String serve(String requests) {
    return serve(new ByteArrayInputStream(requests.getBytes(StandardCharsets.ISO_8859_1)), true);
  }

  private String serve(InputStream requests, boolean secrets) {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    try {
      new UapiSession(target, secrets, requests, answers, refusals::add).serve();
    } catch (IOException e) {
      throw new AssertionError("streams in memory do not fail", e);
    }
    return answers.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void readsEveryKeyOfASetRequest() {
    String answer =
        serve(
            """
            set=1
            private_key=%s
            listen_port=51820
            fwmark=4294967295
            replace_peers=true
            public_key=%s
            update_only=true
            preshared_key=%s
            endpoint=[2001:db8::1]:51821
            persistent_keepalive_interval=25
            replace_allowed_ips=true
            allowed_ip=10.1.2.3/16
            allowed_ip=+fd00::/8
            allowed_ip=-192.0.2.0/24
            protocol_version=1
            public_key=%s
            remove=true

            """
                .formatted(SECRET, KEY_A, SECRET.toUpperCase(Locale.ROOT), KEY_B));
    assertEquals("errno=0\n\n", answer);

    DeviceChange change = target.onlyChange();
    assertEquals(secret(SECRET), change.privateKey());
    assertEquals(51820, change.listenPort());
    assertEquals(-1, change.fwmark());
    assertTrue(change.replacePeers());
    assertEquals(
        List.of(
            new PeerChange(
                publicKey(KEY_A),
                false,
                true,
                secret(SECRET),
                Endpoint.of(IpPrefix.parseAddress("2001:db8::1"), 51821),
                25,
                true,
                List.of(
                    new AllowedIpChange(IpPrefix.parse("10.1.0.0/16"), false),
                    new AllowedIpChange(IpPrefix.parse("fd00::/8"), false),
                    new AllowedIpChange(IpPrefix.parse("192.0.2.0/24"), true))),
            PeerChange.removal(publicKey(KEY_B))),
        change.peers());
    assertFalse(change.toString().contains("5e5e"), "a secret was printed");
  }

  @Test
  void leavesWhatIsNotNamedUnchanged() {
    serve("set=1\npublic_key=" + KEY_A + "\n\n");
    DeviceChange change = target.onlyChange();
    assertNull(change.privateKey());
    assertNull(change.listenPort());
    assertNull(change.fwmark());
    assertFalse(change.replacePeers());
    assertEquals(
        new PeerChange(publicKey(KEY_A), false, false, null, null, null, false, List.of()),
        change.peers().get(0));
  }

  @Test
  void letsTheLastOfTwoValuesCountAsLineByLineApplicationWould() {
    serve(
        "set=1\nlisten_port=1\nlisten_port=2\npublic_key="
            + KEY_A
            + "\nallowed_ip=10.0.0.0/8\nreplace_allowed_ips=true\nallowed_ip=10.1.0.0/16\n\n");
    DeviceChange change = target.onlyChange();
    assertEquals(2, change.listenPort());
    assertEquals(
        List.of(new AllowedIpChange(IpPrefix.parse("10.1.0.0/16"), false)),
        change.peers().get(0).allowedIps());
  }

  @Test
  void answersSeveralRequestsOnOneConnection() {
    String answers =
        serve("get=1\n\nset=1\nlisten_port=x\nfwmark=1\n\nset=1\nfwmark=7\n\nget=1\n\n");
    assertEquals("errno=0\n\nerrno=-22\n\nerrno=0\n\nerrno=0\n\n", answers);
    assertEquals(7, target.onlyChange().fwmark());
    assertEquals(List.of("line 2, listen_port: not a decimal number in range"), refusals);
  }

  @Test
  void appliesNothingOfARequestThatIsCutOff() {
    assertEquals("", serve("set=1\nlisten_port=1\n"));
    assertEquals("", serve("set=1\nlisten_port=1"));
    assertEquals("", serve("get=1\n"));
    assertEquals(List.of(), target.changes);
  }

  @ParameterizedTest
  @CsvSource({
    "private_key=5e,NOT_A_KEY",
    "listen_port=65536,NOT_A_NUMBER",
    "listen_port=-1,NOT_A_NUMBER",
    "listen_port=,NOT_A_NUMBER",
    "fwmark=4294967296,NOT_A_NUMBER",
    "fwmark=0x1,NOT_A_NUMBER",
    "replace_peers=false,NOT_TRUE",
    "remove=true,UNKNOWN_DEVICE_KEY",
    "Listen_port=1,UNKNOWN_DEVICE_KEY",
    "errno=0,UNKNOWN_DEVICE_KEY",
    "listen_port,NOT_KEY_AND_VALUE",
    "public_key=zz,NOT_A_KEY",
  })
  void refusesWrongLinesOfTheInterface(String line, UapiException.Reason reason) {
    assertRefused("set=1\n" + line + "\nfwmark=1\n\n", 2, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "listen_port=1,UNKNOWN_PEER_KEY",
    "remove=false,NOT_TRUE",
    "update_only=1,NOT_TRUE",
    "replace_allowed_ips=,NOT_TRUE",
    "persistent_keepalive_interval=off,NOT_A_NUMBER",
    "endpoint=192.0.2.1,NOT_AN_ENDPOINT",
    "endpoint=192.0.2.1:0,NOT_AN_ENDPOINT",
    "endpoint=192.0.2.256:1,NOT_AN_ENDPOINT",
    "endpoint=plant.example:1,NOT_AN_ENDPOINT",
    "endpoint=2001:db8::1:1,NOT_AN_ENDPOINT",
    "endpoint=[192.0.2.1]:1,NOT_AN_ENDPOINT",
    "endpoint=[fe80::1%nolink0]:1,NOT_AN_ENDPOINT",
    "endpoint=[::1]:65536,NOT_AN_ENDPOINT",
    "allowed_ip=10.0.0.0,NOT_A_PREFIX",
    "allowed_ip=10.0.0.0/33,NOT_A_PREFIX",
    "allowed_ip=--10.0.0.0/8,NOT_A_PREFIX",
    "allowed_ip=,NOT_A_PREFIX",
    "protocol_version=2,UNKNOWN_VERSION",
  })
  void refusesWrongLinesOfAPeer(String line, UapiException.Reason reason) {
    assertRefused("set=1\npublic_key=" + KEY_A + "\n" + line + "\n\n", 3, reason);
  }

  private void assertRefused(String request, int line, UapiException.Reason reason) {
    assertEquals("errno=-" + reason.errno() + "\n\n", serve(request));
    assertEquals(List.of(), target.changes);
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).startsWith("line " + line), refusals.get(0));
    assertTrue(refusals.get(0).endsWith(explanation(line, reason)), refusals.get(0));
  }

  private static String explanation(int line, UapiException.Reason reason) {
    return new UapiException(line, "", reason).getMessage().split(": ", 2)[1];
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "private_key=" + "5e5e5e" + "g",
        "private_kez=5e5e5e",
        "5e5e5e",
        "public_key=5e5e5e",
        "set=1\u001b[2J5e5e5e=1",
      })
  void logsNeitherValuesNorUnknownKeys(String line) {
    serve("set=1\n" + line + "\n\n");
    assertEquals(1, refusals.size());
    assertFalse(refusals.get(0).contains("5e"), refusals.get(0));
    assertTrue(refusals.get(0).chars().allMatch(c -> c >= ' '), refusals.get(0));
  }

  @Test
  void answersAndLeavesWhenTheOperationIsUnknown() {
    assertEquals("errno=-" + EPROTO + "\n\n", serve("delete=1\n\nset=1\nfwmark=1\n\n"));
    assertEquals(List.of(), target.changes);
  }

  @Test
  void answersAndLeavesWhenALineIsTooLong() {
    String line = "x".repeat(LineReader.MAX_LINE_BYTES + 1);
    assertEquals("errno=-" + EPROTO + "\n\n", serve("set=1\n" + line + "\n\nget=1\n\n"));
    assertEquals("errno=-" + EPROTO + "\n\n", serve(line + "\n\nget=1\n\n"));
  }

  @Test
  void answersAndLeavesWhenARequestHasNoEnd() {
    String line = "fwmark=1\n";
    String endless = "set=1\n" + line.repeat(UapiSession.MAX_REQUEST_BYTES / line.length() + 1);
    assertEquals("errno=-" + EPROTO + "\n\n", serve(endless));
    assertEquals(List.of(), target.changes);
  }

  @Test
  void passesTheErrorNumberOfTheTargetOnWithTheSignWgExpects() {
    target.refusal = new ApplyException(Errno.EADDRINUSE, "port 51820 is in use");
    assertEquals("errno=-98\n\n", serve("set=1\nlisten_port=51820\n\n"));
    assertEquals("errno=98\n\n", serve("get=1\n\n"));
    assertEquals(List.of("port 51820 is in use", "port 51820 is in use"), refusals);
  }

  @Test
  void refusesAGetRequestWithLines() {
    assertEquals("errno=22\n\nerrno=0\n\n", serve("get=1\nlisten_port=1\n\nget=1\n\n"));
  }

  @Test
  void writesEveryKeyOfTheState() {
    target.state = fullState();
    assertEquals(
        """
        private_key=%s
        listen_port=51820
        fwmark=4294967295
        public_key=%s
        preshared_key=%s
        protocol_version=1
        endpoint=192.0.2.1:7
        last_handshake_time_sec=1700000000
        last_handshake_time_nsec=5
        tx_bytes=9
        rx_bytes=8
        persistent_keepalive_interval=25
        allowed_ip=10.0.0.0/8
        public_key=%s
        preshared_key=%s
        protocol_version=1
        last_handshake_time_sec=0
        last_handshake_time_nsec=0
        tx_bytes=0
        rx_bytes=0
        persistent_keepalive_interval=0
        errno=0

        """
            .formatted(SECRET, KEY_A, SECRET, KEY_B, "00".repeat(32)),
        serve("get=1\n\n"));
  }

  @Test
  void hidesTheSecretsFromACallerWithoutTheRight() {
    target.state = fullState();
    String answer =
        serve(new ByteArrayInputStream("get=1\n\n".getBytes(StandardCharsets.US_ASCII)), false);
    assertTrue(answer.contains("public_key=" + KEY_A), answer);
    assertFalse(answer.contains("private_key"), answer);
    assertFalse(answer.contains("preshared_key"), answer);
  }

  @Test
  void writesAStateLargerThanItsBuffer() {
    List<PeerState> peers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      byte[] key = new byte[32];
      key[0] = (byte) i;
      key[1] = (byte) (i >> 8);
      peers.add(new PeerState(PublicKey.copyOf(key), null, null, null, i, i, 0, List.of()));
    }
    target.state = new DeviceState(null, 0, 0, peers);
    String answer = serve("get=1\n\n");
    assertEquals(1000, answer.split("public_key=", -1).length - 1);
    assertTrue(answer.endsWith("rx_bytes=999\npersistent_keepalive_interval=0\nerrno=0\n\n"));
  }

  @Test
  void findsTheScopeOfALinkLocalEndpointByNameAndByNumber() throws Exception {
    int loopback = NetworkInterface.getByName("lo").getIndex();
    for (String scope : List.of("lo", Integer.toString(loopback))) {
      Endpoint endpoint = EndpointText.parse("[fe80::1%" + scope + "]:1");
      assertNotNull(endpoint);
      assertEquals(loopback, endpoint.scopeId());
      assertEquals(endpoint, EndpointText.parse(endpoint.toString()));
    }
  }

  private static DeviceState fullState() {
    return new DeviceState(
        secret(SECRET),
        51820,
        -1,
        List.of(
            new PeerState(
                publicKey(KEY_A),
                secret(SECRET),
                Endpoint.of(IpPrefix.parseAddress("192.0.2.1"), 7),
                Instant.ofEpochSecond(1_700_000_000, 5),
                8,
                9,
                25,
                List.of(IpPrefix.parse("10.0.0.0/8"))),
            new PeerState(publicKey(KEY_B), null, null, null, 0, 0, 0, List.of())));
  }

  private static Secret secret(String hex) {
    return Secret.copyOf(HexFormat.of().parseHex(hex));
  }

  private static PublicKey publicKey(String hex) {
    return PublicKey.copyOf(HexFormat.of().parseHex(hex));
  }
}
