package io.omniedge.bench.fleet;

import io.omniedge.protocol.enrol.SetupKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import javax.net.ssl.TrustManagerFactory;

/** The manager's own certificate authority: the only one that gateways trust. */
public final class Authority {
  private final TrustManagerFactory trust;
  private final String fingerprint;

  private Authority(TrustManagerFactory trust, String fingerprint) {
    this.trust = trust;
    this.fingerprint = fingerprint;
  }

  /** Reads its certificate. */
  public static Authority read(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", certificate);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Authority(trust, HexFormat.of().formatHex(hash));
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot read " + pem, e);
    }
  }

  /** For TLS. */
  public TrustManagerFactory trust() {
    return trust;
  }

  /** Whether a setup key names this one. */
  boolean isNamedBy(SetupKey key) {
    return key.authorityFingerprint().equals(fingerprint);
  }
}
