package io.omniedge.gateway.agent.trust;

import io.omniedge.gateway.agent.time.EffectiveTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts one authority, the manager's own, known by the SHA-256 of its certificate. Thread-safe.
 *
 * <p>Not an X509ExtendedTrustManager on purpose: then the JDK itself compares the host name, in
 * HTTPS and wherever endpoint identification is asked for.
 *
 * <p>Certificates are judged at the effective time, and one that begins later than that is taken:
 * the authority would not have signed it before its time, so it is our clock that is behind.
 */
public final class AuthorityTrust implements X509TrustManager {
  /**
   * Extended key usage "server" [RFC 5280, 4.2.1.12]; members have "client" from this authority.
   */
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  private final String fingerprint;
  private final EffectiveTime time;

  /**
   * An authority.
   *
   * @param fingerprint 64 hexadecimal digits in lower case
   */
  public AuthorityTrust(String fingerprint, EffectiveTime time) {
    this.fingerprint = fingerprint;
    this.time = time;
  }

  /** SHA-256 of a certificate. */
  public static String fingerprint(X509Certificate certificate) {
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
    if (anchor == chain.length || anchor == 0) {
      throw new CertificateException(
          "this is another manager: its certificate is not by the authority " + fingerprint);
    }
    List<X509Certificate> path = List.of(chain).subList(0, anchor);
    Instant at = time.now();
    for (X509Certificate certificate : List.of(chain).subList(0, anchor + 1)) {
      Instant begins = certificate.getNotBefore().toInstant();
      at = begins.isAfter(at) ? begins : at;
    }
    try {
      CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(chain[anchor], null)));
      parameters.setRevocationEnabled(false); // the manager's authority has no lists
      parameters.setDate(Date.from(at));
      CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
    } catch (GeneralSecurityException e) {
      throw new CertificateException(
          "the manager's certificate is not valid at " + at + ": " + e.getMessage(), e);
    }
    chain[anchor].checkValidity(Date.from(at));
    List<String> usages = chain[0].getExtendedKeyUsage();
    if (usages != null && !usages.contains(SERVER_AUTH)) {
      throw new CertificateException("the certificate is a member's, not the manager's");
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
