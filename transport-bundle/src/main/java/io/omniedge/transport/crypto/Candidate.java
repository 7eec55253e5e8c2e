package io.omniedge.transport.crypto;

import java.util.Locale;

/**
 * What became of one provider of ChaCha20-Poly1305 at start, for the status.
 *
 * @param name the provider, as it can be forced
 * @param nanosPerPacket estimate for sealing 1,420 bytes once the JIT compiler has done its work; 0
 *     when not measured
 * @param reason why it is in this state, in words for the operator
 */
public record Candidate(String name, State state, long nanosPerPacket, String reason) {
  /** From best to worst. */
  public enum State {
    /** In use. */
    CHOSEN,
    /** Works, but another is better. */
    PASSED,
    /** Not looked at, because a better one works. */
    NOT_TRIED,
    /** Needs something that this machine lacks. */
    UNAVAILABLE,
    /** Present, but computes wrong results. */
    FAILED
  }

  /** One line for the status and for error messages. */
  @Override
  public String toString() {
    return name
        + ": "
        + state.name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + (nanosPerPacket == 0 ? "" : ", " + nanosPerPacket + " ns per 1,420 bytes")
        + " ("
        + reason
        + ")";
  }
}
