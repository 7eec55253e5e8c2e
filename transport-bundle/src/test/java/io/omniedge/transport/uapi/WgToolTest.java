package io.omniedge.transport.uapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.linux.libc.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the real {@code wg} sends, and what it makes of our answers. The socket must stand in
 * /var/run/wireguard, so this needs root.
 */
@Tag("netns")
class WgToolTest {
  private static final Path SOCKETS = Path.of("/var/run/wireguard");
  private static final String PRIVATE = "QGH2XHlU5QLGxNqvGGqYbMEWlWxkn2HRWkAhCbvNqFs=";
  private static final String SHARED = "gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA=";
  private static final String PEER_A = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
  private static final String PEER_B = "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=";
  private static final Endpoint OFFICE = Endpoint.of(IpPrefix.parseAddress("192.0.2.9"), 51821);

  private final String name = "omnitest" + ProcessHandle.current().pid() % 1_000_000;
  private final Path socket = SOCKETS.resolve(name + ".sock");
  private final RecordingTarget target = new RecordingTarget();
  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private @Nullable ServerSocketChannel server;
  private @Nullable Thread thread;

  @TempDir Path folder;

  @BeforeEach
  void listen() throws IOException {
    if (!Files.isExecutable(Path.of("/usr/bin/wg"))) {
      Assumptions.abort("wg is not installed (package wireguard-tools)");
    }
    try {
      Files.createDirectories(SOCKETS);
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      Assumptions.abort("no right to make a socket in " + SOCKETS + ": run as root");
    }
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    server = listener;
    thread = new Thread(() -> serve(listener), "uapi");
    thread.start();
  }

  @AfterEach
  void close() throws Exception {
    if (server != null) {
      server.close();
    }
    if (thread != null) {
      thread.join();
    }
    Files.deleteIfExists(socket);
    if (failure.get() != null) {
      throw new AssertionError("the session failed", failure.get());
    }
  }

  private void serve(ServerSocketChannel listener) {
    try {
      while (true) {
        try (SocketChannel connection = listener.accept();
            InputStream in = Channels.newInputStream(connection);
            OutputStream out = Channels.newOutputStream(connection)) {
          new UapiSession(target, true, in, out, refusals::add).serve();
        }
      }
    } catch (ClosedChannelException e) {
      assertTrue(!listener.isOpen());
    } catch (IOException | RuntimeException e) {
      failure.set(e);
    }
  }

