package io.omniedge.gateway.console.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;

/**
 * What proves that whoever makes the first user can read this gateway's command line, or was given
 * the code by somebody who can: else the first in the LAN would own it. New at each start; 40
 * random bits, of which guessing is throttled.
 */
public final class SetupCode {
  /** Without those that look alike. */
  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  private static final int LENGTH = 8;

  private final String code;

  /** Draws one. */
  public SetupCode(SecureRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    this.code = text.toString();
  }

  /** As a person reads it. */
  public String text() {
    return code.substring(0, LENGTH / 2) + "-" + code.substring(LENGTH / 2);
  }

  /** Whether a person typed it, in whatever case and with whatever between. */
  public boolean matches(String typed) {
    String letters = typed.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    return MessageDigest.isEqual(code.getBytes(UTF_8), letters.getBytes(UTF_8));
  }
}
