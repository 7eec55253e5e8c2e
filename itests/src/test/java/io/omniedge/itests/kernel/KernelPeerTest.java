package io.omniedge.itests.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.NetworkLab;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import io.omniedge.itests.lab.Wg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The WireGuard of the Linux kernel as a peer: the implementation most of the world runs.
 *
 * <pre>
 *   host: 10.9.0.1, fd09::1 [omni0]──192.0.2.1 [tap0] ═══ [eth0] 192.0.2.2──[wg0] 10.9.0.2, fd09::2
 * </pre>
 */
@Tag("kernel")
class KernelPeerTest {
  private static final int PORT = 51820;
  private static final long BULK_MEGABYTES = 16;

  /** One failed try with the old session (15 s) and one handshake retry, with room to spare. */
  private static final Duration RECOVERY = Duration.ofSeconds(45);

  private static @Nullable Path image;

  private final Keys ours = Keys.generate();
  private final Keys theirs = Keys.generate();
  private NetworkLab lab;
  private Host host;
  private KernelGuest guest;
  private @Nullable GatewayProcess gateway;

  @BeforeAll
  static void makeImage() {
    image = KernelGuest.image();
  }

  @BeforeEach
  void boot() {
    lab = NetworkLab.open("kernel");
    host = lab.host("host");
    bootGuest();
  }

  @AfterEach
  void end() {
    guest.close();
    lab.close();
  }

  @Test
  void guestInitiates() {
    startOurs(null, false);
    startTheirs(null, true);
    assertTrue(guest.succeeds("ping -c 1 -W 10 10.9.0.1"), "ping from the guest");
    assertNotEquals(0, peer().latestHandshake());
    assertEquals("192.0.2.2:" + PORT, peer().endpoint());
  }

  @Test
  void weInitiate() {
    startTheirs(null, false);
    startOurs(null, true);
    Ping.awaitAnswer(host, "10.9.0.2");
    assertNotEquals("0", guest.run("wg show wg0 latest-handshakes | cut -f2"));
  }

  @Test
  void pingsOfAllSizesPassInBothFamilies() {
    startBoth(null);
    for (String address : List.of("10.9.0.2", "fd09::2")) {
      for (int bytes : List.of(60, 61, 1279, 1420)) {
        Ping.withoutLoss(host, address, 20, bytes);
      }
    }
    assertTrue(guest.succeeds("ping -c 3 10.9.0.1 && ping -6 -c 3 fd09::1"), "from the guest");
  }

  @Test
  void presharedKeyIsMixedIn() {
    startBoth(Keys.presharedKey());
    Ping.awaitAnswer(host, "fd09::2");
  }

  @Test
  void noHandshakeWithAnotherPresharedKey() {
    startTheirs(Keys.presharedKey(), false);
    startOurs(Keys.presharedKey(), true);
    assertFalse(Ping.answers(host, "10.9.0.2"), "a ping with two different preshared keys");
    assertEquals(0, peer().latestHandshake());
  }

  @Test
  void bulkArrivesIntactInBothDirections() {
    startBoth(null);
    guest.run("dd if=/dev/urandom of=/tmp/bulk bs=1M count=" + BULK_MEGABYTES + " 2>/dev/null");
    String sum = guest.run("sha256sum </tmp/bulk");
    // nc ends when its input ends; a pipe that is open at both ends never does.
    String hold = "rm -f /tmp/omni-hold; mkfifo /tmp/omni-hold; exec 3<>/tmp/omni-hold; ";
    guest.run(hold);
    for (String[] ends : new String[][] {{"10.9.0.1", "10.9.0.2"}, {"fd09::1", "fd09::2"}}) {
      Path copy = host.folder().resolve("copy");
      String nc = image().resolve("busybox") + " nc";
      Program receiver = host.start("receiver", "sh", "-c", hold + nc + " -l -p 7000 <&3 >" + copy);
      Eventually.holds(
          "nc listens", () -> host.run("ss", "-Htln", "sport", "=", ":7000").contains("7000"));
      guest.run("nc " + ends[0] + " 7000 </tmp/bulk");
      receiver.awaitEnd();
      assertEquals(sum, host.run("sh", "-c", "sha256sum <" + copy).strip(), "guest to host");

      guest.run("rm -f /tmp/back; nc -l -p 7001 <&3 >/tmp/back & sleep 1");
      host.run("sh", "-c", nc + " " + ends[1] + " 7001 <" + copy);
      assertEquals(sum, guest.run("wait; sha256sum </tmp/back"), "host to guest");
    }
  }

  @Test
  void guestFollowsOurNewPort() {
    startBoth(null);
    host.run("wg", "set", GatewayProcess.DEVICE, "listen-port", "41820");
    Ping.awaitAnswer(host, "10.9.0.2");
    assertTrue(guest.run("wg show wg0 endpoints").endsWith("192.0.2.1:41820"), "its view of us");
  }

  @Test
  void weFollowTheGuestsNewPort() {
    startBoth(null);
    guest.run("wg set wg0 listen-port 41821");
    assertTrue(guest.succeeds("ping -c 1 -W 10 10.9.0.1"), "ping from the guest's new port");
    assertEquals("192.0.2.2:41821", peer().endpoint());
  }

