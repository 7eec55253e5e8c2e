package io.omniedge.pdm.desk;

import io.omniedge.gateway.api.data.TriageAction;
import io.omniedge.pdm.buffer.SampleBuffers;
import io.omniedge.pdm.buffer.Samples;
import io.omniedge.pdm.clip.Clip;
import io.omniedge.pdm.triage.PriorityClass;
import io.omniedge.pdm.triage.SourceGlob;
import io.omniedge.pdm.trigger.Firing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Clips that wait for what comes after their trigger. One that fires again meanwhile makes its clip
 * longer. One thread.
 */
final class ClipPlans {
  /** Each costs the memory of its samples once it is written, one at a time. */
  private static final int MOST = 64;

  /** Samples of a moment come a little later. */
  private static final long LATE_NANOS = 500_000_000L;

  private static final int MOST_SOURCES = 64;

  private final SampleBuffers buffers;
  private final List<Plan> plans = new ArrayList<>();

  ClipPlans(SampleBuffers buffers) {
    this.buffers = buffers;
  }

  private static final class Plan {
    final Firing firing;
    final String decided;
    final long fromNanos;
    long toNanos;
    int fired = 1;

    Plan(Firing firing, String decided, long fromNanos, long toNanos) {
      this.firing = firing;
      this.decided = decided;
      this.fromNanos = fromNanos;
      this.toNanos = toNanos;
    }

    boolean isOf(Firing other) {
      return firing.source().equals(other.source())
          && firing.trigger().trigger().name().equals(other.trigger().trigger().name());
    }
  }

  /**
   * Plans a clip.
   *
   * @param decided who said so, for the facts
   * @return whether there is room for it
   */
  boolean add(Firing firing, TriageAction action, String decided) {
    boolean whole = action.kind() == TriageAction.Kind.STORE;
    long from = whole ? 0 : firing.nanos() - nanos(action.secondsBefore());
    long to = firing.nanos() + (whole ? 1 : nanos(action.secondsAfter()));
    for (Plan plan : plans) {
      if (plan.isOf(firing) && firing.nanos() <= plan.toNanos) {
        plan.toNanos = Math.max(plan.toNanos, to);
        plan.fired++;
        return true;
      }
    }
    return plans.size() < MOST && plans.add(new Plan(firing, decided, from, to));
  }

  /** An advisor may say any number, also one that is none. */
  private static long nanos(double seconds) {
    return seconds > 0 ? (long) (Math.min(seconds, 86_400) * 1e9) : 0;
  }

  /** Takes those that are complete. */
  List<Clip> due(long wallNanos) {
    List<Clip> due = new ArrayList<>();
    for (Iterator<Plan> all = plans.iterator(); all.hasNext(); ) {
      Plan plan = all.next();
      if (wallNanos - LATE_NANOS >= plan.toNanos) {
        all.remove();
        due.add(clip(plan));
      }
    }
    return due;
  }

  /** Takes all, with what there is. */
  List<Clip> all() {
    List<Clip> clips = plans.stream().map(this::clip).toList();
    plans.clear();
    return clips;
  }

  int size() {
    return plans.size();
  }

  private Clip clip(Plan plan) {
    List<Samples> samples = new ArrayList<>();
    for (String source : around(plan.firing.source(), buffers.sources())) {
      Samples some = buffers.between(source, plan.fromNanos, plan.toNanos);
      if (some.size() > 0) {
        samples.add(some);
      }
    }
    Firing firing = plan.firing;
    Map<String, String> facts = new TreeMap<>();
    facts.put("trigger", firing.trigger().trigger().name());
    facts.put("kind", firing.trigger().trigger().kind().name());
    facts.put("source", firing.source());
    facts.put("fired", Instant.ofEpochSecond(0, firing.nanos()).toString());
    facts.put("times-fired", "" + plan.fired);
    facts.put("decided-by", plan.decided);
    firing.value().ifPresent(value -> facts.put("value", "" + value));
    firing.level().ifPresent(level -> facts.put("level", level));
    boolean alarm = firing.level().filter(level -> level.matches("alert|danger")).isPresent();
    return new Clip(
        firing.trigger().trigger().name(),
        firing.nanos() / 1_000_000,
        alarm ? PriorityClass.P1 : PriorityClass.P2,
        samples,
        facts);
  }

  /**
   * The source and its neighbours, which have the same name up to the last slash: a machine is more
   * than one axis. Of a pattern all that it matches.
   */
  static List<String> around(String source, List<String> all) {
    boolean isPattern = source.indexOf('*') >= 0 || source.indexOf('?') >= 0;
    String shared = source.substring(0, source.lastIndexOf('/') + 1);
    SourceGlob glob = new SourceGlob(source);
    List<String> around = new ArrayList<>();
    for (String each : all) {
      boolean isNeighbour =
          !shared.isEmpty()
              && each.startsWith(shared)
              && each.lastIndexOf('/') == shared.length() - 1;
      boolean belongs = isPattern ? glob.matches(each) : isNeighbour && !each.equals(source);
      if (belongs && around.size() < MOST_SOURCES - 1) {
        around.add(each);
      }
    }
    if (!isPattern) {
      around.add(0, source);
    }
    return around;
  }
}
