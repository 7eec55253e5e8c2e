package io.omniedge.gateway.api.access;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Says who somebody is. A service; there may be several or none. For a thread that can wait. */
@ConsumerType
public interface SignInMethod {
  /**
   * A way to sign in.
   *
   * @param id for {@link #authenticate}
   * @param label for people
   */
  record Method(String id, String label) {}

  /**
   * Somebody whose secret was right.
   *
   * @param subject who it is
   * @param roles that it has, in the words of who decided
   * @param token of the session, for {@link #isValid}; empty if there is none
   */
  record Identity(String subject, List<String> roles, String token) {
    /** Copies. */
    public Identity {
      roles = List.copyOf(roles);
    }

    /** The token is nobody else's to know. */
    @Override
    public String toString() {
      return subject + " " + roles;
    }
  }

  /** What it offers now; returns soon. */
  List<Method> methods();

  /** Who that is; nothing if the secret is wrong or nobody can say. Never throws. */
  Optional<Identity> authenticate(String method, String purpose, String user, char[] secret);

  /** Whether a session is still good; not if nobody can say. Never throws. */
  boolean isValid(String method, String token);
}
