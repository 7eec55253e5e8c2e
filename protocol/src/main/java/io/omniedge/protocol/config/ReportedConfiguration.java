package io.omniedge.protocol.config;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonValue;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a gateway's components are configured, and what became of the manager's last wish. Passwords
 * are never in it: {@code "***"} stands for one that is set.
 *
 * @param revision of the manager's wish this answers, 0 for none yet
 * @param outcome what became of it
 * @param reason for people, empty if it was applied
 * @param snapshot identifier of the gateway's snapshot in force, 0 if it keeps none
 * @param errors one for each property refused
 * @param components by PID
 */
public record ReportedConfiguration(
    long revision,
    Outcome outcome,
    String reason,
    long snapshot,
    List<PropertyError> errors,
    SortedMap<String, ComponentSettings> components) {
  /** Of the message. */
  public static final int MAX_BYTES = 1 << 20;

  /** Stands for a password that is set. */
  public static final String HIDDEN = "***";

  /** What became of the manager's wish. */
  public enum Outcome {
    /** There was none. */
    NONE,
    /** It is in force; the gateway waits for the manager to be reachable still. */
    TRIAL,
    /** It is in force. */
    APPLIED,
    /** It was wrong, and nothing was changed. */
    REFUSED,
    /** It was in force and cut the gateway off from the manager, so it was undone. */
    REVERTED,
    /** Somebody changed the configuration on the gateway later. */
    OVERRIDDEN;

    /** As documents have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Outcome parse(String text) {
      for (Outcome outcome : values()) {
        if (outcome.text().equals(text)) {
          return outcome;
        }
      }
      throw new IllegalArgumentException("it is no outcome");
    }
  }

  /**
   * A property that was refused.
   *
   * @param pid of the component
   * @param property its name, empty for the component as a whole
   * @param reason for people
   */
  public record PropertyError(String pid, String property, String reason) {
    static PropertyError read(Fields fields) throws ProtocolException {
      return new PropertyError(
          fields.text("pid", 255),
          fields.optionalText("property", 255).orElse(""),
          fields.text("reason", 1_000));
    }

    JsonObject toJson() {
      return JsonObject.builder()
          .put("pid", pid)
          .put("property", property)
          .put("reason", reason)
          .build();
    }
  }

  /** Copies. */
  public ReportedConfiguration {
    errors = List.copyOf(errors);
    components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
  }

  /** Reads a message. */
  public static ReportedConfiguration fromBytes(byte[] bytes) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(bytes, MAX_BYTES));
    long max = JsonNumber.MAX_SAFE_INTEGER;
    return new ReportedConfiguration(
        fields.integer("revision", 0, max),
        fields.parsed("outcome", 20, Outcome::parse),
        fields.optionalText("reason", 1_000).orElse(""),
        fields.integer("snapshot", 0, max, 0),
        fields.list("errors", 1_000, PropertyError::read),
        fields.map("components", 1_000, ComponentSettings::read));
  }

  /** The message. */
  public byte[] toBytes() {
    TreeMap<String, JsonValue> settings = new TreeMap<>();
    components.forEach((pid, component) -> settings.put(pid, component.toJson()));
    return JsonObject.builder()
        .put("revision", revision)
        .put("outcome", outcome.text())
        .put("reason", reason)
        .put("snapshot", snapshot)
        .put(
            "errors", new JsonArray(errors.stream().<JsonValue>map(PropertyError::toJson).toList()))
        .put("components", new JsonObject(settings))
        .build()
        .toBytes();
  }
}
