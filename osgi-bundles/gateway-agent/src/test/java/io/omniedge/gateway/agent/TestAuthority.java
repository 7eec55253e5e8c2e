package io.omniedge.gateway.agent;

import io.omniedge.gateway.agent.trust.AuthorityTrust;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A certificate authority as a manager has one. */
@SuppressWarnings("JavaUtilDate") // X.509 in the JDK knows no other
public final class TestAuthority {
  static final String PASSWORD = "changeit";

  private final KeyPair pair = generate();
  final X509Certificate certificate;
  private long serial = 1;

  /** A new one. */
  public TestAuthority() {
    certificate = issue("CN=authority", pair.getPublic(), Duration.ofDays(-1), false);
  }

  private static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A certificate that began so long ago, and is good for 90 days. */
  private X509Certificate issue(String subject, PublicKey key, Duration since, boolean isServer) {
    Instant from = Instant.now().plus(since);
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=authority"),
              BigInteger.valueOf(serial++),
              Date.from(from),
              Date.from(from.plus(Duration.ofDays(90))),
              new X500Name(subject),
              key);
      boolean isAuthority = subject.equals("CN=authority");
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
      if (!isAuthority) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(
                isServer ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth));
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                new GeneralName[] {
                  new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                  new GeneralName(GeneralName.dNSName, "localhost")
                }));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Its own. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** For the key of a request. */
  public X509Certificate member(String request) {
    return issue("CN=d-1", keyOf(request), Duration.ofMinutes(-1), false);
  }

  /** What setup keys have. */
  public String fingerprint() {
    return AuthorityTrust.fingerprint(certificate);
  }

  /** For the key of a request; it began so long ago. */
  String device(String request, String tenant, String device, Duration since) {
    return pem(issue("CN=" + device + ",O=" + tenant, keyOf(request), since, false));
  }

  private static PublicKey keyOf(String request) {
    try {
      return new JcaPKCS10CertificationRequest(Base64.getDecoder().decode(request)).getPublicKey();
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  String pem() {
    return pem(certificate);
  }

  private static String pem(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
              .encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A key and certificate for a server here. */
  public KeyStore server() throws GeneralSecurityException, IOException {
    KeyPair server = generate();
    KeyStore store = empty();
    store.setKeyEntry(
        "server",
        server.getPrivate(),
        PASSWORD.toCharArray(),
        new X509Certificate[] {
          issue("CN=manager", server.getPublic(), Duration.ofHours(-1), true), certificate
        });
    return store;
  }

  /** Trusts this authority. */
  KeyStore trust() throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    store.setCertificateEntry("authority", certificate);
    return store;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, PASSWORD.toCharArray());
    return store;
  }

  static void write(KeyStore store, Path file) throws GeneralSecurityException, IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }
}