  @Test
  void persistentKeepalivesComeWithoutTraffic() {
    startBoth(null);
    long before = peer().receivedBytes();
    guest.run("wg set wg0 peer " + ours.publicKey() + " persistent-keepalive 1");
    Eventually.holds("three keepalives of 32 bytes", () -> peer().receivedBytes() >= before + 96);
    guest.run("wg set wg0 peer " + ours.publicKey() + " persistent-keepalive 0");
    String counter = "wg show wg0 transfer | cut -f2";
    long theirBefore = Long.parseLong(guest.run(counter));
    host.run(
        "wg",
        "set",
        GatewayProcess.DEVICE,
        "peer",
        theirs.publicKey(),
        "persistent-keepalive",
        "1");
    Eventually.holds("three of ours", () -> Long.parseLong(guest.run(counter)) >= theirBefore + 96);
  }

  @Test
  void weAnswerOneWayTrafficWithAKeepalive() {
    startBoth(null);
    long before = peer().sentBytes();
    // To a closed port behind a dropped answer: nothing but a keepalive goes back.
    host.run("nft", "add table inet t");
    host.run("nft", "add chain inet t out { type filter hook output priority 0 ; }");
    host.run("nft", "add rule inet t out oifname " + GatewayProcess.DEVICE + " drop");
    guest.run("echo x | nc -u -w 1 10.9.0.1 9 || true");
    Eventually.holds("a keepalive after 10 s", () -> peer().sentBytes() == before + 32);
  }

  @Test
  void recoversWhenTheGuestLostItsSessions() {
    startBoth(null);
    guest.close();
    bootGuest();
    startTheirs(null, false);
    Eventually.holds(
        "an answer from the guest after its reboot",
        RECOVERY,
        () -> Ping.answers(host, "10.9.0.2"),
        () -> host.run("wg", "show", GatewayProcess.DEVICE));
    assertEquals(1, guest.run("wg show wg0 latest-handshakes").lines().count());
  }

  @Test
  void guestRecoversWhenWeLostOurSessions() {
    GatewayProcess.needsOurs("starts again where a killed one left its socket");
    startBoth(null);
    ourGateway().program().kill();
    Eventually.holds(
        "the interface is gone",
        () -> !host.attempt("ip", "link", "show", GatewayProcess.DEVICE).succeeded());
    ourGateway().restart(ourConfig(null, true));
    Ping.awaitAnswer(host, "10.9.0.2");
    assertTrue(guest.succeeds("ping -c 1 -W 10 10.9.0.1"), "from the guest");
  }

  @Test
  @Tag("slow")
  void sessionsAreRenewedUnderTraffic() {
    startBoth(null);
    long first = peer().latestHandshake();
    Program pings = Ping.stream(host, "10.9.0.2");
    Eventually.holds(
        "a second handshake after 120 s",
        Duration.ofSeconds(150),
        () -> peer().latestHandshake() > first + 100,
        () -> host.run("wg", "show", GatewayProcess.DEVICE));
    assertEquals(0, Ping.lostOf(pings), "lost pings");
  }

  private void bootGuest() {
    guest = KernelGuest.boot(image(), host);
    host.run("ip", "address", "replace", "192.0.2.1/24", "dev", "tap0");
    host.run("ip", "link", "set", "tap0", "up");
    guest.run("ip address add 192.0.2.2/24 dev eth0");
  }

  private void startBoth(@Nullable String presharedKey) {
    startTheirs(presharedKey, true);
    startOurs(presharedKey, true);
    Ping.awaitAnswer(host, "10.9.0.2");
  }

  private void startOurs(@Nullable String presharedKey, boolean knowsEndpoint) {
    gateway =
        GatewayProcess.start(
            GatewayKind.OURS, host, ourConfig(presharedKey, knowsEndpoint), List.of());
  }

  private GatewayConfig ourConfig(@Nullable String presharedKey, boolean knowsEndpoint) {
    GatewayConfig.Peer peer =
        new GatewayConfig.Peer(
            theirs.publicKey(),
            presharedKey,
            knowsEndpoint ? "192.0.2.2:" + PORT : null,
            List.of("10.9.0.2/32", "fd09::2/128"),
            0);
    return new GatewayConfig(ours, PORT, List.of("10.9.0.1/24", "fd09::1/64"), 1420, List.of(peer));
  }

  private void startTheirs(@Nullable String presharedKey, boolean knowsEndpoint) {
    guest.run("ip link add wg0 type wireguard");
    guest.run("echo " + theirs.privateKey() + " >/tmp/key");
    guest.run("wg set wg0 listen-port " + PORT + " private-key /tmp/key");
    String psk = "";
    if (presharedKey != null) {
      guest.run("echo " + presharedKey + " >/tmp/psk");
      psk = " preshared-key /tmp/psk";
    }
    String endpoint = knowsEndpoint ? " endpoint 192.0.2.1:" + PORT : "";
    guest.run(
        "wg set wg0 peer "
            + ours.publicKey()
            + psk
            + endpoint
            + " allowed-ips 10.9.0.1/32,fd09::1/128");
    guest.run("ip address add 10.9.0.2/24 dev wg0");
    guest.run("ip -6 address add fd09::2/64 dev wg0");
    guest.run("ip link set wg0 mtu 1420 up");
  }

  private Wg.Peer peer() {
    return ourGateway().wg().peer(theirs.publicKey());
  }

  private GatewayProcess ourGateway() {
    if (gateway == null) {
      throw new IllegalStateException("ours was not started");
    }
    return gateway;
  }

  private static Path image() {
    if (image == null) {
      throw new IllegalStateException("the image was not made");
    }
    return image;
  }
}
