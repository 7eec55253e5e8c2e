package io.omniedge.gateway.console.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The cookie of a session. Its prefix makes browsers insist on TLS, on this host alone and on the
 * whole site [RFC 6265bis 4.1.3.2]; no other site's page makes them send it.
 */
public final class Cookies {
  private static final String NAME = "__Host-omniedge";

  private Cookies() {}

  /** The token that came with the request; empty if none did. */
  public static String token(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(NAME)) {
          return cookie.getValue();
        }
      }
    }
    return "";
  }

  static void give(HttpServletResponse response, String token) {
    response.addHeader(
        "Set-Cookie", NAME + "=" + token + "; Path=/; Secure; HttpOnly; SameSite=Strict");
  }

  static void take(HttpServletResponse response) {
    response.addHeader(
        "Set-Cookie", NAME + "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
  }
}
