package io.omniedge.protocol.enrol;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.protocol.sign.VerifyKey;

/**
 * A device asks for a new certificate: {@code POST /api/v1/renewal}. Its identity signs, not its
 * certificate, so that one that expired while the device was off can be renewed too.
 *
 * @param challenge what the manager gave for this; used up by it
 * @param device its identifier
 * @param wireguardKey its public key now
 * @param certificateRequest PKCS#10 in base64
 * @param keyGeneration how many starts the identity has seen
 */
public record RenewalRequest(
    String challenge,
    String device,
    String wireguardKey,
    String certificateRequest,
    long keyGeneration) {
  /** Of the document. */
  public static final int MAX_BYTES = 32 << 10;

  /** Who says to be asking; nobody has verified it yet. */
  public static String claimedDevice(String jws) throws ProtocolException {
    return Jws.unverifiedFields(jws, MAX_BYTES).text("device", Names.ID);
  }

  /** The request, if this identity signed it. */
  public static RenewalRequest verified(String jws, VerifyKey identity) throws ProtocolException {
    Fields fields = Fields.of(Jws.verify(DocumentType.RENEWAL, jws, identity, MAX_BYTES));
    fields.integer("version", 1, 1);
    return new RenewalRequest(
        fields.text("challenge", 100),
        fields.text("device", Names.ID),
        fields.parsed("wireguardKey", 44, Names::wireguardKey),
        fields.text("certificateRequest", 4_000),
        fields.integer("keyGeneration", 0, JsonNumber.MAX_SAFE_INTEGER));
  }

  /** The signed request. */
  public String signed(SigningKey key) {
    JsonObject document =
        JsonObject.builder()
            .put("version", 1)
            .put("challenge", challenge)
            .put("device", device)
            .put("wireguardKey", wireguardKey)
            .put("certificateRequest", certificateRequest)
            .put("keyGeneration", keyGeneration)
            .build();
    return Jws.sign(DocumentType.RENEWAL, document, key);
  }
}
