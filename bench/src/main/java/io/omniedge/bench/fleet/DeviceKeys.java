package io.omniedge.bench.fleet;

import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * What a gateway makes on its first start: an Ed25519 identity, a P-256 key for TLS with a request
 * for its certificate. The WireGuard key is random bytes, which every such key looks like.
 */
final class DeviceKeys {
  private final SigningKey identity = SigningKey.generate();
  private final KeyPair tls;
  private final String certificateRequest;
  private final String wireguardKey;

  DeviceKeys() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    wireguardKey = Base64.getEncoder().encodeToString(random);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      tls = generator.generateKeyPair();
      certificateRequest =
          Base64.getEncoder()
              .encodeToString(
                  new JcaPKCS10CertificationRequestBuilder(
                          new X500Name("CN=gateway"), tls.getPublic())
                      .build(new JcaContentSignerBuilder("SHA256withECDSA").build(tls.getPrivate()))
                      .getEncoded());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  SigningKey identity() {
    return identity;
  }

  PrivateKey exposeTlsKey() {
    return tls.getPrivate();
  }

  /** PKCS#10 in base64. */
  String certificateRequest() {
    return certificateRequest;
  }

  String wireguardKey() {
    return wireguardKey;
  }
}
