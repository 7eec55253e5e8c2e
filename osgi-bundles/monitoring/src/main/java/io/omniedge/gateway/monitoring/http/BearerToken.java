package io.omniedge.gateway.monitoring.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a client has to know. Only its hash is kept, and compared in constant time. */
final class BearerToken {
  /** Shorter ones can be guessed by trying. */
  static final int LEAST_CHARS = 16;

  static final int MOST_CHARS = 200;
  private static final String SCHEME = "Bearer ";

  private final byte[] hash;

  private BearerToken(byte[] hash) {
    this.hash = hash;
  }

  /** True if a client can send it: visible ASCII, neither too short nor too long. */
  static boolean isUsable(char[] token) {
    if (token.length < LEAST_CHARS || token.length > MOST_CHARS) {
      return false;
    }
    for (char c : token) {
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** Takes a usable one; it is the caller's to wipe. */
  static BearerToken of(char[] token) {
    byte[] bytes = new byte[token.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) token[i]; // by hand: an encoder would leave a copy in memory
    }
    try {
      return new BearerToken(hash(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Whether this is the value of an Authorization header with the token; null for none. */
  boolean allows(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            hash,
            hash(
                authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] hash(byte[] token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
