package io.omniedge.protocol.sign;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * JSON Web Signatures [RFC 7515] of our documents: EdDSA only [RFC 8037], and a header that has
 * only one form for a document type, so that there is nothing to choose for whoever forges one.
 *
 * <p>A network map has a detached one [RFC 7515, appendix F]: {@code header..signature}, the
 * payload is its canonical bytes. Everything else is sent whole, {@code header.payload.signature}.
 */
public final class Jws {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  /** Header, dots and signature around a payload's four thirds. */
  private static final int OVERHEAD_CHARS = 256;

  private Jws() {}

  /** {@code header.payload.signature} of a document. */
  public static String sign(DocumentType type, JsonObject document, SigningKey key) {
    return signed(type, document.toBytes(), key, true);
  }

  /** {@code header..signature} of these bytes. */
  public static String signDetached(DocumentType type, byte[] payload, SigningKey key) {
    return signed(type, payload, key, false);
  }

  private static String signed(
      DocumentType type, byte[] payload, SigningKey key, boolean withPayload) {
    String header = header(type);
    String body = ENCODER.encodeToString(payload);
    byte[] input = (header + "." + body).getBytes(StandardCharsets.US_ASCII);
    String signature = ENCODER.encodeToString(key.sign(input));
    return header + "." + (withPayload ? body : "") + "." + signature;
  }

  /**
   * The document in a signature, once that is found to be this key's and this type's.
   *
   * @param maxBytes of the document
   */
  public static JsonObject verify(DocumentType type, String jws, VerifyKey key, int maxBytes)
      throws ProtocolException {
    JsonObject document = unverified(jws, maxBytes);
    verifyDetached(type, jws, part(jws, 1), key);
    return document;
  }

  /** Whether these bytes were signed so. */
  public static void verifyDetached(DocumentType type, String jws, byte[] payload, VerifyKey key)
      throws ProtocolException {
    String[] parts = parts(jws);
    String header = header(type);
    if (!parts[0].equals(header)) {
      throw new ProtocolException("signature", "", "it is not for " + type.typ());
    }
    byte[] input =
        (header + "." + ENCODER.encodeToString(payload)).getBytes(StandardCharsets.US_ASCII);
    if (!key.verifies(input, part(jws, 2))) {
      throw new ProtocolException("signature", "", "it is not by key " + key.id());
    }
  }

  /**
   * What is in a signature that nobody has verified yet: only to learn whose key it should be
   * verified with.
   */
  public static JsonObject unverified(String jws, int maxBytes) throws ProtocolException {
    if (jws.length() > maxBytes / 3 * 4 + OVERHEAD_CHARS) {
      throw new ProtocolException("", jws.length() + " characters", "it is too long");
    }
    return JsonReader.readObject(part(jws, 1), maxBytes);
  }

  /** What is in a signature, as far as its fields go; not verified. */
  public static Fields unverifiedFields(String jws, int maxBytes) throws ProtocolException {
    return Fields.of(unverified(jws, maxBytes));
  }

  private static String header(DocumentType type) {
    JsonObject header = JsonObject.builder().put("alg", "EdDSA").put("typ", type.typ()).build();
    return ENCODER.encodeToString(header.canonicalBytes());
  }

  private static byte[] part(String jws, int index) throws ProtocolException {
    try {
      return DECODER.decode(parts(jws)[index]);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("signature", "", "it is not base64url");
    }
  }

  private static String[] parts(String jws) throws ProtocolException {
    String[] parts = jws.split("\\.", -1);
    if (parts.length != 3) {
      throw new ProtocolException("signature", "", "it is no JSON Web Signature");
    }
    return parts;
  }
}
