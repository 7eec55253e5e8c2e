package io.omniedge.gateway.console.traffic;

import java.util.List;

/**
 * What was measured in the last minutes, a value every {@value TrafficHistory#STEP_SECONDS} s, from
 * the oldest to the newest.
 *
 * @param receivedBytesPerS from the peers
 * @param sentBytesPerS to the peers
 * @param handshakeAgeS since the newest handshake; NaN if there was none
 */
public record Series(
    List<Double> receivedBytesPerS, List<Double> sentBytesPerS, List<Double> handshakeAgeS) {
  /** Copies the lists. */
  public Series {
    receivedBytesPerS = List.copyOf(receivedBytesPerS);
    sentBytesPerS = List.copyOf(sentBytesPerS);
    handshakeAgeS = List.copyOf(handshakeAgeS);
  }

  /** Before the first measurement. */
  public static final Series EMPTY = new Series(List.of(), List.of(), List.of());

  /** The newest rate; 0 before the first. */
  public double receivedNow() {
    return last(receivedBytesPerS);
  }

  /** The newest rate; 0 before the first. */
  public double sentNow() {
    return last(sentBytesPerS);
  }

  private static double last(List<Double> values) {
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }
}
