package io.omniedge.pdm.alarm;

import io.omniedge.pdm.alarm.AlarmEvent.Kind;
import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The alarm of one criterion, in the words of ISA-18.2 and IEC 62682. One thread.
 *
 * <pre>
 *     NORMAL         -- the condition, after the on-delay --&gt; UNACKNOWLEDGED  RAISED
 *     UNACKNOWLEDGED -- acknowledge ------------------------&gt; ACKNOWLEDGED    ACKNOWLEDGED
 *     UNACKNOWLEDGED -- over, after the off-delay ----------&gt; RETURNED        RETURNED
 *     ACKNOWLEDGED   -- worse ------------------------------&gt; UNACKNOWLEDGED  ESCALATED
 *     ACKNOWLEDGED   -- over, after the off-delay ----------&gt; NORMAL          CLOSED
 *     ACKNOWLEDGED   -- the same, latched ------------------&gt; RETURNED        RETURNED
 *     RETURNED       -- the condition is back --------------&gt; UNACKNOWLEDGED  REPEATED
 *     RETURNED       -- acknowledge ------------------------&gt; NORMAL          CLOSED
 *
 *     Beside it, each on its own:
 *     SHELVED     by somebody, with a reason, until a time: what happens meanwhile is told when it ends
 *     SUPPRESSED  by design, while the machine stands or its sensor is faulty: the level is UNKNOWN
 * </pre>
 *
 * <p>An occurrence is what is between RAISED and CLOSED; there is never a second one meanwhile.
 * With a latch also an acknowledged alarm waits in RETURNED, until somebody says that he has seen
 * that it is over.
 *
 * <p>Times are of the plant's clock. If that is set back, the delays and the shelf go on from where
 * they were; if it jumps ahead, they end.
 */
public final class Alarm {
  private static final String KIND = "alarm";
  private static final int VERSION = 1;
  private static final int MOST_TEXT = 200;

  private final Settings settings;
  private final Condition condition;
  private State state = State.NORMAL;
  private long occurrence;

  /** The level that was last told of; OK while there is no occurrence. */
  private Level told = Level.OK;

  private Optional<String> unknownReason = Optional.empty();
  private Optional<Shelf> shelf = Optional.empty();

  /** Counts what the plant's clock went ahead, never back. */
  private long clockMillis;

  private long lastMillis;
  private boolean hasLast;

  /** Where the alarm is. */
  public enum State {
    NORMAL,
    UNACKNOWLEDGED,
    ACKNOWLEDGED,
    /** Returned to normal, to be acknowledged. */
    RETURNED
  }

