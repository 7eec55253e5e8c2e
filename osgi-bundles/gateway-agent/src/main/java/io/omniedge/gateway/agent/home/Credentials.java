package io.omniedge.gateway.agent.home;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.map.Membership;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What makes this gateway a member: the manager's answer, and the P-256 key of the certificate in
 * it. They are one file, because one without the other is nothing. Immutable; prints no key.
 */
public final class Credentials {
  private static final int MAX_BYTES = EnrolmentAnswer.MAX_BYTES + 4096;

  private final String managerHost;
  private final int managerPort;
  private final EnrolmentAnswer answer;
  private final PrivateKey tlsKey;
  private final List<X509Certificate> chain;
  private final X509Certificate authority;

  /**
   * Reads the certificates in the answer.
   *
   * @param managerHost of HTTPS
   * @throws IllegalArgumentException if they are none, or not for this key's owner
   */
  public Credentials(
      String managerHost, int managerPort, EnrolmentAnswer answer, PrivateKey tlsKey) {
    this.managerHost = managerHost;
    this.managerPort = managerPort;
    this.answer = answer;
    this.tlsKey = tlsKey;
    List<X509Certificate> read = new ArrayList<>();
    for (String pem : answer.certificates()) {
      read.add(certificate(pem));
    }
    if (read.isEmpty()) {
      throw new IllegalArgumentException("there is no certificate in the manager's answer");
    }
    this.chain = List.copyOf(read);
    this.authority = certificate(answer.authority());
  }

  private static X509Certificate certificate(String pem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    } catch (CertificateException e) {
      throw new IllegalArgumentException("no certificate in the manager's answer", e);
    }
  }

  /** Reads what {@link #toBytes} wrote. */
  static Credentials fromBytes(byte[] bytes) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(bytes, MAX_BYTES));
    byte[] pkcs8 = Base64.getDecoder().decode(fields.text("tlsKey", 1000));
    try {
      return new Credentials(
          fields.text("host", 300),
          (int) fields.integer("port", 1, 65535),
          EnrolmentAnswer.fromBytes(fields.object("answer").object().toBytes()),
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no private key", e);
    }
  }

  /** For the file that only we may read. */
  byte[] toBytes() {
    try {
      return JsonObject.builder()
          .put("host", managerHost)
          .put("port", managerPort)
          .put("answer", JsonReader.readObject(answer.toBytes(), EnrolmentAnswer.MAX_BYTES))
          .put("tlsKey", Base64.getEncoder().encodeToString(tlsKey.getEncoded()))
          .build()
          .toBytes();
    } catch (ProtocolException e) {
      throw new IllegalStateException("we wrote it ourselves", e);
    }
  }

  /** The same with another membership, as a map or a refusal tells. */
  public Credentials with(Membership membership) {
    return new Credentials(
        managerHost,
        managerPort,
        new EnrolmentAnswer(
            answer.tenant(),
            answer.network(),
            answer.device(),
            membership,
            answer.managerKey(),
            answer.certificates(),
            answer.authority(),
            answer.brokerHost(),
            answer.brokerPort(),
            answer.time()),
        tlsKey);
  }

  /** Of the manager's HTTPS. */
  public String managerHost() {
    return managerHost;
  }

  /** Of the manager's HTTPS. */
  public int managerPort() {
    return managerPort;
  }

  /** All else that it said. */
  public EnrolmentAnswer answer() {
    return answer;
  }

  /** Of our certificate. */
  public PrivateKey tlsKey() {
    return tlsKey;
  }

  /** Ours, then those up to the authority's. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** Who signed ours and the manager's. */
  public X509Certificate authority() {
    return authority;
  }

  /** When half of its life is over: time to ask for the next. */
  public Instant renewFrom() {
    Instant from = chain.get(0).getNotBefore().toInstant();
    return from.plus(Duration.between(from, chain.get(0).getNotAfter().toInstant()).dividedBy(2));
  }

  /** When it is no certificate any more. */
  public Instant expires() {
    return chain.get(0).getNotAfter().toInstant();
  }

  /** Whose they are. */
  @Override
  public String toString() {
    return "Credentials[" + answer.device() + " at " + managerHost + ":" + managerPort + "]";
  }
}
