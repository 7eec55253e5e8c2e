package io.omniedge.gateway.api.data;

/**
 * What becomes of samples. Immutable.
 *
 * @param kind what is done
 * @param secondsBefore of a clip, before the trigger
 * @param secondsAfter of a clip, after the trigger
 * @param priority of a stream
 */
public record TriageAction(
    Kind kind, double secondsBefore, double secondsAfter, Priority priority) {
  /** What is done. */
  public enum Kind {
    /** A file with what was before and after. */
    CLIP,
    /** Nothing is kept. */
    DISCARD,
    /** They are sent away. */
    STREAM,
    /** They are kept as they are: nobody could say anything else. */
    STORE
  }

  /** How urgent a stream is. */
  public enum Priority {
    CRITICAL,
    HIGH,
    NORMAL,
    LOW
  }

  /** What is done if nobody could say. */
  public static final TriageAction STORE = new TriageAction(Kind.STORE, 0, 0, Priority.NORMAL);
}
