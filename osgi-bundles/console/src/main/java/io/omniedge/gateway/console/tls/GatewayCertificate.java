package io.omniedge.gateway.console.tls;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * The key and certificate of this gateway alone, made on it and kept in a PKCS #12 file that only
 * its owner reads. Signed by itself: whoever opens the page for the first time compares the
 * fingerprint with what {@code omniedge-gateway status} prints. The key stays for the life of the
 * gateway; the certificate is made anew before it ends.
 */
public final class GatewayCertificate {
  /** Guards nothing, for it stands here; the mode of the file does. The format wants one. */
  public static final String FILE_PASSWORD = "omniedge";

  private static final String ALIAS = "gateway";

  /** What Apple's systems accept at most. */
  private static final Duration VALID = Duration.ofDays(825);

  private static final Duration RENEW_BEFORE = Duration.ofDays(60);

  /**
   * A gateway whose clock stands at 1970 makes a certificate too; one that is not valid yet would
   * lock its owner out when the clock is right, and one from 1970 too: so the end is counted from
   * the build at the earliest, and the beginning is in the past of both.
   */
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  private final X509Certificate certificate;

  private GatewayCertificate(X509Certificate certificate) {
    this.certificate = certificate;
  }

  /**
   * Reads the file, or makes it; makes the certificate anew if it ends soon.
   *
   * @param names names and addresses by which browsers reach the gateway
   * @throws IOException naming the file if it is not ours or cannot be written
   */
  public static GatewayCertificate loadOrMake(
      Path file, Collection<String> names, Instant now, SecureRandom random) throws IOException {
    Instant reference = now.isBefore(BUILT) ? BUILT : now;
    try {
      PrivateKey key = null;
      PublicKey publicKey = null;
      if (Files.exists(file)) {
        KeyStore store = read(file);
        if (!(store.getKey(ALIAS, FILE_PASSWORD.toCharArray()) instanceof PrivateKey present)
            || !(store.getCertificate(ALIAS) instanceof X509Certificate certificate)) {
          throw new IOException(file + " holds no key \"" + ALIAS + "\" with a certificate");
        }
        // One that was made while the clock was ahead is not valid yet when it is right again.
        boolean begun = !certificate.getNotBefore().toInstant().isAfter(reference);
        boolean lasts = certificate.getNotAfter().toInstant().isAfter(reference.plus(RENEW_BEFORE));
        if (lasts && (begun || now.isBefore(BUILT))) {
          return new GatewayCertificate(certificate);
        }
        key = present;
        publicKey = certificate.getPublicKey();
      }
      if (key == null || publicKey == null) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair pair = generator.generateKeyPair();
        key = pair.getPrivate();
        publicKey = pair.getPublic();
      }
      X509Certificate made = sign(key, publicKey, names, reference, random);
      write(file, key, made);
      return new GatewayCertificate(made);
    } catch (GeneralSecurityException | OperatorException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static KeyStore read(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, FILE_PASSWORD.toCharArray());
    } catch (IOException e) {
      throw new IOException(file + " is no key store of ours: " + e.getMessage(), e);
    }
    return store;
  }

  private static void write(Path file, PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(ALIAS, key, FILE_PASSWORD.toCharArray(), new Certificate[] {certificate});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, FILE_PASSWORD.toCharArray());
    PrivateFile.replace(file, bytes.toByteArray());
  }

  private static X509Certificate sign(
      PrivateKey key,
      PublicKey publicKey,
      Collection<String> names,
      Instant from,
      SecureRandom random)
      throws GeneralSecurityException, OperatorException, IOException {
    X500Principal subject = new X500Principal("CN=OmniEdge gateway " + commonName(names));
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            subject,
            new BigInteger(127, random).setBit(126),
            Date.from(from.minus(Duration.ofDays(1))),
            Date.from(from.plus(VALID)),
            subject,
            publicKey);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    GeneralName[] alternatives = alternatives(names);
    if (alternatives.length > 0) {
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").setSecureRandom(random).build(key)));
  }

  /** Those that a certificate can hold: a machine may be called anything. */
  private static GeneralName[] alternatives(Collection<String> names) {
    List<GeneralName> alternatives = new ArrayList<>();
    for (String name : names) {
      if (isAddress(name)) {
        alternatives.add(new GeneralName(GeneralName.iPAddress, name));
      } else if (name.matches("[A-Za-z0-9._-]+")) {
        alternatives.add(new GeneralName(GeneralName.dNSName, name));
      }
    }
    return alternatives.toArray(new GeneralName[0]);
  }

  /** The first name that is one, as far as it can stand in a distinguished name. */
  private static String commonName(Collection<String> names) {
    return names.stream()
        .filter(name -> !isAddress(name))
        .map(name -> name.replaceAll("[^A-Za-z0-9.-]", ""))
        .filter(name -> !name.isEmpty())
        .map(name -> name.length() > 40 ? name.substring(0, 40) : name)
        .findFirst()
        .orElse("");
  }

  private static boolean isAddress(String name) {
    return IPAddress.isValid(name);
  }

  /** The name or address as a certificate has it: without a zone. */
  public static String name(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /** Until when browsers take it. */
  public Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  /** SHA-256 over the certificate, as browsers show it. */
  public String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
