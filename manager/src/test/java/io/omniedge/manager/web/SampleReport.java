package io.omniedge.manager.web;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The example of docs/pdm-report.md, with pictures as a gateway sends them. */
final class SampleReport {
  private static final double SHAFT_HZ = 24.667;
  private static final double BPFI_HZ = 133.58;
  private static final long HOUR = 3_600_000;
  private static final int LINES = 400;

  private SampleReport() {}

  static JsonObject document() {
    try {
      String text = Files.readString(Path.of("..", "docs", "pdm-report.md"));
      Matcher block = Pattern.compile("(?s)```json\n(.*?)\n```").matcher(text);
      if (!block.find() || !(JsonReader.read(block.group(1)) instanceof JsonObject document)) {
        throw new AssertionError("no example of a report");
      }
      return document;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  /** With members in the place of others. */
  static JsonObject with(JsonObject document, String name, JsonValue value) {
    TreeMap<String, JsonValue> members = new TreeMap<>(document.members());
    members.put(name, value);
    return new JsonObject(members);
  }

  /** One that was measured then. */
  static byte[] full(long atMillis) {
    Random random = new Random(1);
    List<double[]> spectrum = new ArrayList<>();
    List<double[]> envelope = new ArrayList<>();
    for (int i = 1; i <= LINES; i++) {
      spectrum.add(new double[] {i * 25.0, 0.002 + 0.006 * random.nextDouble()});
      envelope.add(new double[] {i * 1.25, 0.001 + 0.002 * random.nextDouble()});
    }
    for (int order = 1; order <= 10; order++) {
      spectrum.add(new double[] {order * SHAFT_HZ, 0.06 / order});
    }
    for (int harmonic = 1; harmonic <= 3; harmonic++) {
      envelope.add(new double[] {harmonic * BPFI_HZ, 0.03 / harmonic});
      envelope.add(new double[] {harmonic * BPFI_HZ - SHAFT_HZ, 0.01 / harmonic});
      envelope.add(new double[] {harmonic * BPFI_HZ + SHAFT_HZ, 0.012 / harmonic});
    }
    List<double[]> trend = new ArrayList<>();
    for (int i = 119; i >= 0; i--) {
      double value = 1.9 + (119 - i) * 0.008 + 0.15 * random.nextDouble();
      trend.add(new double[] {atMillis - (double) i * 6 * HOUR, value});
    }
    JsonObject document = document();
    JsonObject oldTrend = (JsonObject) document.find("trend").orElseThrow();
    document = with(document, "trend", with(oldTrend, "points", array(trend)));
    document = with(document, "spectrum", array(spectrum));
    document = with(document, "envelopeSpectrum", array(envelope));
    document = with(document, "atMillis", JsonNumber.of(atMillis));
    document =
        with(document, "bearing", tones((JsonObject) document.find("bearing").orElseThrow()));
    return document.toBytes();
  }

  private static JsonObject tones(JsonObject bearing) {
    String[] names = {"BPFO", "BPFI", "TWICE_BSF", "FTF"};
    double[] frequencies = {88.42, BPFI_HZ, 116.3, 9.8247};
    double[] ratios = {1.3, 41.2, 2.1, 1.1};
    List<JsonValue> tones = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      tones.add(
          JsonObject.builder()
              .put("tone", names[i])
              .put("frequencyHz", number(frequencies[i]))
              .put("peakHz", number(frequencies[i] * 1.004))
              .put("ratio", number(ratios[i]))
              .put("second", number(ratios[i] / 2))
              .put("third", number(ratios[i] / 4))
              .build());
    }
    return with(bearing, "tones", new JsonArray(tones));
  }

  private static JsonNumber number(double value) {
    return new JsonNumber(new BigDecimal(value, new MathContext(5)));
  }

  private static JsonArray array(List<double[]> pairs) {
    return new JsonArray(
        pairs.stream()
            .sorted((one, other) -> Double.compare(one[0], other[0]))
            .<JsonValue>map(
                pair ->
                    new JsonArray(
                        List.of(
                            pair[0] > 1e9 ? JsonNumber.of((long) pair[0]) : number(pair[0]),
                            number(pair[1]))))
            .toList());
  }
}
