package io.omniedge.manager.people.oauth;

import io.omniedge.protocol.json.JsonObject;

/** Tokens for a program; shown once. No record, because they are secrets. */
public final class TokenPair {
  private final String access;
  private final String refresh;

  TokenPair(String access, String refresh) {
    this.access = access;
    this.refresh = refresh;
  }

  /** The answer's body [RFC 6749, 5.1]. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("access_token", access)
        .put("token_type", "Bearer")
        .put("expires_in", Programs.ACCESS.toSeconds())
        .put("refresh_token", refresh)
        .build();
  }
}