  /** Runs {@code wg} to its end; its output, or its complaint with the exit status. */
  private String wg(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/wg"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    String text = Files.readString(output);
    return status == 0 ? text : "status " + status + ": " + text;
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("conf"), text).toString();
  }

  @Test
  void setArrivesAsTyped() throws Exception {
    String output =
        wg(
            "set",
            name,
            "listen-port",
            "51820",
            "fwmark",
            "0xffffffff",
            "private-key",
            file(PRIVATE),
            "peer",
            PEER_A,
            "endpoint",
            "192.0.2.9:51821",
            "persistent-keepalive",
            "25",
            "allowed-ips",
            "10.1.2.3/16,fd00::/8",
            "peer",
            PEER_B,
            "remove");
    assertEquals("", withoutWarning(output));
    assertEquals(
        new DeviceChange(
            secret(PRIVATE),
            51820,
            -1,
            false,
            List.of(
                new PeerChange(
                    key(PEER_A),
                    false,
                    false,
                    null,
                    OFFICE,
                    25,
                    true,
                    List.of(added("10.1.0.0/16"), added("fd00::/8"))),
                PeerChange.removal(key(PEER_B)))),
        target.onlyChange());
  }

  @Test
  void setTakesSecretsAway() throws Exception {
    assertEquals(
        "",
        wg(
            "set",
            name,
            "private-key",
            "/dev/null",
            "fwmark",
            "off",
            "peer",
            PEER_A,
            "preshared-key",
            "/dev/null",
            "persistent-keepalive",
            "off",
            "allowed-ips",
            ""));
    Secret none = Secret.copyOf(new byte[32]);
    assertEquals(
        new DeviceChange(
            none,
            null,
            0,
            false,
            List.of(new PeerChange(key(PEER_A), false, false, none, null, 0, true, List.of()))),
        target.onlyChange());
  }

  @Test
  void setTakesAScopedEndpoint() throws Exception {
    assertEquals("", wg("set", name, "peer", PEER_A, "endpoint", "[fe80::1%lo]:7"));
    Endpoint endpoint = target.onlyChange().peers().get(0).endpoint();
    assertEquals("[fe80:0:0:0:0:0:0:1%1]:7", String.valueOf(endpoint));
  }

  @Test
  void setconfReplacesThePeers() throws Exception {
    assertEquals("", wg("setconf", name, file(configuration())));
    DeviceChange change = target.onlyChange();
    assertTrue(change.replacePeers());
    assertEquals(secret(PRIVATE), change.privateKey());
    // wg names the values a file leaves out, so that they are reset.
    assertEquals(0, change.fwmark());
    assertEquals(51820, change.listenPort());
    assertEquals(
        List.of(
            new PeerChange(
                key(PEER_A),
                false,
                false,
                secret(SHARED),
                OFFICE,
                null,
                true,
                List.of(added("10.1.0.0/16"))),
            new PeerChange(key(PEER_B), false, false, null, null, null, true, List.of())),
        change.peers());
  }

  @Test
  void addconfKeepsThePeers() throws Exception {
    assertEquals("", wg("addconf", name, file("[Peer]\nPublicKey = " + PEER_B + "\n")));
    assertEquals(
        new DeviceChange(
            null,
            null,
            null,
            false,
            List.of(new PeerChange(key(PEER_B), false, false, null, null, null, true, List.of()))),
        target.onlyChange());
  }

  @Test
  void syncconfRemovesOnlyThePeersThatAreGone() throws Exception {
    PeerState gone = new PeerState(key(SHARED), null, null, null, 0, 0, 0, List.of());
    List<PeerState> peers = new ArrayList<>(state().peers());
    peers.add(gone);
    target.state = new DeviceState(secret(PRIVATE), 51820, 0, peers);
    assertEquals("", wg("syncconf", name, file(configuration())));
    DeviceChange change = target.onlyChange();
    assertEquals(false, change.replacePeers());
    List<PeerChange> removals = change.peers().stream().filter(PeerChange::remove).toList();
    assertEquals(List.of(PeerChange.removal(key(SHARED))), removals);
  }

  @Test
  void showDumpPrintsTheState() throws Exception {
    target.state = state();
    String[] lines = wg("show", name, "dump").split("\n", -1);
    assertEquals(PRIVATE + "\t" + publicKeyOf(PRIVATE) + "\t51820\t0xca6c", lines[0]);
    assertEquals(
        String.join(
            "\t",
            PEER_A,
            SHARED,
            "192.0.2.9:51821",
            "10.1.0.0/16,fd00::/8",
            "1700000000",
            "8",
            "9",
            "25"),
        lines[1]);
    assertEquals(
        String.join("\t", PEER_B, "(none)", "(none)", "(none)", "0", "0", "0", "off"), lines[2]);
  }

  @Test
  void showconfPrintsAFileThatSetconfTakesBack() throws Exception {
    target.state = state();
    String shown = wg("showconf", name);
    assertEquals("", wg("setconf", name, file(shown)));
    DeviceChange change = target.onlyChange();
    assertEquals(secret(PRIVATE), change.privateKey());
    assertEquals(51820, change.listenPort());
    assertEquals(0xca6c, change.fwmark());
    assertEquals(secret(SHARED), change.peers().get(0).presharedKey());
    assertEquals(OFFICE, change.peers().get(0).endpoint());
    assertEquals(25, change.peers().get(0).persistentKeepaliveSeconds());
  }

  @Test
  void wgReportsTheErrorNumberOfARefusal() throws Exception {
    target.refusal = new ApplyException(Errno.EADDRINUSE, "port 51820 is in use");
    String complaint = wg("set", name, "listen-port", "51820");
    assertTrue(complaint.startsWith("status 1: "), complaint);
    assertTrue(complaint.contains("Address already in use"), complaint);
    String shown = wg("show", name, "dump");
    assertTrue(shown.contains("Address already in use"), shown);
    assertEquals(2, refusals.size());
  }

  @Test
  void showFindsTheInterfaceByItsSocket() throws Exception {
    assertTrue(List.of(wg("show", "interfaces").trim().split("\\s+")).contains(name));
  }

  @Test
  void aThousandPeersGoBothWays() throws Exception {
    StringBuilder text = new StringBuilder("[Interface]\nPrivateKey = " + PRIVATE + "\n");
    List<PeerState> peers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[32];
      bytes[0] = (byte) i;
      bytes[1] = (byte) (i >> 8);
      bytes[2] = 1;
      PublicKey key = PublicKey.copyOf(bytes);
      IpPrefix prefix = IpPrefix.parse("10." + (i >> 8) + "." + (i & 0xff) + ".0/24");
      text.append("[Peer]\nPublicKey = ").append(key).append("\nAllowedIPs = ").append(prefix);
      text.append('\n');
      peers.add(new PeerState(key, null, OFFICE, null, i, i, 0, List.of(prefix)));
    }
    assertEquals("", wg("setconf", name, file(text.toString())));
    assertEquals(1000, target.onlyChange().peers().size());
    target.state = new DeviceState(secret(PRIVATE), 1, 0, peers);
    assertEquals(1001, wg("show", name, "dump").lines().count());
  }

  private static String configuration() {
    return """
        [Interface]
        PrivateKey = %s
        ListenPort = 51820
        [Peer]
        PublicKey = %s
        PresharedKey = %s
        AllowedIPs = 10.1.0.0/16
        Endpoint = 192.0.2.9:51821
        [Peer]
        PublicKey = %s
        """
        .formatted(PRIVATE, PEER_A, SHARED, PEER_B);
  }

  private static DeviceState state() {
    return new DeviceState(
        secret(PRIVATE),
        51820,
        0xca6c,
        List.of(
            new PeerState(
                key(PEER_A),
                secret(SHARED),
                OFFICE,
                Instant.ofEpochSecond(1_700_000_000),
                8,
                9,
                25,
                List.of(IpPrefix.parse("10.1.0.0/16"), IpPrefix.parse("fd00::/8"))),
            new PeerState(key(PEER_B), null, null, null, 0, 0, 0, List.of())));
  }

  /** wg warns of host bits in an allowed IP and sends them all the same. */
  private static String withoutWarning(String output) {
    return output.startsWith("Warning: AllowedIP has nonzero host part") ? "" : output;
  }

  private String publicKeyOf(String privateKey) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("/usr/bin/wg", "pubkey").start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(privateKey.getBytes(StandardCharsets.US_ASCII));
    }
    String key = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(0, process.waitFor());
    return key.trim();
  }

  private static AllowedIpChange added(String prefix) {
    return new AllowedIpChange(IpPrefix.parse(prefix), false);
  }

  private static Secret secret(String base64) {
    return Secret.copyOf(Base64.getDecoder().decode(base64));
  }

  private static PublicKey key(String base64) {
    return PublicKey.copyOf(Base64.getDecoder().decode(base64));
  }
}
