package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Iperf;
import io.omniedge.itests.lab.JavaHomes;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import io.omniedge.itests.osgi.Platform;
import io.omniedge.itests.osgi.PlatformProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bundles carry traffic on every platform and every Java they are made for. */
@Tag("netns")
class PlatformTrafficTest {
  private static final long BYTES = 20_000_000;

  /** When iperf3 ends it leaves in the buffers of the two sockets, 4 and 6 MB, what is there. */
  private static final long LEAST_BYTES = BYTES - 10_000_000;

  @ParameterizedTest(name = "{0} on Java {1}")
  @CsvSource({"FELIX, 17", "FELIX, 25", "KURA_5_6, 17", "KURA_5_6, 25", "KURA_6, 17", "KURA_6, 25"})
  void carriesPingsAndTcpAndLeavesNothing(Platform platform, int java) {
    GatewayProcess.needsOurs("runs as bundles");
    Path javaHome = JavaHomes.of(java);
    try (TwoGateways two =
        TwoGateways.plan(platform + "-" + java)
            .start((host, config) -> launch(platform, javaHome, host, config), GatewayKind.OURS)) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER6, 20, 1380);
      long received = Iperf.tcp(two.leftHost(), two.rightHost(), TwoGateways.RIGHT_INNER, BYTES);
      assertTrue(received >= LEAST_BYTES, received + " of " + BYTES + " bytes arrived");
      long sent = two.left().wg().peer(two.rightKey()).sentBytes();
      assertTrue(sent > received, sent + " bytes sealed of " + received);
      two.left().close();
      assertEquals("", two.leftHost().attempt("ip", "link", "show", "omni0").out());
    }
  }

  private static Program launch(Platform platform, Path javaHome, Host host, GatewayConfig config) {
    return platform == Platform.FELIX
        ? GatewayRuntime.launch(host, config, javaHome)
        : PlatformProcess.launch(platform, javaHome, host, config, List.of());
  }
}
