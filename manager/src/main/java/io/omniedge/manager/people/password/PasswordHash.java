package io.omniedge.manager.people.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniedge.manager.problem.Problem;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id [RFC 9106] in the PHC string format, which names its parameters: so they can be raised
 * and old hashes still be verified.
 *
 * <p>19 MiB and 2 passes, the first of the settings that OWASP calls equally strong. Few are
 * computed at once, so that a crowd at the door takes neither all memory nor all processors.
 */
public final class PasswordHash {
  private static final int MEMORY_KIB = 19_456;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /** What a row of the database may ask of this machine. */
  private static final int MEMORY_LIMIT_KIB = 262_144;

  private static final int PASSES_LIMIT = 20;

  private static final SecureRandom RANDOM = new SecureRandom();

  private static final int AT_ONCE = 2;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Semaphore PLACES = new Semaphore(AT_ONCE, true);

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  private PasswordHash() {}

  /**
   * Of a new password. Takes some 50 ms.
   *
   * @throws Problem 503 if too many are computed already
   */
  public static String of(String password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    byte[] hash = compute(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            MEMORY_KIB, PASSES, LANES, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /**
   * Whether it is the hash of that password; takes the same time whether it is or not.
   *
   * @throws IllegalArgumentException if it is no hash
   * @throws Problem 503 if too many are computed already
   */
  public static boolean matches(String phc, String password) {
    Matcher parts = PHC.matcher(phc);
    if (!parts.matches() || !isAffordable(parts)) {
      throw new IllegalArgumentException("not an Argon2id hash");
    }
    byte[] wanted = Base64.getDecoder().decode(parts.group(5));
    byte[] computed =
        compute(
            password,
            Base64.getDecoder().decode(parts.group(4)),
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            wanted.length);
    return MessageDigest.isEqual(wanted, computed);
  }

  private static boolean isAffordable(Matcher parts) {
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
    take();
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(parameters);
      generator.generateBytes(password.getBytes(UTF_8), hash);
    } finally {
      PLACES.release();
    }
    return hash;
  }

  private static void take() {
    try {
      if (PLACES.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw Problem.of(
        503,
        "busy",
        "Too many at once",
        "Too many people sign in just now; try again in a moment.");
  }
}
