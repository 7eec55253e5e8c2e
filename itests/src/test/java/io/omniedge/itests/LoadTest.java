package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.DatagramCounter;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.Flood;
import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many peers, and many who only pretend to be one. */
@Tag("netns")
@ParameterizedClass
@EnumSource(Pairing.class)
class LoadTest {
  private static final int MANY = 1000;

  private final Pairing pairing;

  LoadTest(Pairing pairing) {
    this.pairing = pairing;
  }

  @Test
  void handshakesByCookieWhileFlooded() {
    try (TwoGateways two = TwoGateways.plan("cookie").start(pairing)) {
      Host attacker = two.lab().host("attacker");
      two.lab().connect(attacker, "wan0", two.rightHost(), "wan1", 1500);
      attacker.address("wan0", "198.51.100.1/24");
      two.rightHost().address("wan1", "198.51.100.2/24");
      DatagramCounter cookies = DatagramCounter.cookieReplies(two.leftHost());
      DatagramCounter withMac2 = DatagramCounter.initiationsWithMac2(two.leftHost());

      try (Program flood =
          Flood.start(attacker, "198.51.100.2", TwoGateways.PORT, two.rightKey())) {
        // A first initiation may slip through before right feels the load: meet until one does not.
        Eventually.holds(
            "right answers an initiation by a cookie",
            () -> {
              two.leftMeetsRightAnew();
              Ping.answers(two.leftHost(), TwoGateways.RIGHT_INNER);
              return cookies.packets() > 0;
            });
        Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
        assertTrue(flood.isAlive(), "the flood ended before the handshake");
      }
      assertTrue(withMac2.packets() > 0, "left used the cookie");
    }
  }

  @Test
  void servesOneOfAThousandPeersAndForgetsTheOthersWithoutHarmingIt() {
    try (TwoGateways two = TwoGateways.plan("thousand").start(pairing)) {
      List<GatewayConfig.Peer> many = new ArrayList<>();
      for (int i = 1; i < MANY; i++) {
        String address = "10.78." + i / 256 + "." + i % 256 + "/32";
        many.add(
            new GatewayConfig.Peer(
                Keys.generate().publicKey(), null, null, List.of(address, "fd78::" + i), 0));
      }
      many.addAll(two.rightConfig().peers());
      two.right().wg().load("syncconf", two.rightConfig().withPeers(many).wgText());
      assertEquals(MANY, two.right().wg().peers().size());
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER, 50, 1420);
      long handshake = two.right().wg().peer(two.leftKey()).latestHandshake();

      two.right().wg().load("syncconf", two.rightConfig().wgText());
      assertEquals(1, two.right().wg().peers().size());
      Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER, 50, 1420);
      assertEquals(
          handshake,
          two.right().wg().peer(two.leftKey()).latestHandshake(),
          "the session went on: syncconf touches only what changed");
    }
  }
}
