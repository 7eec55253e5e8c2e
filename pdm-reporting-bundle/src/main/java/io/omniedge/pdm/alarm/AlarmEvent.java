package io.omniedge.pdm.alarm;

/**
 * Something happened to an alarm.
 *
 * @param kind what
 * @param occurrence counts the alarms of this criterion; 0 if there is none yet
 * @param level of the condition then
 * @param atMillis when, as the clock of the plant said
 * @param by who did it; empty for the machine itself
 * @param note the reason that somebody gave, or why nobody can tell; may be empty
 */
public record AlarmEvent(
    Kind kind, long occurrence, Level level, long atMillis, String by, String note) {
  /** What can happen. */
  public enum Kind {
    /** A new alarm. Annunciates. */
    RAISED(true),
    /** It got worse and is to be acknowledged again. Annunciates. */
    ESCALATED(true),
    /** It came back before anybody acknowledged it, or a shelf ended above it. Annunciates. */
    REPEATED(true),
    /** It got better and is still an alarm. */
    EASED(false),
    /** Its condition is over; it waits for somebody to acknowledge it. */
    RETURNED(false),
    ACKNOWLEDGED(false),
    /** It is over. */
    CLOSED(false),
    SHELVED(false),
    /** The shelf ended, by time or by hand. */
    UNSHELVED(false),
    /** Nobody can tell any more. */
    SUPPRESSED(false),
    /** Somebody can tell again. */
    UNSUPPRESSED(false);

    private final boolean annunciates;

    Kind(boolean annunciates) {
      this.annunciates = annunciates;
    }

    /** Whether people are called. */
    public boolean annunciates() {
      return annunciates;
    }
  }
}
