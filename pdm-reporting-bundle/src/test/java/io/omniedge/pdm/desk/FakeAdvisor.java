package io.omniedge.pdm.desk;

import io.omniedge.gateway.api.data.TriageAction;
import io.omniedge.gateway.api.data.TriageAdvisor;
import io.omniedge.gateway.api.data.Trigger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** An advisor that remembers what it was asked, and says what the test wants. */
public final class FakeAdvisor implements TriageAdvisor {
  /** What it heard, in the order of it. */
  public final List<String> heard = Collections.synchronizedList(new ArrayList<>());

  private final List<Trigger> triggers;
  private final Supplier<TriageAction> action;
  public volatile long generation = 1;

  public FakeAdvisor(List<Trigger> triggers, Supplier<TriageAction> action) {
    this.triggers = triggers;
    this.action = action;
  }

  /** A threshold of all sources. */
  public static Trigger above(String name, double level) {
    return new Trigger(
        name, Trigger.Kind.THRESHOLD, "*", OptionalDouble.of(level), OptionalDouble.empty(), 0);
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public void configureBuffer(long maxBytes, long maxSeconds, List<String> sources) {
    heard.add("configure " + maxBytes + " " + maxSeconds + " " + sources);
  }

  @Override
  public List<Trigger> triggers() {
    return triggers;
  }

  @Override
  public TriageAction onTrigger(
      String trigger, long millis, String source, OptionalDouble value, Optional<String> level) {
    heard.add(
        trigger
            + " "
            + source
            + (value.isPresent() ? " " + value.getAsDouble() : "")
            + level.map(known -> " " + known).orElse(""));
    return action.get();
  }
}
