package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import io.omniedge.itests.lab.Transfer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The real two minutes: sessions are renewed under traffic and nobody notices [WG 6.2]. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT) // mostly waiting
@ParameterizedClass
@EnumSource(Pairing.class)
class RekeyTest {
  private static final Duration ONE_REKEY = Duration.ofSeconds(150);

  private final Pairing pairing;

  RekeyTest(Pairing pairing) {
    this.pairing = pairing;
  }

  @Test
  void losesNothingOverTwoRekeys() {
    try (TwoGateways two = TwoGateways.plan("rekey-120").start(pairing)) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      Transfer traffic =
          Transfer.endless(two.leftHost(), two.rightHost(), TwoGateways.RIGHT_INNER6);
      awaitRekey(two);
      traffic.stopIntact();
      // Without the bulk beside them, not one of the pings may be lost.
      Program pings = Ping.stream(two.leftHost(), TwoGateways.RIGHT_INNER);
      awaitRekey(two);
      assertEquals(0, Ping.lostOf(pings), "lost pings");
    }
  }

  private static void awaitRekey(TwoGateways two) {
    long before = two.left().wg().peer(two.rightKey()).latestHandshake();
    Eventually.holds(
        "a new handshake by the 120-second timer",
        ONE_REKEY,
        () -> two.left().wg().peer(two.rightKey()).latestHandshake() > before,
        () -> two.left().program().output());
  }
}
