package io.omniedge.protocol.map;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.protocol.sign.VerifyKey;

/**
 * A map's document with the manager's signature over its canonical bytes. As sent it is unverified.
 *
 * @param document all of it, fields that we do not know included
 * @param signature a detached JSON Web Signature
 */
public record SignedMap(JsonObject document, String signature) {
  private static final int MAX_SIGNATURE_CHARS = 400;

  /** Signs a map. */
  public static SignedMap sign(JsonObject document, SigningKey key) {
    return new SignedMap(
        document, Jws.signDetached(DocumentType.NETWORK_MAP, document.canonicalBytes(), key));
  }

  /** The map, if this manager signed it. */
  public NetworkMap verified(VerifyKey manager) throws ProtocolException {
    byte[] canonical;
    try {
      canonical = document.canonicalBytes();
    } catch (IllegalStateException e) {
      throw new ProtocolException("", "", String.valueOf(e.getMessage()));
    }
    Jws.verifyDetached(DocumentType.NETWORK_MAP, signature, canonical, manager);
    return NetworkMap.read(document);
  }

  static SignedMap read(Fields fields) throws ProtocolException {
    return new SignedMap(
        fields.object("map").object(), fields.text("signature", MAX_SIGNATURE_CHARS));
  }

  /** What {@link #fromBytes} reads; for the copy on disk. */
  public byte[] toBytes() {
    return JsonObject.builder().put("map", document).put("signature", signature).build().toBytes();
  }

  /** Reads the copy on disk. */
  public static SignedMap fromBytes(byte[] bytes) throws ProtocolException {
    return read(Fields.of(JsonReader.readObject(bytes, NetworkMap.MAX_BYTES)));
  }
}
