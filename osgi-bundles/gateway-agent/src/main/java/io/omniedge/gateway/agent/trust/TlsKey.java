package io.omniedge.gateway.agent.trust;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A new P-256 key for TLS, and the request for its certificate. Prints no key. */
public final class TlsKey {
  private final KeyPair pair;

  private TlsKey(KeyPair pair) {
    this.pair = pair;
  }

  /** A new one. */
  public static TlsKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new TlsKey(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  /** The private half. */
  public PrivateKey privateKey() {
    return pair.getPrivate();
  }

  /** Whether a certificate is for this key. */
  public boolean isOf(X509Certificate certificate) {
    return certificate.getPublicKey().equals(pair.getPublic());
  }

  /**
   * PKCS#10 [RFC 2986] in base64.
   *
   * @param name common name; the manager puts its own in the certificate
   */
  public String request(String name) throws IOException {
    try {
      byte[] der =
          new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=" + name), pair.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
              .getEncoded();
      return Base64.getEncoder().encodeToString(der);
    } catch (OperatorCreationException e) {
      throw new IOException("no certificate can be asked for: " + e.getMessage(), e);
    } catch (NoClassDefFoundError e) {
      throw new IOException("this platform lacks BouncyCastle's bcpkix", e);
    }
  }
}
