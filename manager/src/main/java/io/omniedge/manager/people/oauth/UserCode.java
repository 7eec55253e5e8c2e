package io.omniedge.manager.people.oauth;

import java.security.SecureRandom;
import java.util.Locale;

/** What a person reads on one screen and types on another [RFC 8628, 6.1]: no vowels, no words. */
final class UserCode {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
  private static final int LENGTH = 8;

  private UserCode() {}

  /** A new one, as {@code WDJB-MJHT}; 34 random bits. */
  static String random() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      code.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return code.insert(LENGTH / 2, '-').toString();
  }

  /** As it was given, in whatever case and with whatever between. */
  static String normal(String typed) {
    String letters = typed.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
    return letters.length() == LENGTH
        ? letters.substring(0, LENGTH / 2) + "-" + letters.substring(LENGTH / 2)
        : letters;
  }
}
