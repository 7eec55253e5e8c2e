package io.omniedge.cli.manager;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts the servers of one authority, a manager's own, known by the SHA-256 of its certificate.
 *
 * <p>Not an X509ExtendedTrustManager on purpose: then the JDK compares the host name itself.
 */
final class PinnedAuthority implements X509TrustManager {
  /** Extended key usage "server" [RFC 5280, 4.2.1.12]; devices of that authority are none. */
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  private final String fingerprint;
  private final InstantSource clock;

  PinnedAuthority(String fingerprint, InstantSource clock) {
    this.fingerprint = fingerprint;
    this.clock = clock;
  }

  /** SHA-256 of a certificate, 64 hexadecimal digits. */
  static String fingerprint(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no certificate", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    int anchor = 0;
    while (anchor < chain.length && !fingerprint(chain[anchor]).equals(fingerprint)) {
      anchor++;
    }
    if (anchor == 0 || anchor == chain.length) {
      throw new OtherAuthorityException(
          "it shows the authority "
              + fingerprint(chain[chain.length - 1])
              + ", expected is "
              + fingerprint);
    }
    try {
      CertPath path =
          CertificateFactory.getInstance("X.509")
              .generateCertPath(List.of(chain).subList(0, anchor));
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(chain[anchor], null)));
      parameters.setRevocationEnabled(false); // a manager's authority has no lists
      parameters.setDate(Date.from(clock.instant()));
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
    } catch (GeneralSecurityException e) {
      throw new CertificateException("its certificate is not valid: " + e.getMessage(), e);
    }
    List<String> usages = chain[0].getExtendedKeyUsage();
    if (usages != null && !usages.contains(SERVER_AUTH)) {
      throw new CertificateException("its certificate is a device's, not the manager's");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
