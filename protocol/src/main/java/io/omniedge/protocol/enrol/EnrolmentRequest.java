package io.omniedge.protocol.enrol;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.protocol.sign.VerifyKey;
import java.util.List;
import java.util.Optional;

/**
 * A device asks to become a member: {@code POST /api/v1/enrolment} with the JSON Web Signature by
 * its identity as {@code {"request": …}}.
 *
 * @param challenge what the manager gave for this; used up by it
 * @param setupKey the secret that lets it in; empty if it is known already
 * @param identity its Ed25519 key, which signs this
 * @param wireguardKey its public key
 * @param certificateRequest PKCS#10 in base64: the key it wants to speak TLS with
 * @param name the host name it would like
 * @param serial of the hardware, if there is one
 * @param keyGeneration how many starts the identity has seen
 * @param endpoints where it believes to be reachable
 * @param offeredRoutes networks behind it that it would serve
 * @param ephemeral whether it may be forgotten soon after it went offline
 */
public record EnrolmentRequest(
    String challenge,
    String setupKey,
    VerifyKey identity,
    String wireguardKey,
    String certificateRequest,
    String name,
    Optional<String> serial,
    long keyGeneration,
    List<String> endpoints,
    List<Prefix> offeredRoutes,
    boolean ephemeral) {
  /** Of the document. */
  public static final int MAX_BYTES = 32 << 10;

  /** Copies. */
  public EnrolmentRequest {
    endpoints = List.copyOf(endpoints);
    offeredRoutes = List.copyOf(offeredRoutes);
  }

  /** The request, if the identity named in it signed it. */
  public static EnrolmentRequest verified(String jws) throws ProtocolException {
    VerifyKey identity =
        Jws.unverifiedFields(jws, MAX_BYTES).parsed("identity", 43, VerifyKey::parse);
    Fields fields = Fields.of(Jws.verify(DocumentType.ENROLMENT, jws, identity, MAX_BYTES));
    fields.integer("version", 1, 1);
    return new EnrolmentRequest(
        fields.text("challenge", 100),
        fields.optionalText("setupKey", 200).orElse(""),
        identity,
        fields.parsed("wireguardKey", 44, Names::wireguardKey),
        fields.text("certificateRequest", 4_000),
        fields.text("name", Names.LABEL),
        fields.optionalText("serial", 100),
        fields.integer("keyGeneration", 0, JsonNumber.MAX_SAFE_INTEGER),
        fields.texts("endpoints", 16, 300, EnrolmentRequest::endpoint),
        fields.texts("offeredRoutes", 100, 50, Prefix::parse),
        fields.flag("ephemeral", false));
  }

  private static String endpoint(String text) {
    if (!Names.HOST_AND_PORT.matcher(text).matches()) {
      throw new IllegalArgumentException("it must be host:port or [IPv6 address]:port");
    }
    return text;
  }

  /** The signed request. */
  public String signed(SigningKey key) {
    JsonObject document =
        JsonObject.builder()
            .put("version", 1)
            .put("challenge", challenge)
            .put("setupKey", setupKey)
            .put("identity", identity.toString())
            .put("wireguardKey", wireguardKey)
            .put("certificateRequest", certificateRequest)
            .put("name", name)
            .putIfPresent("serial", serial)
            .put("keyGeneration", keyGeneration)
            .put("endpoints", endpoints)
            .put("offeredRoutes", offeredRoutes.stream().map(Prefix::toString).toList())
            .put("ephemeral", ephemeral)
            .build();
    return Jws.sign(DocumentType.ENROLMENT, document, key);
  }

  /** Without the setup key. */
  @Override
  public String toString() {
    return "EnrolmentRequest[identity=" + identity + ", name=" + name + "]";
  }
}
