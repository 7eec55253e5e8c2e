package io.omniedge.gateway.agent.configuration;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ReportedConfiguration.Outcome;
import io.omniedge.protocol.config.ReportedConfiguration.PropertyError;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of the manager's last wish: one file, so that a kill finds the old state or the new.
 *
 * @param revision of the wish, 0 for none yet
 * @param outcome what became of it
 * @param reason for people
 * @param errors one for each property refused
 * @param trial what to go back to while it is not confirmed
 * @param digests of the properties it set, to see when somebody else changes them
 */
record ConfigurationRecord(
    long revision,
    Outcome outcome,
    String reason,
    List<PropertyError> errors,
    Optional<Trial> trial,
    JsonObject digests) {
  static final ConfigurationRecord NONE =
      new ConfigurationRecord(0, Outcome.NONE, "", List.of(), Optional.empty(), JsonObject.EMPTY);

  private static final int MAX_BYTES = 4 << 20;

  /**
   * A wish that is being tried.
   *
   * @param before snapshot to go back to
   * @param isApplied false while it is being put in force: a part of it may be
   * @param confirmSeconds how long the manager may be out of reach
   */
  record Trial(long before, boolean isApplied, int confirmSeconds) {
    static Trial read(Fields fields) throws ProtocolException {
      return new Trial(
          fields.integer("before", 0, JsonNumber.MAX_SAFE_INTEGER),
          fields.flag("isApplied"),
          (int) fields.integer("confirmSeconds", 1, 86_400));
    }

    JsonObject toJson() {
      return JsonObject.builder()
          .put("before", before)
          .put("isApplied", isApplied)
          .put("confirmSeconds", confirmSeconds)
          .build();
    }
  }

  /** Copies. */
  ConfigurationRecord {
    errors = List.copyOf(errors);
  }

  /** How a wish ended. */
  ConfigurationRecord ended(Outcome how, String why) {
    return new ConfigurationRecord(revision, how, why, errors, Optional.empty(), digests);
  }

  static ConfigurationRecord fromBytes(byte[] bytes) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(bytes, MAX_BYTES));
    String outcome = fields.text("outcome", 20);
    Optional<Trial> trial =
        fields.object().find("trial").isPresent()
            ? Optional.of(Trial.read(fields.object("trial")))
            : Optional.empty();
    try {
      return new ConfigurationRecord(
          fields.integer("revision", 0, JsonNumber.MAX_SAFE_INTEGER),
          Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)),
          fields.optionalText("reason", 1000).orElse(""),
          fields.list(
              "errors",
              1000,
              error ->
                  new PropertyError(
                      error.text("pid", 255),
                      error.optionalText("property", 255).orElse(""),
                      error.text("reason", 1000))),
          trial,
          fields.objectOrEmpty("digests").object());
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("outcome", outcome, "there is no such outcome");
    }
  }

  byte[] toBytes() {
    JsonArray refused =
        new JsonArray(
            errors.stream()
                .<JsonValue>map(
                    error ->
                        JsonObject.builder()
                            .put("pid", error.pid())
                            .put("property", error.property())
                            .put("reason", error.reason())
                            .build())
                .toList());
    return JsonObject.builder()
        .put("revision", revision)
        .put("outcome", outcome.text())
        .put("reason", reason)
        .put("errors", refused)
        .putIfNotNull("trial", trial.map(Trial::toJson).orElse(null))
        .put("digests", digests)
        .build()
        .toBytes();
  }
}
