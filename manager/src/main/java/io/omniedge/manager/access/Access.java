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
   * The cookie of a session; its prefix binds it to this host and to TLS [RFC 6265bis, 4.1.3.2].
   */
  String COOKIE = "__Host-omniedge";

  /**
   * What a request carries.
   *
   * @param method of the request: a cookie alone may not be enough to change something
   * @param bearer token of the Authorization header [RFC 6750]
   * @param session cookie of a browser
   * @param proof by which a page of ours shows that it is one: a header, or a field of a form
   * @param isFromHere whether the browser says that a page of ours sent the request
   * @param isUse whether a person did something, and not a page that refreshes itself
   */
  record Credentials(
      String method,
      Optional<String> bearer,
      Optional<String> session,
      Optional<String> proof,
      boolean isFromHere,
      boolean isUse) {
    /** Without secrets. */
    @Override
    public String toString() {
      return "Credentials[bearer=" + bearer.isPresent() + ", session=" + session.isPresent() + "]";
    }
  }
}
