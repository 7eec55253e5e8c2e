package io.omniedge.pdm.detect;

import io.omniedge.pdm.recording.Recordings;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A series of the Numenta Anomaly Benchmark with the windows in which something was wrong. A test
 * that needs one is skipped where there is none; {@code -Domniedge.data=folder} says where they
 * are.
 */
final class NabSeries {
  private final String name;
  private final double[] values;
  private final List<int[]> windows;

  NabSeries(String name, double[] values, List<int[]> windows) {
    this.name = name;
    this.values = values;
    this.windows = windows;
  }

  /** The file's. */
  String name() {
    return name;
  }

  /** In their order. */
  double[] values() {
    return values;
  }

  /** First and last index of each, both inside. */
  List<int[]> windows() {
    return windows;
  }

  static NabSeries read(String name) throws IOException, ProtocolException {
    Path file = Recordings.file("nab/" + name + ".csv");
    List<String> times = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("timestamp")) {
        String[] cells = line.split(",", -1);
        times.add(cells[0]);
        values.add(Double.valueOf(cells[1]));
      }
    }
    JsonObject all =
        JsonReader.readObject(
            Files.readAllBytes(Recordings.file("nab/combined_windows.json")), 1_000_000);
    List<int[]> windows = new ArrayList<>();
    for (JsonValue window : elements(all.find("realKnownCause/" + name + ".csv").orElseThrow())) {
      List<JsonValue> ends = elements(window);
      // A time comes twice where summer time ends; the benchmark takes the first.
      windows.add(new int[] {times.indexOf(time(ends.get(0))), times.indexOf(time(ends.get(1)))});
    }
    return new NabSeries(name, values.stream().mapToDouble(Double::doubleValue).toArray(), windows);
  }

  private static List<JsonValue> elements(JsonValue value) {
    return ((JsonArray) value).elements();
  }

  /** Without the fraction of a second, which the series does not have. */
  private static String time(JsonValue value) {
    return ((JsonString) value).value().substring(0, 19);
  }
}
