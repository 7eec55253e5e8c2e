package io.omniedge.manager.people.password;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of an authenticator application [RFC 6238]: six digits of HMAC-SHA-1 every 30 seconds, the
 * only kind that all of those applications have.
 */
public final class OneTimeCode {
  private static final Duration STEP = Duration.ofSeconds(30);

  /** One step to either side, for clocks that are not alike [RFC 6238, 5.2]. */
  private static final int STEPS_APART = 1;

  /** As long as the hash [RFC 4226, 4 R6]. */
  private static final int SECRET_BYTES = 20;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private OneTimeCode() {}

  /** A new secret, in base 32 as applications take it. */
  public static String newSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return encode(secret);
  }

  /**
   * The time step of which this is the code; nothing if it is wrong or its step is not after the
   * one that was used last: a code works once [RFC 6238, 5.2].
   */
  public static OptionalLong step(String secret, String code, Instant now, long lastStep) {
    String digits = code.replaceAll("[\\s-]", "");
    long current = now.getEpochSecond() / STEP.toSeconds();
    OptionalLong found = OptionalLong.empty();
    for (long step = current - STEPS_APART; step <= current + STEPS_APART; step++) {
      if (isCode(secret, digits, step) && step > lastStep && found.isEmpty()) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /** What applications read from a picture. */
  public static String address(String secret, String issuer, String account) {
    return "otpauth://totp/%s:%s?secret=%s&issuer=%s"
        .formatted(encoded(issuer), encoded(account), secret, encoded(issuer));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static boolean isCode(String secret, String digits, long step) {
    return MessageDigest.isEqual(
        at(secret, step).getBytes(StandardCharsets.US_ASCII),
        digits.getBytes(StandardCharsets.UTF_8));
  }

  /** The code of a time step, as an application shows it. */
  public static String at(String secret, long step) {
    try {
      TimeBasedOneTimePasswordGenerator generator = new TimeBasedOneTimePasswordGenerator(STEP, 6);
      return generator.generateOneTimePasswordString(
          new SecretKeySpec(decode(secret), generator.getAlgorithm()),
          Instant.ofEpochSecond(step * STEP.toSeconds()),
          Locale.ROOT);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("HMAC takes any key", e);
    }
  }

  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8 | (b & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(buffer >> bits & 31));
      }
    }
    return bits == 0
        ? text.toString()
        : text.append(BASE32.charAt(buffer << (5 - bits) & 31)).toString();
  }

  static byte[] decode(String text) {
    byte[] bytes = new byte[text.length() * 5 / 8];
    int buffer = 0;
    int bits = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = BASE32.indexOf(text.charAt(i));
      if (digit < 0) {
        throw new IllegalArgumentException("no base 32");
      }
      buffer = (buffer << 5 | digit) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (buffer >> bits);
      }
    }
    return bytes;
  }
}
