package io.omniedge.transport.uapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Whatever the caller sends: answers with an error number, or silence; nothing is thrown. */
class UapiHostileTextTest {
  private static final String SECRET = "5e".repeat(32);

  private RecordingTarget target = new RecordingTarget();
  private final List<String> refusals = new ArrayList<>();

  /** jqwik runs every try on one instance. */
  private String serve(byte[] requests) throws IOException {
    target = new RecordingTarget();
    refusals.clear();
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    new UapiSession(target, true, new ByteArrayInputStream(requests), answers, refusals::add)
        .serve();
    return answers.toString(StandardCharsets.ISO_8859_1);
  }

  @Property(tries = 2000)
  void anyBytesAreAnsweredOrIgnored(@ForAll byte[] bytes) throws IOException {
    assertTrue(serve(bytes).matches("(errno=-?[0-9]+\n\n)*"));
    assertEquals(List.of(), target.changes);
  }

  @Property(tries = 3000)
  void anyMixtureOfLinesIsAppliedWholeOrRefusedWithoutShowingTheSecret(
      @ForAll("requests") String requests) throws IOException {
    String answers = serve(requests.getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(answers.matches("(errno=-?[0-9]+\n\n)*"), answers);
    int applied = answers.split("errno=0\n", -1).length - 1;
    int got = requests.split("get=1\n", -1).length - 1;
    assertTrue(target.changes.size() <= applied);
    assertTrue(applied <= target.changes.size() + got, answers);
    assertFalse(refusals.toString().contains("5e5e"), refusals.toString());
  }

  @Property(tries = 300)
  void whatWgWouldSendArrivesAsItWasMeant(@ForAll("changes") DeviceChange change)
      throws IOException {
    assertEquals("errno=0\n\n", serve(request(change).getBytes(StandardCharsets.US_ASCII)));
    assertEquals(change, target.onlyChange());
  }

  @Provide
  Arbitrary<String> requests() {
    Arbitrary<String> lines =
        Arbitraries.of(
            "set=1\n",
            "set=1\n",
            "get=1\n",
            "\n",
            "\n",
            "private_key=" + SECRET + "\n",
            "private_key=" + SECRET + "5\n",
            "preshared_key=" + SECRET + "\n",
            SECRET + "\n",
            "public_key=" + "a1".repeat(32) + "\n",
            "listen_port=1\n",
            "listen_port=99999\n",
            "allowed_ip=10.0.0.0/8\n",
            "allowed_ip=-::/0\n",
            "endpoint=[::1]:1\n",
            "remove=true\n",
            "replace_peers=true\n",
            "=\n",
            "\r",
            "\0");
    return lines.list().ofMaxSize(25).map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<DeviceChange> changes() {
    return Combinators.combine(
            secrets().injectNull(0.5),
            Arbitraries.integers().between(0, 0xffff).injectNull(0.5),
            Arbitraries.integers().injectNull(0.5),
            Arbitraries.of(true, false),
            peers().list().ofMaxSize(4))
        .as(DeviceChange::new);
  }

  private Arbitrary<PeerChange> peers() {
    Arbitrary<PeerChange> changed =
        Combinators.combine(
                secrets().map(secret -> PublicKey.copyOf(secret.exposeBytes())),
                Arbitraries.of(true, false),
                secrets().injectNull(0.5),
                endpoints().injectNull(0.5),
                Arbitraries.integers().between(0, 0xffff).injectNull(0.5),
                Arbitraries.of(true, false),
                allowedIps().list().ofMaxSize(4))
            .as(
                (key, updateOnly, shared, endpoint, keepalive, replace, allowed) ->
                    new PeerChange(
                        key, false, updateOnly, shared, endpoint, keepalive, replace, allowed));
    return Arbitraries.oneOf(changed, changed.map(peer -> PeerChange.removal(peer.publicKey())));
  }

  private Arbitrary<Secret> secrets() {
    return Arbitraries.bytes().array(byte[].class).ofSize(32).map(Secret::copyOf);
  }

  private Arbitrary<InetAddress> addresses() {
    Arbitrary<byte[]> v4 = Arbitraries.bytes().array(byte[].class).ofSize(4);
    Arbitrary<byte[]> v6 = Arbitraries.bytes().array(byte[].class).ofSize(16);
    return Arbitraries.oneOf(v4, v6).map(UapiHostileTextTest::address);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes", e);
    }
  }

  private Arbitrary<Endpoint> endpoints() {
    return Combinators.combine(addresses(), Arbitraries.integers().between(1, 0xffff))
        .as(Endpoint::of);
  }

  private Arbitrary<AllowedIpChange> allowedIps() {
    return Combinators.combine(
            addresses(), Arbitraries.integers().between(0, 128), Arbitraries.of(true, false))
        .as(
            (address, length, remove) ->
                new AllowedIpChange(
                    new IpPrefix(address, length % (address.getAddress().length * 8 + 1)), remove));
  }

  /** The other side, written from the description of the protocol. */
  private static String request(DeviceChange change) {
    StringBuilder text = new StringBuilder("set=1\n");
    if (change.privateKey() != null) {
      text.append("private_key=").append(hex(change.privateKey().exposeBytes())).append('\n');
    }
    append(text, "listen_port", change.listenPort());
    append(
        text, "fwmark", change.fwmark() == null ? null : Integer.toUnsignedString(change.fwmark()));
    append(text, "replace_peers", change.replacePeers() ? "true" : null);
    for (PeerChange peer : change.peers()) {
      append(text, "public_key", hex(peer.publicKey().bytes()));
      append(text, "remove", peer.remove() ? "true" : null);
      append(text, "update_only", peer.updateOnly() ? "true" : null);
      append(
          text,
          "preshared_key",
          peer.presharedKey() == null ? null : hex(peer.presharedKey().exposeBytes()));
      append(text, "endpoint", peer.endpoint());
      append(text, "persistent_keepalive_interval", peer.persistentKeepaliveSeconds());
      append(text, "replace_allowed_ips", peer.replaceAllowedIps() ? "true" : null);
      for (AllowedIpChange allowed : peer.allowedIps()) {
        append(text, "allowed_ip", (allowed.remove() ? "-" : "") + allowed.prefix());
      }
    }
    return text.append('\n').toString();
  }

  private static void append(StringBuilder text, String key, @Nullable Object value) {
    if (value != null) {
      text.append(key).append('=').append(value).append('\n');
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
