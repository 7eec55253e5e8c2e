package io.omniedge.gateway.kura;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Metrics as a JSON object, a member each, for whoever checks what leaves. */
final class MetricsDocument {
  private static final int MOST_BYTES = 1 << 20;

  private MetricsDocument() {}

  static byte[] of(Map<String, Object> metrics) {
    JsonObject.Builder document = JsonObject.builder();
    metrics.forEach((name, value) -> document.put(name, json(value)));
    return document.build().toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonValue json(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return JsonNumber.of(((Number) value).longValue());
    }
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return new JsonNumber(BigDecimal.valueOf(number.doubleValue()));
    }
    return value instanceof Boolean flag
        ? JsonBoolean.of(flag)
        : new JsonString(String.valueOf(value));
  }

  /**
   * The metrics of a document, of the types that they had before.
   *
   * @throws ProtocolException if it is none, or a member is neither text, number nor boolean
   */
  static Map<String, Object> read(byte[] document, Map<String, Object> before)
      throws ProtocolException {
    Map<String, Object> metrics = new TreeMap<>();
    for (Map.Entry<String, JsonValue> member :
        JsonReader.readObject(document, MOST_BYTES).members().entrySet()) {
      metrics.put(member.getKey(), metric(member, before.get(member.getKey())));
    }
    return metrics;
  }

  private static Object metric(Map.Entry<String, JsonValue> member, @Nullable Object before)
      throws ProtocolException {
    if (member.getValue() instanceof JsonString text) {
      return text.value();
    }
    if (member.getValue() instanceof JsonBoolean flag) {
      return flag.value();
    }
    if (member.getValue() instanceof JsonNumber number) {
      if (!number.isSafeInteger()) {
        return number.value().doubleValue();
      }
      long value = number.value().longValueExact();
      if (before instanceof Double) {
        return (double) value;
      }
      return before instanceof Integer && value == (int) value ? (Object) (int) value : value;
    }
    throw new ProtocolException(member.getKey(), "", "it is no metric");
  }
}
