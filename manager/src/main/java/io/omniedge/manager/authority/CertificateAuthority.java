package io.omniedge.manager.authority;

import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.net.Prefix;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * The authority that devices pin [RFC 5280]: it signs the certificates of our servers and of the
 * devices, P-256 throughout. Thread-safe.
 */
public final class CertificateAuthority {
  /** How long a device's certificate is good for; it renews it at half of that. */
  public static final Duration DEVICE_VALIDITY = Duration.ofDays(90);

  /** How long a server's is; renewed at half of that too. */
  public static final Duration SERVER_VALIDITY = Duration.ofDays(90);

  private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(20 * 365);

  /**
   * What devices verify begins here, not now: a device whose clock stands at the time its software
   * was built must be able to enrol at a manager that was set up later.
   */
  private static final Instant SERVER_NOT_BEFORE = Instant.parse("2026-01-01T00:00:00Z");

  private static final String ALGORITHM = "SHA256withECDSA";

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final SecureRandom random = new SecureRandom();

  private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** Reads it from the folder, or makes it there. */
  public static CertificateAuthority open(Path folder, Instant now) throws IOException {
    Path certificateFile = folder.resolve("authority.pem");
    Path keyFile = folder.resolve("authority.key");
    try {
      if (!Files.exists(certificateFile)) {
        create(now, certificateFile, keyFile);
      }
      return new CertificateAuthority(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(Files.readAllBytes(certificateFile))),
          KeyFactory.getInstance("EC")
              .generatePrivate(
                  new PKCS8EncodedKeySpec(Pem.decode("PRIVATE KEY", Files.readString(keyFile)))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("cannot read the certificate authority in " + folder, e);
    }
  }

  private static void create(Instant now, Path certificateFile, Path keyFile)
      throws IOException, GeneralSecurityException {
    KeyPair pair = generate();
    X500Name name =
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.CN, "OmniEdge authority " + HexFormat.of().formatHex(randomBytes(4)))
            .build();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(1, randomBytes(16)),
            Date.from(SERVER_NOT_BEFORE),
            Date.from(now.plus(AUTHORITY_VALIDITY)),
            name,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
    X509Certificate certificate = sign(builder, pair.getPrivate());
    // The key first: a certificate without its key would never be made anew.
    PrivateFile.write(
        keyFile,
        Pem.of("PRIVATE KEY", pair.getPrivate().getEncoded()).getBytes(StandardCharsets.US_ASCII));
    PrivateFile.write(certificateFile, Pem.of(certificate).getBytes(StandardCharsets.US_ASCII));
  }

  /** A key and certificate for a server that is reached by these names and addresses. */
  public Identity issueServer(List<String> hosts, Instant now) {
    try {
      KeyPair pair = generate();
      X509v3CertificateBuilder builder =
          builder(
              subject(hosts.getFirst(), "OmniEdge manager"),
              pair.getPublic(),
              SERVER_NOT_BEFORE,
              now.plus(SERVER_VALIDITY));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              hosts.stream().map(CertificateAuthority::generalName).toArray(GeneralName[]::new)));
      return new Identity(pair.getPrivate(), sign(builder, key), certificate);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  private static GeneralName generalName(String host) {
    return new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  private static boolean isAddress(String host) {
    try {
      return Prefix.parse(host).isHost();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * A certificate for the key of a certificate request [RFC 2986]. Of the request nothing but the
   * key is taken: the names are ours.
   *
   * @param request PKCS#10 in base64
   * @throws Problem if it is none, of another kind of key, or not signed by that key
   */
  public X509Certificate issueDevice(String request, String tenant, String device, Instant now) {
    try {
      X509v3CertificateBuilder builder =
          builder(subject(device, tenant), requestedKey(request), now, now.plus(DEVICE_VALIDITY));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
      return sign(builder, key);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  private static PublicKey requestedKey(String request) {
    try {
      JcaPKCS10CertificationRequest csr =
          new JcaPKCS10CertificationRequest(Base64.getDecoder().decode(request));
      PublicKey requested = csr.getPublicKey();
      if (!(requested instanceof ECPublicKey ec)
          || ec.getParams().getCurve().getField().getFieldSize() != 256) {
        throw wrong("its key must be of the curve P-256");
      }
      if (!csr.isSignatureValid(new JcaContentVerifierProviderBuilder().build(requested))) {
        throw wrong("it is not signed by its key");
      }
      return requested;
    } catch (IllegalArgumentException
        | IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException e) {
      throw wrong("it is no PKCS#10 request in base64");
    }
  }

  private static Problem wrong(String reason) {
    return Problem.invalid("certificateRequest", "", reason);
  }

  private X509v3CertificateBuilder builder(
      X500Name subject, PublicKey publicKey, Instant notBefore, Instant notAfter)
      throws GeneralSecurityException, CertIOException {
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            certificate,
            new BigInteger(127, random),
            Date.from(notBefore),
            Date.from(notAfter),
            subject,
            publicKey);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        extensions.createAuthorityKeyIdentifier(certificate.getPublicKey()));
    return builder;
  }

  private static X500Name subject(String commonName, String organization) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, organization)
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(ALGORITHM).build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static KeyPair generate() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** Its own certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Its own certificate as PEM. */
  public String pem() {
    return Pem.of(certificate);
  }

  /** A device's certificate as PEM. */
  public String pem(X509Certificate issued) {
    return Pem.of(issued);
  }

  /** SHA-256 of its certificate: what setup keys carry. */
  public String fingerprint() {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
