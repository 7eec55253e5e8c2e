package io.omniedge.manager.problem;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What went wrong with a request, as the one who asked is to be told [RFC 9457]. The code is
 * stable: programs look at it, people read the detail.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Places in a text that is no JSON; in a document there are members. */
  private static final Pattern SYNTAX =
      Pattern.compile("character [0-9]+|line [0-9]+, column [0-9]+");

  private final int status;
  private final String code;
  private final String title;
  private final String field;
  private final long retryAfterSeconds;

  private Problem(
      int status, String code, String title, String detail, String field, long retryAfterSeconds) {
    super(detail, null, false, false); // no stack trace: it is an answer, not a fault
    this.status = status;
    this.code = code;
    this.title = title;
    this.field = field;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** A problem of any kind. */
  public static Problem of(int status, String code, String title, String detail) {
    return new Problem(status, code, title, detail, "", -1);
  }

  /** A value that cannot be taken: 422. */
  public static Problem invalid(String field, String value, String reason) {
    String shown = value.isEmpty() ? "" : "\"" + ProtocolException.shown(value) + "\": ";
    return new Problem(
        422, "invalid", "A value is wrong", field + ": " + shown + reason, field, -1);
  }

  /** A document that is not as it should be: 422, or 400 if it is no JSON at all. */
  public static Problem of(ProtocolException e) {
    boolean syntax = e.place().isEmpty() || SYNTAX.matcher(e.place()).matches();
    String detail = String.valueOf(e.getMessage());
    return syntax
        ? new Problem(400, "malformed", "The document cannot be read", detail, "", -1)
        : new Problem(422, "invalid", "A value is wrong", detail, e.place(), -1);
  }

  /** Something that is not there, or not the caller's: 404, and no difference between the two. */
  public static Problem notFound(String kind, String id) {
    return of(
        404, "not-found", "Not found", "no " + kind + " \"" + ProtocolException.shown(id) + "\"");
  }

  /** Something that stands against what is there: 409. */
  public static Problem conflict(String code, String detail) {
    return of(409, code, "It conflicts with what is there", detail);
  }

  /** Likewise, of one value. */
  public static Problem conflict(String code, String field, String detail) {
    return new Problem(409, code, "It conflicts with what is there", detail, field, -1);
  }

  /** Nobody is known by these credentials: 401. */
  public static Problem unauthenticated(String detail) {
    return of(401, "unauthenticated", "Sign in first", detail);
  }

  /** The caller's role does not allow it: 403. */
  public static Problem forbidden(String detail) {
    return of(403, "forbidden", "Not allowed", detail);
  }

  /** Too much at once: 429 with Retry-After. */
  public static Problem rateLimited(Duration retryAfter) {
    long seconds = Math.max(1, (retryAfter.toMillis() + 999) / 1000);
    return new Problem(
        429, "rate-limited", "Too many requests", "try again in " + seconds + " s", "", seconds);
  }

  /** The same, of the value at this place: a member, a parameter or a header. */
  public Problem at(String place) {
    return new Problem(status, code, title, String.valueOf(getMessage()), place, retryAfterSeconds);
  }

  /** Of HTTP. */
  public int status() {
    return status;
  }

  /** The kind of problem, for people. */
  public String title() {
    return title;
  }

  /** Stable, as {@code setup-key-expired}. */
  public String code() {
    return code;
  }

  /** Place of the wrong value, empty if there is none. */
  public String field() {
    return field;
  }

  /** When to try again, if that is known. */
  public Optional<Long> retryAfterSeconds() {
    return retryAfterSeconds < 0 ? Optional.empty() : Optional.of(retryAfterSeconds);
  }

  /** The document. */
  public JsonObject toJson() {
    JsonObject.Builder document =
        JsonObject.builder()
            .put("type", "urn:omniedge:problem:" + code)
            .put("title", title)
            .put("status", status)
            .put("detail", String.valueOf(getMessage()))
            .put("code", code);
    return field.isEmpty() ? document.build() : document.put("field", field).build();
  }
}
