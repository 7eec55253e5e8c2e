package io.omniedge.transport.crypto;

import io.omniedge.tun.NativeBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One provider on trial: loaded, self-tested, measured.
 *
 * <p>What a measurement in the first milliseconds of a JVM can tell: Java code still runs in the
 * interpreter, so the cost of a call is meaningless, but the native code is as fast as it will ever
 * be. So the trial seals a few large blocks, in which the call vanishes, keeps the fastest run, and
 * adds the known cost of the provider's calls. It finds a library without vector code for this
 * processor, which is what differs between machines. Providers in Java are not measured at all:
 * only their order counts.
 */
final class Trial {
  /** A later provider must be this much faster: less is the noise of one cold measurement. */
  private static final double CLEARLY_FASTER = 0.9;

  private static final int BLOCK_BYTES = 32 * 1024;
  private static final int PACKET_BYTES = 1420;
  private static final int RUNS = 8;

  /** No run starts later than this; four native candidates stay under 20 ms. */
  private static final long BUDGET_NANOS = 4_000_000;

  private final KnownProvider known;
  private final @Nullable CryptoProvider provider;
  private final Candidate.State state;
  private final long nanosPerPacket;
  private final String reason;

  private Trial(
      KnownProvider known,
      @Nullable CryptoProvider provider,
      Candidate.State state,
      long nanosPerPacket,
      String reason) {
    this.known = known;
    this.provider = provider;
    this.state = state;
    this.nanosPerPacket = nanosPerPacket;
    this.reason = reason;
  }

  static Trial notTried(KnownProvider known, String reason) {
    return new Trial(known, null, Candidate.State.NOT_TRIED, 0, reason);
  }

  static Trial of(KnownProvider known, CryptoOptions options, LongSupplier nanoTime) {
    CryptoProvider provider;
    try {
      provider = known.load(options);
    } catch (CryptoException e) {
      return new Trial(known, null, Candidate.State.UNAVAILABLE, 0, reasonOf(e));
    }
    try {
      return of(known, provider, nanoTime);
    } catch (NoClassDefFoundError e) {
      // The launcher leaves out libraries that only a fallback needs.
      String reason = "class " + e.getMessage() + " is not on the class path";
      return new Trial(known, null, Candidate.State.UNAVAILABLE, 0, reason);
    }
  }

  static Trial of(KnownProvider known, CryptoProvider provider, LongSupplier nanoTime) {
    String failure = SelfTest.aeadFailure(provider);
    if (failure != null) {
      return new Trial(known, null, Candidate.State.FAILED, 0, failure);
    }
    if (!known.tier.measurable) {
      return new Trial(known, provider, Candidate.State.PASSED, 0, "known answers passed");
    }
    long nanos = known.callNanos + sealBlockNanos(provider, nanoTime) * PACKET_BYTES / BLOCK_BYTES;
    return new Trial(known, provider, Candidate.State.PASSED, nanos, "known answers passed");
  }

  private static String reasonOf(CryptoException e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }

  private static long sealBlockNanos(CryptoProvider provider, LongSupplier nanoTime) {
    Secret key = Secret.copyOf(new byte[Secret.BYTES]);
    NativeBuffer source = provider.allocate(BLOCK_BYTES);
    NativeBuffer target = provider.allocate(BLOCK_BYTES + Aead.TAG_BYTES);
    long fastest = Long.MAX_VALUE;
    try (Aead aead = provider.newAead()) {
      long start = nanoTime.getAsLong();
      long before = start;
      for (int run = 1; run <= RUNS && before - start < BUDGET_NANOS; run++) {
        aead.seal(key, run, source, 0, BLOCK_BYTES, target, 0);
        long after = nanoTime.getAsLong();
        fastest = Math.min(fastest, after - before);
        before = after;
      }
    }
    return fastest;
  }

  KnownProvider known() {
    return known;
  }

  /** The working provider, or null. */
  @Nullable CryptoProvider provider() {
    return provider;
  }

  /**
   * Whether this one is to be used rather than {@code best}, which stands before it in the static
   * order.
   */
  boolean beats(@Nullable Trial best) {
    return provider != null
        && (best == null || nanosPerPacket < best.nanosPerPacket * CLEARLY_FASTER);
  }

  Candidate candidate() {
    return new Candidate(known.providerName, state, nanosPerPacket, reason);
  }

  Candidate chosen(String because) {
    return new Candidate(
        known.providerName, Candidate.State.CHOSEN, nanosPerPacket, reason + "; " + because);
  }
}
