package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.NetworkLab;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Transfer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What may change while a tunnel is up, most of it under traffic. */
@Tag("netns")
@ParameterizedClass
@EnumSource(Pairing.class)
class ChangeTest {
  private final Pairing pairing;

  ChangeTest(Pairing pairing) {
    this.pairing = pairing;
  }

  @Test
  void followsAPeerThatMovesToAnotherAddressAndPortUnderTraffic() {
    try (TwoGateways two = TwoGateways.plan("roaming").start(pairing)) {
      Host left = two.leftHost();
      left.sysctl("net/ipv4/conf/wan0/promote_secondaries", 1);
      Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
      Transfer traffic = Transfer.endless(left, two.rightHost(), TwoGateways.RIGHT_INNER);

      left.address("wan0", "192.0.2.11/24");
      left.run("ip", "address", "del", "192.0.2.1/24", "dev", "wan0");
      two.left().wg().set("listen-port", "51999");

      Eventually.holds(
          "right sees left's new endpoint",
          () -> two.right().wg().peer(two.leftKey()).endpoint().equals("192.0.2.11:51999"));
      traffic.stopIntact();
      assertEquals("51999", two.left().wg().show("listen-port"));
    }
  }

  @Test
  void handshakesAgainUnderTrafficWithoutHarmingIt() {
    try (TwoGateways two = TwoGateways.plan("rekey").start(pairing)) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      Transfer traffic = Transfer.endless(two.rightHost(), two.leftHost(), TwoGateways.LEFT_INNER);
      for (int i = 0; i < 3; i++) {
        two.leftMeetsRightAnew();
        Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      }
      traffic.stopIntact();
    }
  }

  @Test
  void goesOnWithANewPrivateKey() {
    Keys renewed = Keys.generate();
    try (TwoGateways two = TwoGateways.plan("new-key").start(pairing)) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      two.left().wg().setWithKey(renewed.privateKey(), "private-key", "/dev/stdin");
      assertEquals(renewed.publicKey(), two.left().wg().show("public-key"));
      two.leftMeetsRightAnew();
      assertFalse(
          Ping.answers(two.leftHost(), TwoGateways.RIGHT_INNER), "right does not know the new key");

      two.right().wg().set("peer", two.leftKey(), "remove");
      two.right().wg().set("peer", renewed.publicKey(), "allowed-ips", "10.77.0.1/32,fd77::1/128");
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      assertTrue(two.right().wg().peer(renewed.publicKey()).latestHandshake() > 0);
      assertEquals(1, two.right().wg().peers().size());
    }
  }

  @Test
  void comesBackAfterTheInterfaceWasDown() {
    try (TwoGateways two = TwoGateways.plan("down-up").start(pairing)) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      two.leftHost().run("ip", "link", "set", GatewayProcess.DEVICE, "down");
      assertFalse(Ping.answers(two.rightHost(), TwoGateways.LEFT_INNER), "left is down");

      two.leftHost().run("ip", "link", "set", GatewayProcess.DEVICE, "up");
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      Transfer.intact(two.rightHost(), two.leftHost(), TwoGateways.LEFT_INNER, 10_000_000);
    }
  }

  @Test
  void movesAllowedIpsFromOnePeerToAnother() {
    try (NetworkLab lab = NetworkLab.open("allowed-ips")) {
      Keys[] keys = {Keys.generate(), Keys.generate(), Keys.generate()};
      Host centre = lab.host("centre");
      GatewayProcess first = spoke(lab, centre, 1, keys);
      GatewayProcess second = spoke(lab, centre, 2, keys);
      GatewayConfig config =
          new GatewayConfig(
              keys[0],
              TwoGateways.PORT,
              List.of("10.77.0.1/24"),
              1420,
              List.of(
                  centrePeer(keys[1], "192.0.2.1", List.of("10.77.0.11/32", "10.20.0.0/24")),
                  centrePeer(keys[2], "192.0.2.5", List.of("10.77.0.12/32"))));
      GatewayProcess gateway = GatewayProcess.start(pairing.left(), centre, config, List.of());
      Ping.awaitAnswer(centre, "10.20.0.1");
      Ping.awaitAnswer(centre, "10.77.0.12");
      long firstBefore = first.wg().peer(keys[0].publicKey()).receivedBytes();
      long secondBefore = second.wg().peer(keys[0].publicKey()).receivedBytes();

      gateway.wg().set("peer", keys[2].publicKey(), "allowed-ips", "10.77.0.12/32,10.20.0.0/24");
      assertEquals(List.of("10.77.0.11/32"), gateway.wg().peer(keys[1].publicKey()).allowedIps());
      Ping.withoutLoss(centre, "10.20.0.1", 50, 1420);
      long firstAfter = first.wg().peer(keys[0].publicKey()).receivedBytes();
      long secondAfter = second.wg().peer(keys[0].publicKey()).receivedBytes();
      assertTrue(secondAfter - secondBefore > 50 * 1420, "the second spoke got the packets");
      assertTrue(firstAfter - firstBefore < 1420, "the first spoke got none of them");
    }
  }

  /** A spoke has 10.20.0.1, as the other one has too: only allowed-IPs tell them apart. */
  private GatewayProcess spoke(NetworkLab lab, Host centre, int number, Keys[] keys) {
    Host host = lab.host("spoke" + number);
    lab.connect(host, "wan0", centre, "wan" + number, 1500);
    host.address("wan0", "192.0.2." + (number * 4 - 3) + "/30");
    centre.address("wan" + number, "192.0.2." + (number * 4 - 2) + "/30");
    GatewayConfig config =
        new GatewayConfig(
            keys[number],
            TwoGateways.PORT,
            List.of("10.77.0.1" + number + "/24", "10.20.0.1/32"),
            1420,
            List.of(
                new GatewayConfig.Peer(
                    keys[0].publicKey(), null, null, List.of("10.77.0.1/32"), 0)));
    return GatewayProcess.start(pairing.right(), host, config, List.of());
  }

  private static GatewayConfig.Peer centrePeer(Keys keys, String address, List<String> ips) {
    return new GatewayConfig.Peer(keys.publicKey(), null, address + ":" + TwoGateways.PORT, ips, 0);
  }
}
