package io.omniedge.cli.manager;

import java.security.cert.CertificateException;

/** Somebody else answers at the manager's address, or the manager was set up anew. */
final class OtherAuthorityException extends CertificateException {
  private static final long serialVersionUID = 1L;

  OtherAuthorityException(String message) {
    super(message);
  }
}