  /**
   * How it behaves.
   *
   * @param onDelayMillis the condition lasts before it is one
   * @param offDelayMillis it is away before it is over
   * @param isLatched whether an acknowledged alarm is over only after another acknowledge
   * @param mostShelvedMillis that somebody may shelve it for
   */
  public record Settings(
      long onDelayMillis, long offDelayMillis, boolean isLatched, long mostShelvedMillis) {
    /** Checks. */
    public Settings {
      within("onDelayMillis", onDelayMillis, 0);
      within("offDelayMillis", offDelayMillis, 0);
      within("mostShelvedMillis", mostShelvedMillis, 1);
    }

    private static void within(String name, long value, long least) {
      long most = 366 * 86_400_000L;
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            name + " " + value + ": it must be from " + least + " to " + most);
      }
    }
  }

  /**
   * Why nobody is called.
   *
   * @param untilMillis of the plant's clock, if that is not set
   * @param endsAtClockMillis of ours
   * @param by who shelved it
   * @param reason he gave
   */
  private record Shelf(long untilMillis, long endsAtClockMillis, String by, String reason) {}

  /** One of which nothing is known. */
  public Alarm(Settings settings) {
    this.settings = settings;
    condition = new Condition(settings.onDelayMillis, settings.offDelayMillis);
  }

  /** What is measured now; UNKNOWN counts as suppressed without a reason. */
  public List<AlarmEvent> update(Level measured, long atMillis) {
    if (measured == Level.UNKNOWN) {
      return suppress("no value", atMillis);
    }
    List<AlarmEvent> events = passed(atMillis);
    if (unknownReason.isPresent()) {
      unknownReason = Optional.empty();
      events.add(event(Kind.UNSUPPRESSED, atMillis, "", ""));
    }
    condition.update(measured, clockMillis);
    annunciate(events, atMillis);
    return events;
  }

  /**
   * Nobody can tell now.
   *
   * @param reason for people, such as that the machine stands
   */
  public List<AlarmEvent> suppress(String reason, long atMillis) {
    List<AlarmEvent> events = passed(atMillis);
    condition.interrupt();
    boolean isNew = !unknownReason.equals(Optional.of(shortened(reason)));
    unknownReason = Optional.of(shortened(reason));
    if (isNew) {
      events.add(event(Kind.SUPPRESSED, atMillis, "", shortened(reason)));
    }
    return events;
  }

  /** Lets time pass without a measurement; ends a shelf. */
  public List<AlarmEvent> elapse(long atMillis) {
    List<AlarmEvent> events = passed(atMillis);
    annunciate(events, atMillis);
    return events;
  }

  /** Somebody has seen it. Does nothing where there is nothing to acknowledge. */
  public List<AlarmEvent> acknowledge(String by, long atMillis) {
    List<AlarmEvent> events = passed(atMillis);
    switch (state) {
      case UNACKNOWLEDGED -> {
        state = State.ACKNOWLEDGED;
        events.add(event(Kind.ACKNOWLEDGED, atMillis, shortened(by), ""));
      }
      case RETURNED -> {
        events.add(event(Kind.ACKNOWLEDGED, atMillis, shortened(by), ""));
        close(events, atMillis);
      }
      case NORMAL, ACKNOWLEDGED -> {}
    }
    annunciate(events, atMillis);
    return events;
  }

  /**
   * Calls nobody for some time; shelving again replaces the time.
   *
   * @throws IllegalArgumentException if it is too long or too short, or nobody or no reason is
   *     named
   */
  public List<AlarmEvent> shelve(long forMillis, String by, String reason, long atMillis) {
    if (forMillis < 1 || forMillis > settings.mostShelvedMillis) {
      throw new IllegalArgumentException(
          "shelved for " + forMillis + " ms: it must be 1 to " + settings.mostShelvedMillis);
    }
    if (by.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException("shelved by \"" + by + "\": who and why must be said");
    }
    List<AlarmEvent> events = passed(atMillis);
    shelf =
        Optional.of(
            new Shelf(
                atMillis + forMillis, clockMillis + forMillis, shortened(by), shortened(reason)));
    events.add(event(Kind.SHELVED, atMillis, shortened(by), shortened(reason)));
    return events;
  }

  /** Ends a shelf before its time. */
  public List<AlarmEvent> unshelve(String by, long atMillis) {
    List<AlarmEvent> events = passed(atMillis);
    if (shelf.isPresent()) {
      unshelve(events, atMillis, shortened(by));
    }
    annunciate(events, atMillis);
    return events;
  }

  /** The level now; UNKNOWN while suppressed. */
  public Level level() {
    return unknownReason.isPresent() ? Level.UNKNOWN : condition.level();
  }

  /** Where the alarm is; a shelf and a suppression are beside it. */
  public State state() {
    return state;
  }

  /** Which alarm of this criterion it is; counts from 1, 0 before the first. */
  public long occurrence() {
    return occurrence;
  }

  /** Why nobody can tell, while it is so. */
  public Optional<String> unknownReason() {
    return unknownReason;
  }

  /** Until when it is shelved, by the plant's clock, while it is. */
  public Optional<Long> shelvedUntilMillis() {
    return shelf.map(Shelf::untilMillis);
  }

  private List<AlarmEvent> passed(long atMillis) {
    clockMillis += hasLast ? Math.max(0, atMillis - lastMillis) : 0;
    lastMillis = atMillis;
    hasLast = true;
    List<AlarmEvent> events = new ArrayList<>(2);
    if (shelf.isPresent() && clockMillis >= shelf.get().endsAtClockMillis) {
      unshelve(events, atMillis, "");
    }
    return events;
  }

  private void unshelve(List<AlarmEvent> events, long atMillis, String by) {
    events.add(event(Kind.UNSHELVED, atMillis, by, shelf.map(Shelf::reason).orElse("")));
    shelf = Optional.empty();
    // Whoever acknowledged before the shelf is told again that it is still there.
    if (condition.level() != Level.OK && state != State.NORMAL) {
      state = State.RETURNED;
      told = Level.OK;
    }
  }

  /** Tells what changed since the last time, unless it must not or cannot. */
  private void annunciate(List<AlarmEvent> events, long atMillis) {
    if (shelf.isPresent() || unknownReason.isPresent()) {
      return;
    }
    Level now = condition.level();
    int change = now.compareTo(told);
    if (change == 0) {
      return;
    }
    told = now;
    if (now == Level.OK) {
      if (state == State.ACKNOWLEDGED && !settings.isLatched) {
        close(events, atMillis);
      } else {
        state = State.RETURNED;
        events.add(event(Kind.RETURNED, atMillis, "", ""));
      }
      return;
    }
    if (change < 0) {
      events.add(event(Kind.EASED, atMillis, "", ""));
      return;
    }
    Kind kind =
        switch (state) {
          case NORMAL -> Kind.RAISED;
          case RETURNED -> Kind.REPEATED;
          case UNACKNOWLEDGED, ACKNOWLEDGED -> Kind.ESCALATED;
        };
    occurrence += kind == Kind.RAISED ? 1 : 0;
    state = State.UNACKNOWLEDGED;
    events.add(event(kind, atMillis, "", ""));
  }

  private void close(List<AlarmEvent> events, long atMillis) {
    state = State.NORMAL;
    told = Level.OK;
    events.add(event(Kind.CLOSED, atMillis, "", ""));
  }

  private AlarmEvent event(Kind kind, long atMillis, String by, String note) {
    return new AlarmEvent(kind, occurrence, level(), atMillis, by, note);
  }

  private static String shortened(String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
  }

  /** What {@link #restored} takes. */
  public JsonObject saved() {
    JsonObject.Builder saved =
        SavedState.start(KIND, VERSION)
            .put("state", state.name())
            .put("occurrence", occurrence)
            .put("told", told.name())
            .put("condition", condition.state())
            .putIfPresent("unknown", unknownReason)
            .put("clockMillis", clockMillis);
    if (hasLast) {
      saved.put("lastMillis", lastMillis);
    }
    shelf.ifPresent(
        on ->
            saved.put(
                "shelf",
                JsonObject.builder()
                    .put("untilMillis", on.untilMillis)
                    .put("endsAtClockMillis", on.endsAtClockMillis)
                    .put("by", on.by)
                    .put("reason", on.reason)
                    .build()));
    return saved.build();
  }

  /**
   * Goes on from what was saved; the time between counts for delays and shelf.
   *
   * @throws ProtocolException if it is none, with place, value and reason
   */
  public static Alarm restored(Settings settings, JsonObject saved) throws ProtocolException {
    Fields fields = SavedState.open(saved, KIND, VERSION);
    long most = 1L << 52;
    Alarm alarm = new Alarm(settings);
    alarm.state = fields.parsed("state", 20, State::valueOf);
    alarm.occurrence = fields.integer("occurrence", 0, most);
    alarm.told = fields.parsed("told", 20, Level::valueOf);
    boolean isTold = alarm.state == State.UNACKNOWLEDGED || alarm.state == State.ACKNOWLEDGED;
    if (alarm.told == Level.UNKNOWN || (alarm.told != Level.OK) != isTold) {
      throw fields.wrong("told", alarm.told.name(), "it does not go with " + alarm.state);
    }
    alarm.clockMillis = fields.integer("clockMillis", 0, most);
    alarm.hasLast = saved.find("lastMillis").isPresent();
    alarm.lastMillis = fields.integer("lastMillis", -most, most, 0);
    alarm.condition.restore(fields.object("condition"), alarm.clockMillis);
    alarm.unknownReason = fields.optionalText("unknown", MOST_TEXT);
    if (saved.find("shelf").isPresent()) {
      Fields shelf = fields.object("shelf");
      alarm.shelf =
          Optional.of(
              new Shelf(
                  shelf.integer("untilMillis", -most, most),
                  shelf.integer("endsAtClockMillis", alarm.clockMillis, most),
                  shelf.text("by", MOST_TEXT),
                  shelf.text("reason", MOST_TEXT)));
    }
    return alarm;
  }
}
