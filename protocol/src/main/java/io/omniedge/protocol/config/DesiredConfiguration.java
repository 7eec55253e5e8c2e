package io.omniedge.protocol.config;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.protocol.sign.VerifyKey;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the manager wants a gateway's components configured. Sent as a JSON Web Signature. Properties
 * and components that it does not name stay as they are; a property that is null is not to be set.
 *
 * @param device whom it is for
 * @param revision grows with every change by the manager; an older one is refused
 * @param answered the newest revision of which the manager knew what became of it; a gateway that
 *     refused or undid a later one refuses this too, for that may be in it
 * @param issuedAt seconds since 1970
 * @param confirmSeconds the gateway goes back to what was if it cannot reach the manager for so
 *     long after the change
 * @param components by PID
 * @param deleted PIDs of factory instances to delete
 */
public record DesiredConfiguration(
    String device,
    long revision,
    long answered,
    long issuedAt,
    int confirmSeconds,
    SortedMap<String, ComponentSettings> components,
    List<String> deleted) {
  /** Of the document. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_COMPONENTS = 1_000;

  /** Copies. */
  public DesiredConfiguration {
    components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
    deleted = List.copyOf(deleted);
  }

  /** The message, if this manager signed it. */
  public static DesiredConfiguration verified(byte[] bytes, VerifyKey manager)
      throws ProtocolException {
    String jws = new String(bytes, StandardCharsets.US_ASCII);
    Fields fields = Fields.of(Jws.verify(DocumentType.DESIRED, jws, manager, MAX_BYTES));
    long max = JsonNumber.MAX_SAFE_INTEGER;
    fields.integer("version", 1, 1);
    long revision = fields.integer("revision", 1, max);
    return new DesiredConfiguration(
        fields.text("device", Names.ID),
        revision,
        fields.integer("answered", 0, max, revision - 1),
        fields.integer("issuedAt", 0, max),
        (int) fields.integer("confirmSeconds", 1, 86_400),
        fields.map("components", MAX_COMPONENTS, ComponentSettings::read),
        fields.texts("deleted", MAX_COMPONENTS, 255, text -> text));
  }

  /** The message. */
  public byte[] signed(SigningKey key) {
    TreeMap<String, JsonValue> settings = new TreeMap<>();
    components.forEach((pid, component) -> settings.put(pid, component.toJson()));
    JsonObject document =
        JsonObject.builder()
            .put("version", 1)
            .put("device", device)
            .put("revision", revision)
            .put("answered", answered)
            .put("issuedAt", issuedAt)
            .put("confirmSeconds", confirmSeconds)
            .put("components", new JsonObject(settings))
            .put("deleted", deleted)
            .build();
    return Jws.sign(DocumentType.DESIRED, document, key).getBytes(StandardCharsets.US_ASCII);
  }
}
