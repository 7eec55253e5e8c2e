package io.omniedge.manager.people.oidc;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a browser carries to the provider and back in a cookie of its own: so a sign-in that another
 * browser began is refused, and we keep nothing of those that never end. It needs no signature: who
 * could change this cookie could take the session's too.
 */
public final class Ticket {
  private static final int PARTS = 4;

  private final String state;
  private final String nonce;
  private final String verifier;
  private final String next;

  private Ticket(String state, String nonce, String verifier, String next) {
    this.state = state;
    this.nonce = nonce;
    this.verifier = verifier;
    this.next = next;
  }

  /** A new one; from the provider the browser goes to that path. */
  static Ticket random(String next) {
    return new Ticket(
        new State(32).getValue(), new Nonce(32).getValue(), new CodeVerifier().getValue(), next);
  }

  /** From a cookie, if it is one. */
  public static Optional<Ticket> read(String cookie) {
    String[] parts = cookie.split("\\.", -1);
    if (parts.length != PARTS || !cookie.matches("[A-Za-z0-9_.~-]{1,2000}")) {
      return Optional.empty();
    }
    try {
      String next = new String(Base64.getUrlDecoder().decode(parts[3]), StandardCharsets.UTF_8);
      new CodeVerifier(parts[2]); // refuses what is none
      return parts[0].isEmpty() || parts[1].isEmpty()
          ? Optional.empty()
          : Optional.of(new Ticket(parts[0], parts[1], parts[2], next));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** For the cookie. */
  public String text() {
    String path =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(next.getBytes(StandardCharsets.UTF_8));
    return state + "." + nonce + "." + verifier + "." + path;
  }

  State state() {
    return new State(state);
  }

  Nonce nonce() {
    return new Nonce(nonce);
  }

  CodeVerifier verifier() {
    return new CodeVerifier(verifier);
  }

  /** Where the browser goes; whoever sends it there looks at it first. */
  public String next() {
    return next;
  }
}
