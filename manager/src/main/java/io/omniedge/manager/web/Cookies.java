package io.omniedge.manager.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniedge.manager.access.Access;
import java.time.Duration;
import java.util.Base64;

/**
 * Our cookies: over TLS only, for this host only, not for scripts. Lax, because a person who comes
 * back from a sign-in service comes from another site.
 */
final class Cookies {
  /** What a browser carries to a sign-in service and back. */
  static final String TICKET = Access.COOKIE + "-ticket";

  /** What the next page says. */
  static final String MESSAGE = Access.COOKIE + "-message";

  /** The network that was looked at last: the next page shows it too. */
  static final String NETWORK = Access.COOKIE + "-network";

  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Lax";
  private static final Duration TICKET_LIFE = Duration.ofMinutes(10);
  private static final Duration MESSAGE_LIFE = Duration.ofMinutes(1);
  private static final int MESSAGE_CHARS = 300;

  private Cookies() {}

  /** Until the browser ends; the session itself ends earlier. */
  static String session(String token) {
    return Access.COOKIE + "=" + token + ATTRIBUTES;
  }

  static String ticket(String text) {
    return TICKET + "=" + text + ATTRIBUTES + "; Max-Age=" + TICKET_LIFE.toSeconds();
  }

  static String message(String text) {
    String cut = text.substring(0, Math.min(MESSAGE_CHARS, text.length()));
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(cut.getBytes(UTF_8));
    return MESSAGE + "=" + encoded + ATTRIBUTES + "; Max-Age=" + MESSAGE_LIFE.toSeconds();
  }

  /** Until the browser ends. */
  static String network(String id) {
    return NETWORK + "=" + id + ATTRIBUTES;
  }

  /** What a message's cookie says; empty if it is none. */
  static String readMessage(String cookie) {
    try {
      return new String(Base64.getUrlDecoder().decode(cookie), UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Takes one away. */
  static String none(String name) {
    return name + "=" + ATTRIBUTES + "; Max-Age=0";
  }
}
