package io.omniedge.plugin.store;

import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.pack.SemanticVersion;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is known of a plugin that was installed once. Immutable.
 *
 * @param sha256 of the package at work; nothing if it was removed
 * @param previous package that worked before it, to go back to
 * @param highest version that ever worked here: nothing lower is taken, not even after a removal
 * @param fromManager whether the manager wanted it, and may take it away
 * @param type what it is asked for: also known if its package cannot be read; nothing if it was
 *     removed
 * @param quarantine why it is not to run until somebody installs another version; else nothing
 */
public record Installed(
    Optional<String> sha256,
    Optional<String> previous,
    SemanticVersion highest,
    boolean fromManager,
    Optional<PluginType> type,
    Optional<String> quarantine) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final int MOST_CHARS = 1_000;

  static Installed read(Fields fields) throws ProtocolException {
    return new Installed(
        digest(fields, "sha256"),
        digest(fields, "previous"),
        fields.parsed("highest", 40, SemanticVersion::parse),
        fields.flag("fromManager"),
        fields.object().find("type").isPresent()
            ? Optional.of(fields.parsed("type", 40, PluginType::parse))
            : Optional.empty(),
        fields.optionalText("quarantine", MOST_CHARS));
  }

  private static Optional<String> digest(Fields fields, String name) throws ProtocolException {
    return fields.object().find(name).isPresent()
        ? Optional.of(fields.text(name, DIGEST))
        : Optional.empty();
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .putIfPresent("sha256", sha256)
        .putIfPresent("previous", previous)
        .put("highest", highest.toString())
        .put("fromManager", fromManager)
        .putIfPresent("type", type.map(PluginType::text))
        .putIfPresent("quarantine", quarantine.map(why -> cut(why)))
        .build();
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS);
  }

  /** The same after it was removed: only its version is remembered. */
  public Installed removed() {
    return new Installed(
        Optional.empty(), Optional.empty(), highest, false, Optional.empty(), Optional.empty());
  }

  /** The same, not to run. */
  public Installed quarantined(String why) {
    return new Installed(sha256, previous, highest, fromManager, type, Optional.of(cut(why)));
  }
}
