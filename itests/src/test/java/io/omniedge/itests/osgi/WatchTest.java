package io.omniedge.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A machine is watched, and its report reaches the manager, on each platform. */
@ParameterizedClass
@EnumSource(Platform.class)
class WatchTest {
  private static final String WATCH = "io.omniedge.pdm.Watch";
  private static final String OUTLET = "io.omniedge.pdm.ManagerOutlet";
  private static final int RATE_HZ = 2_560;

  private static final String PUMP =
      """
      asset: pump-7
      group: iso-20816-3-group-2
      support: rigid
      nominalRpm: 1480
      points:
        - name: drive-end
          source: DE
          axis: radial-horizontal
          mounting: stud
      """;

  private final Platform platform;
  private final List<String> reports = new CopyOnWriteArrayList<>();

  @TempDir private Path folder;

  WatchTest(Platform platform) {
    this.platform = platform;
  }

  /** A shaft that is out of balance, and noise. */
  private void record() throws IOException {
    Random random = new Random(7);
    StringBuilder csv = new StringBuilder("DE\n");
    for (int i = 0; i < 8 * RATE_HZ; i++) {
      double turn = 2 * Math.PI * 1_480 / 60 * i / RATE_HZ;
      csv.append(0.05 * Math.sin(turn) + 0.01 * random.nextGaussian()).append('\n');
    }
    Path recordings = Files.createDirectories(folder.resolve("data/pdm/recordings"));
    Path written = Files.writeString(recordings.resolve("pump.csv"), csv);
    assertTrue(Files.exists(written));
  }

  private @Nullable Object manager(Object proxy, String method, Object[] arguments) {
    switch (method) {
      case "send" -> {
        byte[] body = (byte[]) RunningPlatform.call(arguments[0], "body", new Class<?>[0]);
        Object kind = RunningPlatform.call(arguments[0], "kind", new Class<?>[0]);
        reports.add(kind + " " + new String(body, StandardCharsets.UTF_8));
        ((Runnable) arguments[1]).run();
        return true;
      }
      case "signature" -> {
        return Optional.empty();
      }
      case "equals" -> {
        return proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      default -> {
        return "the manager";
      }
    }
  }

  @Test
  void aReplayedRecordingBecomesAReportAtTheManager() throws Exception {
    record();
    try (RunningPlatform running = RunningPlatform.start(platform, folder, Platform.gateway())) {
      running.configure(OUTLET, false, Map.of("kura.service.pid", OUTLET));
      Object outlet = running.service("io.omniedge.pdm.outlet.OutletSource", null);
      Runnable leave =
          running.register(
              outlet,
              "io.omniedge.gateway.api.report.ReportChannel",
              (proxy, method, arguments) -> manager(proxy, method.getName(), arguments));
      running.configure(
          WATCH,
          false,
          Map.of(
              "kura.service.pid",
              WATCH,
              "enabled",
              true,
              "machines",
              PUMP,
              "replay",
              "pump.csv",
              "replayRateHz",
              RATE_HZ,
              "replaySpeed",
              10));
      Eventually.holds("a report", () -> !reports.isEmpty());
      assertTrue(reports.get(0).startsWith("pdm-report {"), reports.get(0).substring(0, 40));
      assertTrue(reports.get(0).contains("\"asset\":\"pump-7\""), "the machine");
      assertTrue(reports.get(0).contains("\"zone\":"), "a zone");
      Object watch = running.service("io.omniedge.pdm.osgi.WatchComponent", null);
      String status = (String) RunningPlatform.call(watch, "status", new Class<?>[0]);
      assertTrue(String.valueOf(status).contains("watch: pump-7/drive-end"), status);
      leave.run();
    }
  }
}
