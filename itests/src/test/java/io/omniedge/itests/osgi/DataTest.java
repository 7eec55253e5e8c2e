package io.omniedge.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Measurements, clips and evidence on each platform the bundles are made for. */
@ParameterizedClass
@EnumSource(Platform.class)
class DataTest {
  private final Platform platform;

  @TempDir private Path folder;

  DataTest(Platform platform) {
    this.platform = platform;
  }

  @Test
  void aMeasurementBecomesAPointAndAClip() throws Exception {
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (RunningPlatform running = RunningPlatform.start(platform, folder, Platform.gateway())) {
      running.configure(
          "io.omniedge.pdm.Triage",
          false,
          Map.of(
              "kura.service.pid", "io.omniedge.pdm.Triage",
              "triggers", "hot threshold pump/* above=80 before=5 after=0"));
      Object points = running.service("io.omniedge.gateway.api.data.PointReader", null);
      running.configure(
          "io.omniedge.pdm.Intake",
          false,
          Map.of("kura.service.pid", "io.omniedge.pdm.Intake", "enabled", true, "udpPort", port));
      Eventually.holds("the intake", () -> threads().contains("intake UDP"));
      byte[] lines = "pump t=20\npump t=90".getBytes(StandardCharsets.UTF_8);
      try (DatagramSocket socket = new DatagramSocket()) {
        InetAddress here = InetAddress.getLoopbackAddress();
        socket.send(new DatagramPacket(lines, lines.length, here, port));
      }
      Eventually.holds(
          "the last value",
          () ->
              Optional.of(90.0)
                  .equals(
                      RunningPlatform.call(
                          points, "last", new Class<?>[] {String.class}, "pump/t")));
      Eventually.holds("a clip", this::hasClip);

      running.configure(
          "io.omniedge.pdm.Evidence",
          false,
          Map.of("kura.service.pid", "io.omniedge.pdm.Evidence"));
      Object evidence = running.service("io.omniedge.gateway.api.compliance.EvidenceLog", null);
      RunningPlatform.call(
          evidence, "append", new Class<?>[] {String.class}, "{\"decision\":\"blocked\"}");
      String line =
          Files.readString(folder.resolve("data/evidence/evidence-000000000000001.jsonl"));
      assertTrue(line.contains("\"event\":{\"decision\":\"blocked\"}"), line);
    }
    Eventually.holds("the end of its threads", () -> !threads().contains("triage"));
  }

  private boolean hasClip() {
    try (Stream<Path> files = Files.list(folder.resolve("data/pdm/clips"))) {
      return files.anyMatch(file -> file.toString().endsWith("-P2-hot.mcap"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList().toString();
  }
}
