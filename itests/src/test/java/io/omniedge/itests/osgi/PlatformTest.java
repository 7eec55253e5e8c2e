package io.omniedge.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;

/** The bundles resolve, start and are configured on each platform they are made for. */
@ParameterizedClass
@EnumSource(Platform.class)
class PlatformTest {
  private static final String TUNNEL = "io.omniedge.transport.Tunnel";

  private final Platform platform;

  @TempDir private Path folder;

  PlatformTest(Platform platform) {
    this.platform = platform;
  }

  private RunningPlatform start() throws Exception {
    return RunningPlatform.start(platform, folder, Platform.gateway());
  }

  private static String snapshot(Object tunnel) {
    return String.valueOf(RunningPlatform.call(tunnel, "snapshot", new Class<?>[0]));
  }

  @Test
  void allBundlesStart() throws Exception {
    try (RunningPlatform running = start()) {
      for (Bundle bundle : running.bundles()) {
        assertEquals(Bundle.ACTIVE, bundle.getState(), bundle.getSymbolicName());
      }
    }
  }

  @Test
  void aTunnelIsThereWithItsConfigurationAndTellsWhatIsWrongWithIt() throws Exception {
    try (RunningPlatform running = start()) {
      running.configure("io.omniedge.tun.Devices", false, Map.of("tunTso", true));
      running.configure(
          TUNNEL,
          true,
          Map.of(
              "kura.service.pid", "plant",
              "interfaceName", "omni-test",
              "enabled", false,
              "listenPort", 0,
              "address", "10.9.0.1/24"));
      running.configure(
          TUNNEL,
          true,
          Map.of(
              "kura.service.pid", "wrong",
              "interfaceName", "omni-wrong",
              "listenPort", "99999"));
      String type = "io.omniedge.gateway.api.GatewayTunnel";
      Object plant = running.service(type, "(kura.service.pid=plant)");
      assertTrue(snapshot(plant).contains("state=DISABLED"), snapshot(plant));
      Object wrong = running.service(type, "(kura.service.pid=wrong)");
      assertTrue(snapshot(wrong).contains("state=FAILED"), snapshot(wrong));
      assertTrue(
          snapshot(wrong).contains("ListenPort \"99999\": the number is out of range (0 to 65535)"),
          snapshot(wrong));
    }
  }

  @Test
  void stopsWithoutLeavingAThread() throws Exception {
    RunningPlatform running = start();
    running.configure("io.omniedge.tun.Devices", false, Map.of("tunTso", true));
    running.configure(
        TUNNEL,
        true,
        Map.of("kura.service.pid", "leaves", "interfaceName", "omni-x", "enabled", false));
    running.service("io.omniedge.gateway.api.GatewayTunnel", "(kura.service.pid=leaves)");
    assertTrue(threads().contains("leaves keeper"), threads());
    Eventually.holds("the metrics", () -> threads().contains("metrics keeper"));
    running.close();
    for (String thread : List.of("leaves keeper", "metrics keeper", "HTTP-Dispatcher")) {
      Eventually.holds("the end of " + thread, () -> !threads().contains(thread));
    }
  }

  private static String threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList().toString();
  }
}
