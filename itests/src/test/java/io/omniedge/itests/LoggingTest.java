package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.NetworkLab;
import io.omniedge.itests.lab.Program;
import io.omniedge.itests.lab.Scrape;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much our own runtime logs, changed while it runs. */
@Tag("netns")
class LoggingTest {
  private static final String URL = "http://127.0.0.1:9586/metrics";
  private static final String METRICS = "io.omniedge.gateway.monitoring.Metrics";
  private static final Pattern SMALL = Pattern.compile("(?m)^\\S+ (DEBUG|TRACE) ");
  private static final String LOGGING = "io.omniedge.gateway.monitoring.Logging";

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has log levels");
  }

  private static void refused(Host host, Program gateway, String port) {
    GatewayRuntime.deploy(host, METRICS, Map.of("address", "127.0.0.1", "port", port));
    gateway.awaitOutput("ERROR MetricsComponent: .*port \"" + port + "\"");
  }

  @Test
  void levelsChangeWhileItRunsAndWrongOnesChangeNothing() {
    try (NetworkLab lab = NetworkLab.open("levels")) {
      Host host = lab.host("gateway");
      Program gateway = GatewayRuntime.launch(host, List.of());
      gateway.awaitOutput("INFO MetricsServer: metrics at http://127.0.0.1:9586");
      refused(host, gateway, "70001");
      assertFalse(SMALL.matcher(gateway.output()).find(), "before it was asked for");

      GatewayRuntime.deploy(host, LOGGING, Map.of("level", "LOUD", "levels", "a.b=DEBUG"));
      gateway.awaitOutput("ERROR LoggingComponent: " + LOGGING + ": level \"LOUD\": the level is");

      // The JDK's web server, which has a logger of its own, tells of each request.
      GatewayRuntime.deploy(
          host, LOGGING, Map.of("level", "ERROR", "levels", "com.sun.net.httpserver=TRACE"));
      Eventually.holds(
          "messages of a single logger",
          () -> {
            Scrape.from(host, URL);
            return SMALL.matcher(gateway.output()).find();
          });
      GatewayRuntime.deploy(host, METRICS, Map.of("address", "127.0.0.1", "port", "9587"));
      Eventually.holds("the other port", () -> host.run("ss", "-ltn").contains(":9587 "));
      refused(host, gateway, "70002");
      assertFalse(
          gateway.output().contains("INFO MetricsServer: metrics at http://127.0.0.1:9587"));
    }
  }

  @Test
  void eachMessageIsThereOnceThoughSlf4jLeadsToTheSameLog() {
    try (NetworkLab lab = NetworkLab.open("once")) {
      Host host = lab.host("gateway");
      Program gateway = GatewayRuntime.launch(host, List.of());
      gateway.awaitOutput("^gateway ready");
      refused(host, gateway, "70001");
      refused(host, gateway, "70002");
      assertEquals(
          1, gateway.output().lines().filter(line -> line.contains("port \"70001\"")).count());
    }
  }
}
