package io.omniedge.plugin.dispatch;

import io.omniedge.gateway.api.compliance.Clearance;
import io.omniedge.gateway.api.compliance.ComplianceGate;
import io.omniedge.gateway.api.compliance.Departure;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.InstalledPlugin.State;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.store.PackageStore;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compliance by plugins: all that are installed have to let something leave, each as the one before
 * left it. What fails, or is not understood, is unknown, and unknown does not leave.
 */
public final class CompliancePlugins implements ComplianceGate {
  private static final int MOST_TRANSFORMATIONS = 50;
  private static final int MOST_BYTES = 1 << 20;

  private final Plugins plugins;
  private final InstantSource clock;
  private final Consumer<JsonObject> evidence;

  /**
   * Of these plugins.
   *
   * @param evidence keeps what was decided; returns soon
   */
  public CompliancePlugins(Plugins plugins, InstantSource clock, Consumer<JsonObject> evidence) {
    this.plugins = plugins;
    this.clock = clock;
    this.evidence = evidence;
  }

  private List<InstalledPlugin> gates() {
    return plugins.all().values().stream()
        .filter(
            one -> one.manifest().type() == PluginType.COMPLIANCE && one.state() != State.DISABLED)
        .toList();
  }

  /** Whether anybody has to be asked. */
  public boolean isNeeded() {
    return !gates().isEmpty();
  }

  @Override
  public Clearance check(Departure departure) {
    byte[] data = departure.data();
    for (InstalledPlugin gate : gates()) {
      Clearance decided = check(gate, departure, data);
      Optional<byte[]> left = decided.data();
      if (left.isEmpty()) {
        return decided;
      }
      data = left.get();
    }
    return Clearance.as(data);
  }

  private Clearance check(InstalledPlugin gate, Departure departure, byte[] data) {
    Finding finding = Finding.unknown("the plugin does not work");
    Optional<byte[]> left = Optional.empty();
    try {
      JsonValue content =
          departure.isJson()
              ? JsonReader.read(data, MOST_BYTES)
              : new JsonString(Base64.getEncoder().encodeToString(data));
      JsonObject packet = packet(departure, content);
      if (gate.state() == State.ACTIVE) {
        finding =
            Dialogue.ask(
                    gate,
                    "check_compliance",
                    Dialogue.question().put("packet", packet).build(),
                    Finding::read)
                .orElse(Finding.unknown("the plugin does not answer"));
      }
      left = leaves(gate, packet, finding, departure.isJson(), data);
    } catch (ProtocolException e) {
      finding = Finding.unknown("it is not the JSON that it should be: " + e.getMessage());
    }
    keep(gate, departure, data, finding, left);
    if (left.isPresent()) {
      return Clearance.as(left.get());
    }
    String why =
        finding.result == Result.REQUIRES_TRANSFORMATION
            ? "it needs " + finding.transformations + ", which the plugin does not do"
            : finding.reason;
    return Clearance.blocked(gate.manifest().id() + ": " + why);
  }

  private static Optional<byte[]> leaves(
      InstalledPlugin gate, JsonObject packet, Finding finding, boolean isJson, byte[] data) {
    if (finding.result == Result.COMPLIANT) {
      return Optional.of(data);
    }
    if (finding.result != Result.REQUIRES_TRANSFORMATION || !gate.knows("apply_privacy_filter")) {
      return Optional.empty();
    }
    JsonObject question =
        Dialogue.question()
            .put("packet", packet)
            .put("transformations", finding.transformations)
            .build();
    return Dialogue.ask(
        gate, "apply_privacy_filter", question, answer -> transformed(answer, isJson));
  }

  private static byte[] transformed(Fields answer, boolean isJson) throws ProtocolException {
    Optional<JsonValue> data = answer.object().find("data");
    if (data.isEmpty()) {
      throw answer.wrong("data", "", "it is missing");
    }
    if (isJson) {
      return data.get().toBytes();
    }
    try {
      return Base64.getDecoder().decode(answer.text("data", MOST_BYTES));
    } catch (IllegalArgumentException e) {
      throw answer.wrong("data", "", "it is no base64");
    }
  }

  private static JsonObject packet(Departure departure, JsonValue content) {
    JsonObject.Builder packet =
        JsonObject.builder()
            .put("source", departure.source())
            .put("data-type", departure.dataType())
            .put("data", content);
    if (!departure.isJson()) {
      packet.put("encoding", "base64");
    }
    return packet
        .put(
            "metadata",
            JsonObject.builder()
                .put("destination", departure.destination().name().toLowerCase(Locale.ROOT))
                .putIfPresent("country", departure.country())
                .build())
        .build();
  }

  /** Evidence says what was decided by whom about which data, and has none of the data. */
  private void keep(
      InstalledPlugin gate,
      Departure departure,
      byte[] data,
      Finding finding,
      Optional<byte[]> left) {
    evidence.accept(
        JsonObject.builder()
            .put("v", 1)
            .put("at", Instant.ofEpochMilli(clock.millis()).toString())
            .put("plugin", gate.manifest().id())
            .put("version", gate.manifest().version().toString())
            .put("package", gate.sha256())
            .put("source", departure.source())
            .put("data-type", departure.dataType())
            .put("destination", departure.destination().name().toLowerCase(Locale.ROOT))
            .put("sha256", PackageStore.digest(data))
            .put("result", finding.result.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .putIfPresent("left-as", left.map(PackageStore::digest))
            .putIfPresent("reason", Optional.of(finding.reason).filter(why -> !why.isEmpty()))
            .putIfPresent("regulation", finding.regulation)
            .build());
  }

  /** The modes that the plugins say they are in, by their identifiers. */
  public List<String> modes() {
    return plugins.active(PluginType.COMPLIANCE).stream()
        .map(
            gate ->
                gate.manifest().id()
                    + ": "
                    + Dialogue.ask(
                            gate,
                            "get_compliance_mode",
                            Dialogue.question().build(),
                            answer -> answer.text("mode", 40))
                        .orElse("unknown"))
        .toList();
  }

  private enum Result {
    COMPLIANT,
    REQUIRES_TRANSFORMATION,
    BLOCKED,
    UNKNOWN;

    private static Result parse(String text) {
      for (Result result : List.of(COMPLIANT, REQUIRES_TRANSFORMATION, BLOCKED)) {
        if (result.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
          return result;
        }
      }
      throw new IllegalArgumentException("it is compliant, requires-transformation or blocked");
    }
  }

  private record Finding(
      Result result, List<String> transformations, String reason, Optional<String> regulation) {
    private static Finding unknown(String why) {
      return new Finding(Result.UNKNOWN, List.of(), why, Optional.empty());
    }

    private static Finding read(Fields answer) throws ProtocolException {
      Result result = answer.parsed("result", 40, Result::parse);
      List<String> transformations =
          answer.texts("transformations", MOST_TRANSFORMATIONS, 255, text -> text);
      if (result == Result.REQUIRES_TRANSFORMATION && transformations.isEmpty()) {
        throw answer.wrong("transformations", "[]", "it names none");
      }
      return new Finding(
          result,
          transformations,
          answer.optionalText("reason", 500).orElse(result == Result.BLOCKED ? "blocked" : ""),
          answer.optionalText("regulation", 100));
    }
  }
}
