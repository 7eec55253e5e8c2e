package io.omniedge.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we log on Kura 5.6 is in Kura's log, which SLF4J 1.7 writes. */
class KuraLogTest {
  private static final String FILE = "org.slf4j.simpleLogger.logFile";
  private static final Path SLF4J =
      Path.of(System.getProperty("omniedge.root"))
          .resolve("osgi-bundles/monitoring/target/slf4j/1.7-simple");

  @TempDir private Path folder;

  private static List<Path> bundles() throws IOException {
    List<Path> bundles = new ArrayList<>();
    try (Stream<Path> jars = Files.list(SLF4J)) {
      jars.forEach(bundles::add);
    }
    bundles.addAll(Platform.gateway());
    return bundles;
  }

  @Test
  void aMessageOfOursIsInTheLogOfKura() throws Exception {
    Path log = folder.resolve("kura.log");
    System.setProperty(FILE, log.toString());
    try (RunningPlatform kura = RunningPlatform.start(Platform.KURA_5_6, folder, bundles())) {
      Object recent = kura.service("io.omniedge.gateway.api.RecentLog", null);
      kura.configure(
          "io.omniedge.gateway.monitoring.Metrics",
          false,
          Map.of("kura.service.pid", "io.omniedge.gateway.monitoring.Metrics", "port", "no port"));
      Eventually.holds("our message", () -> read(log).contains("port \"no port\""));
      String line =
          read(log).lines().filter(each -> each.contains("no port")).findFirst().orElseThrow();
      assertTrue(line.contains("ERROR io.omniedge.gateway.monitoring.osgi.Metrics"), line);
      // Whoever logs gives it to one handler after the other.
      Eventually.holds(
          "our message among the newest",
          () -> newest(recent).contains("port \"no port\": not a whole number"));
      Object metrics =
          kura.service(
              "io.omniedge.gateway.api.SelfChecked",
              "(kura.service.pid=io.omniedge.gateway.monitoring.Metrics)");
      assertEquals(
          List.of("port \"no port\": not a whole number"),
          RunningPlatform.call(metrics, "problems", new Class<?>[0]));
    } finally {
      System.clearProperty(FILE);
    }
    assertEquals(0, java.util.logging.Logger.getLogger("io.omniedge").getHandlers().length);
  }

  private static String newest(Object recent) {
    return String.valueOf(RunningPlatform.call(recent, "newest", new Class<?>[] {int.class}, 500));
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
