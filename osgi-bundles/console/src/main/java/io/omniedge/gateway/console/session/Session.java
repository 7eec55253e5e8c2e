package io.omniedge.gateway.console.session;

import io.omniedge.gateway.console.users.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Somebody signed in with one browser. Thread-safe. */
public final class Session {
  private final String user;
  private final Role role;
  private final String csrf;
  private final @Nullable Voucher voucher;
  final long untilNanos;
  // Guarded by the sessions it is one of.
  long usedNanos;
  long confirmedNanos;
  private final AtomicReference<String> message = new AtomicReference<>("");

  Session(
      String user,
      Role role,
      String csrf,
      @Nullable Voucher voucher,
      long nowNanos,
      long longestNanos) {
    this.user = user;
    this.role = role;
    this.csrf = csrf;
    this.voucher = voucher;
    this.untilNanos = nowNanos + longestNanos;
    this.usedNanos = nowNanos;
    this.confirmedNanos = nowNanos;
  }

  public String user() {
    return user;
  }

  public Role role() {
    return role;
  }

  /** By what it is, if it is none of a user of this gateway. */
  public Optional<Voucher> voucher() {
    return Optional.ofNullable(voucher);
  }

  /** When it ends however busy it is. */
  public long untilNanos() {
    return untilNanos;
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
