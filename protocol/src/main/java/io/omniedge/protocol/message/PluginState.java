package io.omniedge.protocol.message;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How a plugin of a device is.
 *
 * @param id from its manifest
 * @param version that is at work, or would be; empty if that is not known
 * @param type as manifests have it: {@code event-hooks}; empty if that is not known
 * @param sha256 of the package, 64 hexadecimal digits in lower case; empty if that is not known
 * @param state {@code active}, {@code disabled}, {@code failed} or {@code quarantined}; a newer
 *     device may know others
 * @param problems sentences for people
 * @param signedBy name of the key that the device trusts; empty if it is not signed
 * @param counters totals by name
 */
public record PluginState(
    String id,
    String version,
    String type,
    String sha256,
    String state,
    List<String> problems,
    String signedBy,
    SortedMap<String, Long> counters) {
  /** Of a device. */
  public static final int MOST = 100;

  /** Of one plugin. */
  public static final int MOST_PROBLEMS = 10;

  /** Of one sentence. */
  public static final int MOST_PROBLEM_CHARS = 500;

  /** Of one plugin. */
  public static final int MOST_COUNTERS = 50;

  /** Of its identifier. */
  public static final int MOST_ID_CHARS = 128;

  /** Of the other texts. */
  public static final int MOST_WORD_CHARS = 80;

  private static final Pattern SHA256 = Pattern.compile("([0-9a-f]{64})?");
  private static final Pattern STATE = Pattern.compile("[a-z][a-z-]{0,31}");

  /** Copies. */
  public PluginState {
    problems = List.copyOf(problems);
    counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
  }

  static PluginState read(Fields fields) throws ProtocolException {
    Fields totals = fields.objectOrEmpty("counters");
    TreeMap<String, Long> counters = new TreeMap<>();
    for (String name : DeviceState.names(totals, MOST_COUNTERS)) {
      counters.put(name, totals.integer(name, 0, JsonNumber.MAX_SAFE_INTEGER));
    }
    return new PluginState(
        fields.text("id", MOST_ID_CHARS),
        fields.optionalText("version", MOST_WORD_CHARS).orElse(""),
        fields.optionalText("type", MOST_WORD_CHARS).orElse(""),
        fields.object().find("sha256").isPresent() ? fields.text("sha256", SHA256) : "",
        fields.text("state", STATE),
        fields.texts("problems", MOST_PROBLEMS, MOST_PROBLEM_CHARS, text -> text),
        fields.optionalText("signedBy", MOST_WORD_CHARS).orElse(""),
        counters);
  }

  /** As documents have it. */
  public JsonObject toJson() {
    JsonObject.Builder totals = JsonObject.builder();
    counters.forEach(totals::put);
    return JsonObject.builder()
        .put("id", id)
        .put("version", version)
        .put("type", type)
        .put("sha256", sha256)
        .put("state", state)
        .put("problems", problems)
        .put("signedBy", signedBy)
        .put("counters", totals.build())
        .build();
  }
}
