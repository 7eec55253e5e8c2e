package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bulk transfers with every combination of the four offloads, as older kernels would have it. */
@Tag("netns")
class OffloadTest {
  private static final List<String> OFFLOADS =
      List.of("tun-tso", "tun-uso", "udp-segment", "udp-gro");
  private static final long BULK_BYTES = 24_000_000;

  static Stream<List<String>> everyCombination() {
    return IntStream.range(0, 1 << OFFLOADS.size())
        .mapToObj(
            bits -> {
              List<String> disabled = new ArrayList<>();
              for (int i = 0; i < OFFLOADS.size(); i++) {
                if ((bits >> i & 1) != 0) {
                  disabled.add(OFFLOADS.get(i));
                }
              }
              return disabled;
            });
  }

  @ParameterizedTest
  @MethodSource("everyCombination")
  void carriesBulkWithTheseOffloadsSwitchedOff(List<String> disabled) {
    GatewayProcess.needsOurs("can switch offloads off");
    String[] options =
        disabled.isEmpty()
            ? new String[0]
            : new String[] {"--disable-offload", String.join(",", disabled)};
    // Against ourselves: both directions of each offload are then in the way of each transfer.
    try (TwoGateways two =
        TwoGateways.plan("offload").options(options).start(Pairing.OURS_WITH_OURS)) {
      for (GatewayProcess gateway : List.of(two.left(), two.right())) {
        String status = gateway.status();
        assertTrue(status.contains("udp_offload="), status);
        for (String offload : disabled) {
          assertFalse(status.contains(offload), () -> offload + " is in use: " + status);
        }
      }
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      Transfer.intact(two.leftHost(), two.rightHost(), TwoGateways.RIGHT_INNER, BULK_BYTES);
      Transfer.intact(two.rightHost(), two.leftHost(), TwoGateways.LEFT_INNER6, BULK_BYTES);
    }
  }
}
