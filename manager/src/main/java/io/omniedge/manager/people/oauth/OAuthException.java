package io.omniedge.manager.people.oauth;

import io.omniedge.protocol.json.JsonObject;

/** What a token request is refused with [RFC 6749, 5.2]. */
public final class OAuthException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String error;

  OAuthException(String error, String description) {
    super(description);
    this.error = error;
  }

  static OAuthException invalidGrant(String description) {
    return new OAuthException("invalid_grant", description);
  }

  /** Stable, as {@code slow_down}. */
  public String error() {
    return error;
  }

  /** The answer's body. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("error", error)
        .put("error_description", String.valueOf(getMessage()))
        .build();
  }
}
