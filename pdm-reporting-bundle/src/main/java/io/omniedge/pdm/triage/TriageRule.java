package io.omniedge.pdm.triage;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What becomes of the samples of some sources. Immutable. A line of text:
 *
 * <pre>
 *   SOURCE CLASS ROUTE [OPTION=VALUE ...]
 *   pump-&#42;/temperature P3 cloud deadband=0.5 heartbeat=60 min=-40 max=150
 * </pre>
 */
final class TriageRule {
  private final SourceGlob sources;
  private final PriorityClass priority;
  private final Route route;
  private final double least;
  private final double most;
  private final Supplier<Reduction> reduction;

  private TriageRule(
      SourceGlob sources,
      PriorityClass priority,
      Route route,
      double least,
      double most,
      Supplier<Reduction> reduction) {
    this.sources = sources;
    this.priority = priority;
    this.route = route;
    this.least = least;
    this.most = most;
    this.reduction = reduction;
  }

  /** What becomes of sources that no line is about. */
  static final TriageRule OTHERS =
      new TriageRule(
          new SourceGlob("*"),
          PriorityClass.P4,
          Route.DISCARD,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          Reduction.None::new);

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with what is wrong, for people
   */
  static TriageRule parse(String line) {
    String[] words = line.strip().split("\\s+");
    if (words.length < 3) {
      throw new IllegalArgumentException("a rule is SOURCE CLASS ROUTE [OPTION=VALUE ...]");
    }
    Options options = new Options(words, 3);
    double least = options.number("min", Double.NEGATIVE_INFINITY);
    double most = options.number("max", Double.POSITIVE_INFINITY);
    if (least > most) {
      throw new IllegalArgumentException("min is more than max");
    }
    Supplier<Reduction> reduction = reduction(options);
    options.nothingElse();
    return new TriageRule(
        new SourceGlob(words[0]),
        Options.word(PriorityClass.class, "class", words[1]),
        Options.word(Route.class, "route", words[2]),
        least,
        most,
        reduction);
  }

  private static Supplier<Reduction> reduction(Options options) {
    long heartbeat = options.nanos("heartbeat");
    Map<String, Supplier<Reduction>> wanted = new TreeMap<>();
    if (options.has("deadband")) {
      boolean isFraction = options.text("deadband").endsWith("%");
      double band = isFraction ? options.percent("deadband") / 100 : options.positive("deadband");
      wanted.put("deadband", () -> new Deadband(band, isFraction, heartbeat));
    }
    if (options.has("door")) {
      double deviation = options.positive("door");
      wanted.put("door", () -> new SwingingDoor(deviation, heartbeat));
    }
    if (options.has("every")) {
      double every = options.positive("every");
      if (every < 2 || every > 1_000_000 || every != Math.rint(every)) {
        throw new IllegalArgumentException("every: a whole number from 2 to 1000000 is needed");
      }
      wanted.put("every", () -> new Reduction.EveryNth((int) every));
    }
    if (options.has("window")) {
      long span = options.nanos("window");
      TumblingWindow.Of of =
          options.has("of")
              ? Options.word(TumblingWindow.Of.class, "of", options.text("of"))
              : TumblingWindow.Of.MEAN;
      wanted.put("window", () -> new TumblingWindow(span, of));
    }
    if (options.has("change")) {
      if (!options.text("change").equals("true")) {
        throw new IllegalArgumentException("change: it is change=true, or left out");
      }
      wanted.put("change", () -> new Deadband(0, false, heartbeat));
    }
    if (wanted.size() > 1) {
      throw new IllegalArgumentException(
          String.join(" and ", wanted.keySet()) + " cannot be together");
    }
    return wanted.isEmpty() ? Reduction.None::new : wanted.values().iterator().next();
  }

  boolean isAbout(String source) {
    return sources.matches(source);
  }

  PriorityClass priority() {
    return priority;
  }

  Route route() {
    return route;
  }

  boolean isInRange(double value) {
    return value >= least && value <= most;
  }

  Reduction newReduction() {
    return reduction.get();
  }
}
