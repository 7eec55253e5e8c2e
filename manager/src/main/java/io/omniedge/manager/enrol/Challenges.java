package io.omniedge.manager.enrol;

import io.omniedge.manager.problem.Problem;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Texts that a request must repeat, each once and soon, so that a request which somebody recorded
 * is worth nothing. A text carries its time and our seal; only used ones are remembered, so that
 * asking for many costs us nothing. After a restart devices ask for another. Thread-safe.
 */
final class Challenges {
  private static final Duration VALID = Duration.ofMinutes(5);
  private static final String ALGORITHM = "HmacSHA256";

  /** Time in milliseconds, then random bytes. */
  private static final int CONTENT_BYTES = 8 + 16;

  private static final int SEAL_BYTES = 16;

  private record Used(String challenge, Instant until) {}

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final byte[] secret = new byte[32];
  private final Set<String> used = new HashSet<>();
  private final ArrayDeque<Used> byAge = new ArrayDeque<>();

  Challenges(InstantSource clock) {
    this.clock = clock;
    random.nextBytes(secret);
  }

  String next() {
    byte[] content = new byte[CONTENT_BYTES];
    random.nextBytes(content);
    ByteBuffer.wrap(content).putLong(clock.millis());
    byte[] whole = Arrays.copyOf(content, CONTENT_BYTES + SEAL_BYTES);
    System.arraycopy(seal(content), 0, whole, CONTENT_BYTES, SEAL_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
  }

  /** Uses it up. */
  synchronized void take(String challenge) {
    Instant now = clock.instant();
    Instant given = givenAt(challenge);
    while (!byAge.isEmpty() && !byAge.getFirst().until().isAfter(now)) {
      used.remove(byAge.removeFirst().challenge());
    }
    boolean timely = !given.isAfter(now) && given.plus(VALID).isAfter(now);
    if (!timely || !used.add(challenge)) {
      throw unknown();
    }
    byAge.addLast(new Used(challenge, now.plus(VALID)));
  }

  private Instant givenAt(String challenge) {
    byte[] whole;
    try {
      whole = Base64.getUrlDecoder().decode(challenge);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
    // Base64 has several texts for the same bytes; only ours is one.
    boolean ours = Base64.getUrlEncoder().withoutPadding().encodeToString(whole).equals(challenge);
    if (!ours || whole.length != CONTENT_BYTES + SEAL_BYTES) {
      throw unknown();
    }
    byte[] content = Arrays.copyOf(whole, CONTENT_BYTES);
    byte[] seal = Arrays.copyOfRange(whole, CONTENT_BYTES, whole.length);
    if (!MessageDigest.isEqual(seal, seal(content))) {
      throw unknown();
    }
    return Instant.ofEpochMilli(ByteBuffer.wrap(content).getLong());
  }

  private byte[] seal(byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return Arrays.copyOf(mac.doFinal(content), SEAL_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private static Problem unknown() {
    return Problem.of(
        409,
        "challenge-unknown",
        "The challenge is not valid",
        "it was not given by this manager, was used already, or is older than 5 minutes");
  }
}
