package io.omniedge.gateway.console.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id [RFC 9106] in the PHC string format, which names its parameters: so they can be raised
 * and old hashes still be verified.
 *
 * <p>7 MiB and 5 passes: of the settings that OWASP calls equally strong the one with the least
 * memory, for a gateway has little. Hashes are computed one at a time for the same reason.
 */
final class PasswordHash {
  private static final int MEMORY_KIB = 7168;
  private static final int PASSES = 5;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /** What a file may ask of this gateway, so that a wrong digit does not use up its memory. */
  private static final int MEMORY_LIMIT_KIB = 65536;

  private static final int PASSES_LIMIT = 20;

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  private static final Object ONE_AT_A_TIME = new Object();

  private PasswordHash() {}

  /** Of a new password. */
  static String of(String password, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = compute(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            MEMORY_KIB, PASSES, LANES, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /** Whether it is the hash of that password; takes the same time whether it is or not. */
  static boolean matches(String phc, String password) {
    Matcher parts = PHC.matcher(phc);
    if (!isHash(phc) || !parts.matches()) {
      throw new IllegalArgumentException("not an Argon2id hash");
    }
    byte[] salt = Base64.getDecoder().decode(parts.group(4));
    byte[] wanted = Base64.getDecoder().decode(parts.group(5));
    byte[] computed =
        compute(
            password,
            salt,
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            wanted.length);
    return MessageDigest.isEqual(wanted, computed);
  }

  /** Whether the text is a hash this gateway can compute. */
  static boolean isHash(String phc) {
    Matcher parts = PHC.matcher(phc);
    if (!parts.matches()) {
      return false;
    }
    int memory = Integer.parseInt(parts.group(1));
    int passes = Integer.parseInt(parts.group(2));
    int lanes = Integer.parseInt(parts.group(3));
    return lanes >= 1
        && memory >= 8 * lanes
        && memory <= MEMORY_LIMIT_KIB
        && passes >= 1
        && passes <= PASSES_LIMIT
        && parts.group(4).length() % 4 != 1
        && parts.group(5).length() % 4 != 1;
  }

  private static byte[] compute(
      String password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build();
    byte[] hash = new byte[length];
    synchronized (ONE_AT_A_TIME) {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(parameters);
      generator.generateBytes(password.getBytes(UTF_8), hash);
    }
    return hash;
  }
}
