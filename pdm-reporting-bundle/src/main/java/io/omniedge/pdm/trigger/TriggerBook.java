package io.omniedge.pdm.trigger;

import io.omniedge.gateway.api.data.Trigger;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.buffer.SampleBuffers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The triggers in force: those of the operator and those that somebody registered. Any thread, but
 * {@link #due} for one.
 */
public final class TriggerBook {
  /** Each sample of a source passes all of its thresholds. */
  public static final int MOST_TRIGGERS = 200;

  private final Consumer<Firing> fired;
  private volatile Page page = new Page(List.of());
  private List<ArmedTrigger> own = List.of();
  private List<ArmedTrigger> registered = List.of();

  /** Calls this when one fires, on the thread of the sample; it returns at once. */
  public TriggerBook(Consumer<Firing> fired) {
    this.fired = fired;
  }

  /** What is in force at one time, with its state. */
  private static final class Page {
    final List<ArmedTrigger> all;
    final Map<String, List<ThresholdState>> thresholds = new ConcurrentHashMap<>();
    final Map<ArmedTrigger, Long> periodic = new HashMap<>();

    Page(List<ArmedTrigger> all) {
      this.all = all;
    }

    List<ThresholdState> of(String source) {
      return all.stream()
          .filter(armed -> armed.trigger().kind() == Trigger.Kind.THRESHOLD)
          .filter(armed -> armed.isAbout(source))
          .map(ThresholdState::new)
          .toList();
    }
  }

  /** Reads a trigger from each line; what is wrong stands in the form's problems. */
  public static List<ArmedTrigger> read(FormProperties form, String property) {
    List<ArmedTrigger> read = new ArrayList<>();
    Set<String> names = new HashSet<>();
    String[] lines = form.text(property).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        ArmedTrigger armed = ArmedTrigger.parse(line);
        if (!names.add(armed.trigger().name())) {
          throw new IllegalArgumentException("another one has this name");
        }
        read.add(armed);
      } catch (IllegalArgumentException e) {
        form.wrong(property + " line " + (i + 1), line, String.valueOf(e.getMessage()));
      }
    }
    if (read.size() > MOST_TRIGGERS) {
      form.wrong(property + ": " + read.size() + " triggers are more than " + MOST_TRIGGERS);
    }
    return List.copyOf(read);
  }

  /** Those of the operator. */
  public synchronized void own(List<ArmedTrigger> triggers) {
    own = triggers;
    turn();
  }

  /** Those of whoever is asked; those that are more than there may be do not count. */
  public synchronized void registered(List<Trigger> triggers) {
    registered = triggers.stream().limit(MOST_TRIGGERS).map(ArmedTrigger::of).toList();
    turn();
  }

  private void turn() {
    List<ArmedTrigger> all = new ArrayList<>(own);
    all.addAll(registered);
    page = new Page(List.copyOf(all));
  }

  /** How many there are. */
  public int size() {
    return page.all.size();
  }

  /** A sample came. */
  public void saw(String source, long nanos, double value) {
    Page current = page;
    List<ThresholdState> states = current.thresholds.get(source);
    if (states == null) {
      if (current.thresholds.size() > SampleBuffers.MOST_SOURCES) {
        // Sources that come and go under ever new names; the others keep what they have.
        current.thresholds.clear();
      }
      states = current.thresholds.computeIfAbsent(source, current::of);
    }
    for (ThresholdState state : states) {
      if (state.saw(nanos, value)) {
        fired.accept(
            new Firing(state.armed(), nanos, source, OptionalDouble.of(value), Optional.empty()));
      }
    }
  }

  /**
   * Fires the periodic ones whose time has come; the first time is one period after they came into
   * force.
   */
  public void due(long nowNanos, long wallNanos) {
    Page current = page;
    for (ArmedTrigger armed : current.all) {
      if (armed.trigger().kind() != Trigger.Kind.PERIODIC) {
        continue;
      }
      long period = TimeUnit.SECONDS.toNanos(Math.max(1, armed.trigger().everySeconds()));
      Long next = current.periodic.get(armed);
      if (next == null) {
        current.periodic.put(armed, nowNanos + period);
      } else if (nowNanos - next >= 0) {
        // What was missed while the gateway slept is not made up for.
        current.periodic.put(armed, nowNanos - next >= period ? nowNanos + period : next + period);
        fired.accept(
            new Firing(
                armed,
                wallNanos,
                armed.trigger().source(),
                OptionalDouble.empty(),
                Optional.empty()));
      }
    }
  }

  /** Fires those of this kind that are about this source; how many. */
  public int fire(
      Trigger.Kind kind,
      String source,
      OptionalDouble value,
      Optional<String> level,
      long wallNanos) {
    int count = 0;
    for (ArmedTrigger armed : page.all) {
      if (armed.trigger().kind() == kind && armed.isAbout(source)) {
        fired.accept(new Firing(armed, wallNanos, source, value, level));
        count++;
      }
    }
    return count;
  }
}
