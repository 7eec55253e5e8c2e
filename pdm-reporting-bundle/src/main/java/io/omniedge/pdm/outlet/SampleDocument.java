package io.omniedge.pdm.outlet;

import io.omniedge.pdm.buffer.Samples;
import io.omniedge.pdm.triage.PriorityClass;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Samples as they leave:
 *
 * <pre>
 *   {"v":1,"kind":"samples","class":"P3","sources":[
 *     {"source":"pump-1/x","from-us":1780315200000000,"offsets-us":[0,1000],"values":[2.5,2.6]}]}
 * </pre>
 *
 * Times are microseconds since 1970, which every JSON library keeps exactly.
 */
public final class SampleDocument {
  private static final long NANOS_A_MICRO = 1_000;

  private SampleDocument() {}

  /**
   * The document of these.
   *
   * @param kind {@code samples} or {@code stream}
   */
  public static byte[] of(String kind, PriorityClass priority, List<Samples> sources) {
    List<JsonValue> parts = new ArrayList<>();
    for (Samples samples : sources) {
      if (samples.size() > 0) {
        parts.add(part(samples));
      }
    }
    return JsonObject.builder()
        .put("v", 1)
        .put("kind", kind)
        .put("class", priority.name())
        .put("sources", new JsonArray(parts))
        .build()
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject part(Samples samples) {
    List<JsonValue> offsets = new ArrayList<>(samples.size());
    List<JsonValue> values = new ArrayList<>(samples.size());
    long fromMicros = samples.nanos(0) / NANOS_A_MICRO;
    for (int i = 0; i < samples.size(); i++) {
      offsets.add(JsonNumber.of(samples.nanos(i) / NANOS_A_MICRO - fromMicros));
      values.add(new JsonNumber(BigDecimal.valueOf(samples.value(i))));
    }
    return JsonObject.builder()
        .put("source", samples.source())
        .put("from-us", fromMicros)
        .put("offsets-us", new JsonArray(offsets))
        .put("values", new JsonArray(values))
        .build();
  }
}
