package io.omniedge.manager.people;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Random texts that open something. Only their hashes are in the database; being random, they need
 * no slow one.
 */
public final class Token {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private Token() {}

  /** Another token that follows from it and does not tell it. */
  public static String derived(String token, String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return BASE64.encodeToString(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  /** Whether two are the same, in a time that does not tell how far they are. */
  public static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
