package io.omniedge.pdm.outlet;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A report as a cloud gets it: what a dashboard needs beside the document, and the document in one
 * of two formats. Immutable.
 */
public final class ReportBody {
  private static final int MOST_BYTES = 64 << 20;

  private final Map<String, Object> metrics;
  private final String contentType;
  private final byte[] bytes;

  private ReportBody(Map<String, Object> metrics, String contentType, byte[] bytes) {
    this.metrics = Map.copyOf(metrics);
    this.contentType = contentType;
    this.bytes = bytes;
  }

  /**
   * Of a document as compliance let it through. What that made of it may be no JSON any more; then
   * it leaves as bytes.
   *
   * @param dataType {@code pdm-report} for one that has metrics
   */
  public static ReportBody of(String dataType, byte[] json, ReportFormat format) {
    JsonValue document;
    try {
      document = JsonReader.read(json, MOST_BYTES);
    } catch (ProtocolException e) {
      return new ReportBody(Map.of(), "application/octet-stream", json);
    }
    Map<String, Object> metrics =
        dataType.equals("pdm-report") && document instanceof JsonObject report
            ? metrics(report)
            : Map.of();
    return format == ReportFormat.CBOR
        ? new ReportBody(metrics, "application/cbor", CborWriter.bytes(document))
        : new ReportBody(metrics, "application/json", json);
  }

  private static Map<String, Object> metrics(JsonObject report) {
    Map<String, Object> metrics = new TreeMap<>();
    text(report, "identity", "asset").ifPresent(text -> metrics.put("asset", text));
    text(report, "identity", "point").ifPresent(text -> metrics.put("point", text));
    text(report, "level").ifPresent(text -> metrics.put("level", text));
    text(report, "severity", "zone").ifPresent(text -> metrics.put("zone", text));
    number(report, "severity", "velocityRmsMmPerS")
        .ifPresent(number -> metrics.put("velocity.rms.mm.s", number.value().doubleValue()));
    number(report, "sequence")
        .ifPresent(number -> metrics.put("report.sequence", number.value().longValue()));
    return metrics;
  }

  private static Optional<String> text(JsonObject report, String... path) {
    return find(report, path)
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value());
  }

  private static Optional<JsonNumber> number(JsonObject report, String... path) {
    return find(report, path).filter(JsonNumber.class::isInstance).map(JsonNumber.class::cast);
  }

  private static Optional<JsonValue> find(JsonObject report, String... path) {
    JsonValue at = report;
    for (String name : path) {
      JsonValue inner = at instanceof JsonObject object ? object.members().get(name) : null;
      if (inner == null) {
        return Optional.empty();
      }
      at = inner;
    }
    return Optional.of(at);
  }

  /** By their names; those that the document has. */
  public Map<String, Object> metrics() {
    return metrics;
  }

  /** A MIME type. */
  public String contentType() {
    return contentType;
  }

  /** Not a copy. */
  public byte[] bytes() {
    return bytes;
  }
}
