package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.JavaHomes;
import io.omniedge.itests.lab.Machine;
import io.omniedge.itests.lab.Ping;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Debian package as its user has it: installed, run by systemd, removed, purged. */
@Tag("netns")
class ServiceTest {
  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void carriesTrafficInItsSandboxStopsCleanlyAndGoesWithItsData(int java) {
    GatewayProcess.needsOurs("is a Debian package");
    Machine.needed();
    Path home = JavaHomes.of(java);
    try (TwoGateways two =
        TwoGateways.plan("service-" + java)
            .start(
                (host, config) -> Machine.boot(host, config, home, Packages.gateway()),
                GatewayKind.OURS)) {
      Machine machine = new Machine(two.left());
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER6, 20, 1380);
      assertEquals("omni0\n", machine.attempt("wg", "show", "interfaces").out());
      assertSandboxed(machine);

      assertEquals(0, machine.attempt("systemctl", "stop", "omniedge-gateway").status());
      assertEquals(
          "Result=success\nExecMainStatus=0\n",
          show(machine, "Result,ExecMainStatus"),
          machine.log());
      assertFalse(machine.attempt("ip", "link", "show", "omni0").succeeded(), "the device is left");

      assertEquals(0, machine.attempt("systemctl", "start", "omniedge-gateway").status());
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      // As an operator does, with the service running.
      assertTrue(machine.attempt("dpkg", "--no-triggers", "-r", "omniedge-gateway").succeeded());
      assertFalse(machine.attempt("ip", "link", "show", "omni0").succeeded(), "it runs on");
      assertTrue(machine.attempt("test", "-f", "/var/lib/omniedge/keys/omni0.key").succeeded());
      assertTrue(machine.attempt("dpkg", "--no-triggers", "-P", "omniedge-gateway").succeeded());
      assertFalse(machine.attempt("test", "-e", "/var/lib/omniedge").succeeded(), "data is left");
    }
  }

  private static String show(Machine machine, String properties) {
    return machine.attempt("systemctl", "show", "omniedge-gateway", "-p", properties).out();
  }

  /** Not root, one capability, and no way to more. */
  private static void assertSandboxed(Machine machine) {
    String pid = show(machine, "MainPID").replaceAll("\\D", "");
    Command status = machine.attempt("cat", "/proc/" + pid + "/status");
    String netAdmin = String.format("%016x", 1L << 12);
    for (String set : new String[] {"Prm", "Eff", "Bnd", "Amb"}) {
      assertTrue(status.out().contains("Cap" + set + ":\t" + netAdmin), status.out());
    }
    assertTrue(status.out().contains("NoNewPrivs:\t1"), status.out());
    assertTrue(status.out().contains("Seccomp:\t2"), status.out());
    assertFalse(status.out().contains("\nUid:\t0"), status.out());
  }
}
