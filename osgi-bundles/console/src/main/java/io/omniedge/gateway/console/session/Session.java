package io.omniedge.gateway.console.session;

import io.omniedge.gateway.console.users.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicReference;

/** Somebody signed in with one browser. Thread-safe. */
public final class Session {
  private final String user;
  private final Role role;
  private final String csrf;
  final long bornNanos;
  // Guarded by the sessions it is one of.
  long usedNanos;
  private final AtomicReference<String> message = new AtomicReference<>("");

  Session(String user, Role role, String csrf, long nowNanos) {
    this.user = user;
    this.role = role;
    this.csrf = csrf;
    this.bornNanos = nowNanos;
    this.usedNanos = nowNanos;
  }

  public String user() {
    return user;
  }

  public Role role() {
    return role;
  }

  /** Every form of this session carries it; a page of somebody else's cannot know it. */
  public String csrf() {
    return csrf;
  }

  /** Whether a form brought the token of this session. */
  public boolean isCsrf(String token) {
    return MessageDigest.isEqual(
        csrf.getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.UTF_8));
  }

  /** Says this on the next page. */
  public void tell(String text) {
    message.set(text);
  }

  /** What the next page says, once; empty if nothing. */
  public String takeMessage() {
    return message.getAndSet("");
  }
}
