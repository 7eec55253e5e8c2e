package io.omniedge.pdm.clip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.omniedge.pdm.buffer.Samples;
import io.omniedge.pdm.triage.PriorityClass;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we write others can read. */
class ClipTest {
  private static final long NOW = 1_780_315_200_000_000_000L;

  @TempDir private Path folder = Path.of("");

  private static Clip clip(List<Samples> sources) {
    return new Clip(
        "vibration", NOW / 1_000_000, PriorityClass.P2, sources, Map.of("trigger", "vibration"));
  }

  private Path written(Clip clip) throws IOException {
    Path file = folder.resolve("clip.mcap");
    try (OutputStream out = Files.newOutputStream(file)) {
      clip.write(out);
    }
    return file;
  }

  private static Samples samples(String source, int count, long step) {
    long[] nanos = new long[count];
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      nanos[i] = NOW + i * step;
      values[i] = i / 8.0;
    }
    return Samples.of(source, nanos, values);
  }

  @Test
  void mergesSourcesInTheOrderOfTime() throws IOException {
    McapReader read =
        McapReader.read(
            written(
                clip(
                    List.of(
                        samples("pump-1/x", 3, 10),
                        samples("pump-1/ü", 2, 15),
                        samples("empty", 0, 1)))));
    assertEquals(
        List.of(
            "pump-1/x " + NOW + " {\"value\":0.0}",
            "pump-1/ü " + NOW + " {\"value\":0.0}",
            "pump-1/x " + (NOW + 10) + " {\"value\":0.125}",
            "pump-1/ü " + (NOW + 15) + " {\"value\":0.125}",
            "pump-1/x " + (NOW + 20) + " {\"value\":0.25}"),
        read.messages());
    assertEquals(Map.of("trigger", "vibration"), read.facts());
  }

  @Test
  void writesManyChunks() throws IOException {
    McapReader read = McapReader.read(written(clip(List.of(samples("a", 50_000, 40_000)))));
    assertEquals(50_000, read.messages().size());
    assertTrue(read.chunks() > 5, read.chunks() + " chunks");
  }

  @Test
  void aClipOfNothingIsAFileToo() throws IOException {
    assertEquals(List.of(), McapReader.read(written(clip(List.of()))).messages());
  }

  /** The reader of the format's own project; {@code ./dev test} gets it from npm. */
  @Test
  void theReaderOfTheFormatsOwnersReadsTheSame() throws Exception {
    Path npm = Path.of("..", ".cache", "npm").toAbsolutePath().normalize();
    assumeTrue(
        Files.isDirectory(npm.resolve("node_modules/@mcap/core")),
        "@mcap/core is not in " + npm + " (npm install --prefix " + npm + " @mcap/core)");
    Path script = folder.resolve("read-mcap.mjs");
    try (var in = getClass().getResourceAsStream("read-mcap.mjs")) {
      Files.write(script, java.util.Objects.requireNonNull(in).readAllBytes());
    }
    Clip clip =
        clip(List.of(samples("pump-1/x", 20_000, 40_000), samples("pump-1/t", 3, 1_000_000_000)));
    Path file = written(clip);
    Process node =
        new ProcessBuilder("node", script.toString(), npm.toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(node.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, node.waitFor(), said);
    JsonObject found = (JsonObject) JsonReader.read(said.strip());
    List<String> ours = McapReader.read(file).messages();
    assertEquals("" + ours.size(), String.valueOf(found.members().get("count")));
    for (String how : List.of("indexed", "streamed")) {
      JsonArray theirs = (JsonArray) found.members().get(how);
      List<String> lines =
          java.util.Objects.requireNonNull(theirs).elements().stream()
              .map(line -> ((JsonString) line).value())
              .toList();
      assertEquals(ours, lines, how);
    }
    assertEquals(
        "{\"omniedge.clip\":{\"trigger\":\"vibration\"}}",
        String.valueOf(found.members().get("metadata")));
    assertEquals("[\"omniedge.Sample\"]", String.valueOf(found.members().get("schemas")));
  }
}
