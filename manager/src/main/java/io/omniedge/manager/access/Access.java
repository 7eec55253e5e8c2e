package io.omniedge.manager.access;

import java.util.Optional;

/** Finds out who asks. Thread-safe. */
public interface Access {
  /**
   * The one whom these credentials belong to; nothing if there are none.
   *
   * @throws io.omniedge.manager.problem.Problem 401 if there are some, and they are wrong, expired
   *     or revoked
   */
  Optional<Principal> identify(Credentials credentials);

  /**
   * What a request carries.
   *
   * @param method of the request: a cookie alone may not be enough to change something
   * @param bearer token of the Authorization header [RFC 6750]
   * @param session cookie of a browser
   * @param proof the header by which a page of ours shows that it is one
   */
  record Credentials(
      String method, Optional<String> bearer, Optional<String> session, Optional<String> proof) {
    /** Without secrets. */
    @Override
    public String toString() {
      return "Credentials[bearer=" + bearer.isPresent() + ", session=" + session.isPresent() + "]";
    }
  }
}
