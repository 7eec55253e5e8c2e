package io.omniedge.manager.inventory;

import java.security.SecureRandom;
import java.util.Base64;

/** Identifiers that nobody can guess, and secrets. Thread-safe. */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

  /** 93 bits; with the kind it is short enough for every MQTT broker's client identifier. */
  private static final int LENGTH = 18;

  /** 192 bits. */
  private static final int SECRET_BYTES = 24;

  private Ids() {}

  /**
   * A new one.
   *
   * @param kind t tenant, n network, d device, k setup key, u user, a API key, s site, g group, v
   *     service, c command, p plugin package, y key of plugins, r report, m machine, l alarm, h
   *     webhook, x delivery of one
   */
  public static String of(char kind) {
    StringBuilder id = new StringBuilder(LENGTH + 2).append(kind).append('-');
    for (int i = 0; i < LENGTH; i++) {
      id.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    return id.toString();
  }

  /** A new secret, 32 characters of base64url. */
  public static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
