package io.omniedge.pdm.trigger;

import io.omniedge.gateway.api.data.TriageAction;
import io.omniedge.gateway.api.data.Trigger;
import io.omniedge.pdm.triage.Options;
import io.omniedge.pdm.triage.SourceGlob;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * A trigger in force, with what is done when it fires and nobody can be asked. Immutable. As a line
 * of text:
 *
 * <pre>
 *   NAME KIND SOURCE [OPTION=VALUE ...]
 *   hot threshold pump-&#42;/temperature above=80 hysteresis=2 action=clip before=30 after=60
 * </pre>
 */
public final class ArmedTrigger {
  /** A level that is reached again within this share of it fires no more. */
  private static final double HYSTERESIS = 0.05;

  /** An oscillation fires once, not at each swing. */
  private static final double PAUSE_SECONDS = 5;

  private static final double BEFORE_SECONDS = 10;
  private static final double AFTER_SECONDS = 10;
  private static final double MOST_SECONDS = 3_600;

  private final Trigger trigger;
  private final SourceGlob sources;
  private final double hysteresis;
  private final long pauseNanos;
  private final TriageAction fallback;

  private ArmedTrigger(
      Trigger trigger, double hysteresis, double pauseSeconds, TriageAction fallback) {
    this.trigger = trigger;
    sources = new SourceGlob(trigger.source());
    this.hysteresis = hysteresis;
    pauseNanos = (long) (pauseSeconds * TimeUnit.SECONDS.toNanos(1));
    this.fallback = fallback;
  }

  /** One that somebody registered who decides what is done; whoever cannot has all stored. */
  static ArmedTrigger of(Trigger trigger) {
    return new ArmedTrigger(trigger, hysteresis(trigger), PAUSE_SECONDS, TriageAction.STORE);
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with what is wrong, for people
   */
  static ArmedTrigger parse(String line) {
    String[] words = line.strip().split("\\s+");
    if (words.length < 3) {
      throw new IllegalArgumentException("a trigger is NAME KIND SOURCE [OPTION=VALUE ...]");
    }
    if (!words[0].matches("[A-Za-z0-9._-]{1,40}")) {
      throw new IllegalArgumentException("the name has 1 to 40 letters, digits, dots, dashes");
    }
    Trigger.Kind kind = Options.word(Trigger.Kind.class, "kind", words[1]);
    Options options = new Options(words, 3);
    Trigger trigger = trigger(words[0], kind, words[2], options);
    double hysteresis =
        options.has("hysteresis") ? options.positive("hysteresis") : hysteresis(trigger);
    double pause = options.has("pause") ? seconds("pause", options) : PAUSE_SECONDS;
    TriageAction fallback = action(options);
    options.nothingElse();
    return new ArmedTrigger(trigger, hysteresis, pause, fallback);
  }

  private static Trigger trigger(String name, Trigger.Kind kind, String source, Options options) {
    OptionalDouble above = level("above", options);
    OptionalDouble below = level("below", options);
    long every = 0;
    if (kind == Trigger.Kind.PERIODIC) {
      every = Math.round(options.number("every", 0));
      if (every < 1 || every > 31_536_000) {
        throw new IllegalArgumentException("every: 1 to 31536000 seconds are needed");
      }
    } else if (kind == Trigger.Kind.THRESHOLD) {
      if (above.isEmpty() && below.isEmpty()) {
        throw new IllegalArgumentException("a threshold needs above or below, or both");
      }
    } else if (above.isPresent() || below.isPresent()) {
      throw new IllegalArgumentException("above and below are of thresholds");
    }
    return new Trigger(name, kind, source, above, below, every);
  }

  private static OptionalDouble level(String name, Options options) {
    return options.has(name) ? OptionalDouble.of(options.number(name, 0)) : OptionalDouble.empty();
  }

  private static TriageAction action(Options options) {
    TriageAction.Kind kind =
        options.has("action")
            ? Options.word(TriageAction.Kind.class, "action", options.text("action"))
            : TriageAction.Kind.CLIP;
    TriageAction.Priority priority =
        options.has("priority")
            ? Options.word(TriageAction.Priority.class, "priority", options.text("priority"))
            : TriageAction.Priority.NORMAL;
    return new TriageAction(
        kind,
        options.has("before") ? seconds("before", options) : BEFORE_SECONDS,
        options.has("after") ? seconds("after", options) : AFTER_SECONDS,
        priority);
  }

  private static double seconds(String name, Options options) {
    double seconds = options.number(name, 0);
    if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
      throw new IllegalArgumentException(name + ": 0 to 3600 seconds are needed");
    }
    return seconds;
  }

  private static double hysteresis(Trigger trigger) {
    if (trigger.above().isPresent() && trigger.below().isPresent()) {
      return HYSTERESIS * Math.abs(trigger.above().getAsDouble() - trigger.below().getAsDouble());
    }
    return HYSTERESIS * Math.abs(trigger.above().orElse(trigger.below().orElse(0)));
  }

  /** What fires it. */
  public Trigger trigger() {
    return trigger;
  }

  /** What is done if nobody can be asked. */
  public TriageAction fallback() {
    return fallback;
  }

  boolean isAbout(String source) {
    return sources.matches(source);
  }

  double hysteresis() {
    return hysteresis;
  }

  long pauseNanos() {
    return pauseNanos;
  }
}
