package io.omniedge.manager.authority;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Whom a certificate names that this authority gave a device. That it is the authority's, TLS sees
 * to; whether the device is one still, whoever asks.
 *
 * @param tenant who owns the device
 * @param device its identifier
 */
public record DeviceCertificate(String tenant, String device) {
  /** What a certificate says; nothing if it names no device. */
  public static Optional<DeviceCertificate> of(X509Certificate certificate) {
    String device = "";
    String tenant = "";
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        switch (part.getType()) {
          case "CN" -> device = part.getValue().toString();
          case "O" -> tenant = part.getValue().toString();
          default -> {}
        }
      }
    } catch (InvalidNameException e) {
      return Optional.empty(); // not one of ours
    }
    return device.isEmpty() || tenant.isEmpty()
        ? Optional.empty()
        : Optional.of(new DeviceCertificate(tenant, device));
  }
}
