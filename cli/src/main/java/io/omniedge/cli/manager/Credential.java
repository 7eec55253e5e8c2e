package io.omniedge.cli.manager;

import io.omniedge.cli.output.Failure;
import java.util.Optional;

/** What a request shows to be allowed. */
public interface Credential {
  /** The bearer token [RFC 6750], renewed before if it must be; nothing to ask as a stranger. */
  Optional<String> token() throws Failure;

  /**
   * The manager refused the token.
   *
   * @return whether another one can be had, so that the request is worth a second try
   */
  boolean renew() throws Failure;

  /** Of a stranger. */
  static Credential none() {
    return fixed(Optional.empty());
  }

  /** An API key, or nothing. */
  static Credential fixed(Optional<String> token) {
    return new Credential() {
      @Override
      public Optional<String> token() {
        return token;
      }

      @Override
      public boolean renew() {
        return false;
      }
    };
  }
}
