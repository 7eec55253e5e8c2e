package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Transfer;
import io.omniedge.itests.lab.Wg;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tunnel that nobody disturbs has to carry, with every kind of partner. */
@Tag("netns")
@ParameterizedClass
@EnumSource(Pairing.class)
class TunnelTest {
  private static final long BULK_BYTES = 48_000_000;
  private static final int KEEPALIVE_BYTES = 32;

  private final Pairing pairing;

  TunnelTest(Pairing pairing) {
    this.pairing = pairing;
  }

  @Test
  void carriesIpv4AndIpv6OverIpv4() {
    try (TwoGateways two = TwoGateways.plan("over-ipv4").start(pairing)) {
      carriesBothFamilies(two);
      assertEquals("192.0.2.1:51820", two.right().wg().peer(two.leftKey()).endpoint());
    }
  }

  @Test
  void carriesIpv4AndIpv6OverIpv6() {
    try (TwoGateways two = TwoGateways.plan("over-ipv6").overIpv6().start(pairing)) {
      carriesBothFamilies(two);
      assertEquals("[2001:db8::1]:51820", two.right().wg().peer(two.leftKey()).endpoint());
    }
  }

  private static void carriesBothFamilies(TwoGateways two) {
    Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
    Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER, 50, 1420);
    Ping.withoutLoss(two.rightHost(), TwoGateways.LEFT_INNER6, 50, 1420);
    Transfer.intact(two.leftHost(), two.rightHost(), TwoGateways.RIGHT_INNER, BULK_BYTES);
    Transfer.intact(two.rightHost(), two.leftHost(), TwoGateways.LEFT_INNER, BULK_BYTES);
    Transfer.intact(two.leftHost(), two.rightHost(), TwoGateways.RIGHT_INNER6, BULK_BYTES);
    Transfer.intact(two.rightHost(), two.leftHost(), TwoGateways.LEFT_INNER6, BULK_BYTES);
    Wg.Peer right = two.left().wg().peer(two.rightKey());
    Wg.Peer left = two.right().wg().peer(two.leftKey());
    assertTrue(right.sentBytes() > 2 * BULK_BYTES, "sent through the tunnel: " + right);
    assertTrue(left.receivedBytes() > 2 * BULK_BYTES, "received through the tunnel: " + left);
    assertTrue(right.receivedBytes() > 2 * BULK_BYTES, "received through the tunnel: " + right);
    assertTrue(right.latestHandshake() > 0 && left.latestHandshake() > 0, "handshake times");
  }

  @Test
  void handshakesOnlyWithTheSamePresharedKey() {
    String other = Keys.presharedKey();
    try (TwoGateways two =
        TwoGateways.plan("psk").presharedKey(Keys.presharedKey()).start(pairing)) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);

      two.right().wg().setWithKey(other, "peer", two.leftKey(), "preshared-key", "/dev/stdin");
      two.leftMeetsRightAnew();
      assertFalse(Ping.answers(two.leftHost(), TwoGateways.RIGHT_INNER), "another preshared key");
      assertEquals(0, two.left().wg().peer(two.rightKey()).latestHandshake());

      two.left().wg().setWithKey(other, "peer", two.rightKey(), "preshared-key", "/dev/stdin");
      assertEquals(other, two.left().wg().peer(two.rightKey()).presharedKey());
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 1420, 1500, 4000, 9000})
  void carriesPacketsOfTheWholeMtu(int mtu) {
    try (TwoGateways two = TwoGateways.plan("mtu-" + mtu).mtu(mtu).start(pairing)) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      // Every length modulo 16 near the limit: WireGuard pads, but never beyond the MTU.
      for (int bytes = mtu; bytes > mtu - 17; bytes--) {
        Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER, 2, bytes);
      }
      Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER6, 5, mtu);
      Transfer.intact(two.leftHost(), two.rightHost(), TwoGateways.RIGHT_INNER, BULK_BYTES);
      Transfer.intact(two.rightHost(), two.leftHost(), TwoGateways.LEFT_INNER6, BULK_BYTES);
    }
  }

  @Test
  void keepsASilentTunnelAlive() {
    try (TwoGateways two = TwoGateways.plan("keepalive").keepalive(1).start(pairing)) {
      // Left has an endpoint, so its keepalive alone makes the handshake, without any packet.
      Eventually.holds(
          "a handshake without traffic",
          () -> two.right().wg().peer(two.leftKey()).latestHandshake() > 0);
      long before = two.right().wg().peer(two.leftKey()).receivedBytes();
      Eventually.holds(
          "three more keepalives",
          () ->
              two.right().wg().peer(two.leftKey()).receivedBytes() >= before + 3 * KEEPALIVE_BYTES);
      assertEquals("1", two.left().wg().peer(two.rightKey()).keepalive());
    }
  }
}
