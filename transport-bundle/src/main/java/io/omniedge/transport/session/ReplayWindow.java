package io.omniedge.transport.session;

/**
 * Which of the last 8,192 counters have been seen: the bitmap ring of RFC 6479, which clears whole
 * words instead of shifting.
 *
 * <p>One thread at a time. To be asked only after a packet is authenticated, or forged packets
 * would move the window.
 */
public final class ReplayWindow {
  /** How far behind the greatest counter a packet may be. */
  public static final int PACKETS = 8192;

  /** One word more than the window needs, since the newest word is only partly used. */
  private static final int WORDS = PACKETS / Long.SIZE + 1;

  private final long[] seen = new long[WORDS];
  private long greatest;

  /** True the first time a counter is given, false for a repeated one or one behind the window. */
  public boolean accept(long counter) {
    if (counter < 0 || counter >= Limits.REJECT_AFTER_MESSAGES) {
      return false;
    }
    if (counter > greatest) {
      slideTo(counter);
    } else if (greatest - counter > PACKETS) {
      return false;
    }
    int word = (int) ((counter >>> 6) % WORDS);
    long bit = 1L << counter;
    boolean fresh = (seen[word] & bit) == 0;
    seen[word] |= bit;
    return fresh;
  }

  private void slideTo(long counter) {
    long from = greatest >>> 6;
    long words = Math.min((counter >>> 6) - from, WORDS);
    for (long i = 1; i <= words; i++) {
      seen[(int) ((from + i) % WORDS)] = 0;
    }
    greatest = counter;
  }
}
