package io.omniedge.gateway.api.data;

import java.util.OptionalDouble;

/**
 * When somebody is to be asked what becomes of samples. Immutable.
 *
 * @param name of it, unique for the one who registers it
 * @param kind of it
 * @param source that it is about; {@code *} for all
 * @param above a threshold fires when a value rises above this
 * @param below a threshold fires when a value falls below this
 * @param everySeconds a periodic one fires so often; else 0
 */
public record Trigger(
    String name,
    Kind kind,
    String source,
    OptionalDouble above,
    OptionalDouble below,
    long everySeconds) {
  /** Kinds of triggers. */
  public enum Kind {
    THRESHOLD,
    PERIODIC,
    ANOMALY,
    ERROR,
    MANUAL
  }
}
