package io.omniedge.protocol.message;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.protocol.sign.VerifyKey;
import java.nio.charset.StandardCharsets;

/**
 * The manager tells a device to do something, once. Sent as a JSON Web Signature.
 *
 * @param id a device does a command of one id only once
 * @param device whom it is for
 * @param issuedAt seconds since 1970
 * @param expiresAt likewise; later it is not done any more
 * @param name what to do: ping, restart, reload, support-bundle, acknowledge-alarm
 * @param arguments as the name wants them
 */
public record Command(
    String id, String device, long issuedAt, long expiresAt, String name, JsonObject arguments) {
  private static final int MAX_BYTES = 64 << 10;

  /** The message, if this manager signed it. */
  public static Command verified(byte[] bytes, VerifyKey manager) throws ProtocolException {
    String jws = new String(bytes, StandardCharsets.US_ASCII);
    Fields fields = Fields.of(Jws.verify(DocumentType.COMMAND, jws, manager, MAX_BYTES));
    long max = JsonNumber.MAX_SAFE_INTEGER;
    fields.integer("version", 1, 1);
    return new Command(
        fields.text("id", 64),
        fields.text("device", Names.ID),
        fields.integer("issuedAt", 0, max),
        fields.integer("expiresAt", 0, max),
        fields.text("name", 64),
        fields.objectOrEmpty("arguments").object());
  }

  /** The message. */
  public byte[] signed(SigningKey key) {
    JsonObject document =
        JsonObject.builder()
            .put("version", 1)
            .put("id", id)
            .put("device", device)
            .put("issuedAt", issuedAt)
            .put("expiresAt", expiresAt)
            .put("name", name)
            .put("arguments", arguments)
            .build();
    return Jws.sign(DocumentType.COMMAND, document, key).getBytes(StandardCharsets.US_ASCII);
  }
}
