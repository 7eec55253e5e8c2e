package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.pack.Capability;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What a plugin did, over all its generations. Thread-safe. */
public final class PluginCounters {
  /** How a call ended. */
  public enum Result {
    /** With an answer. */
    OK,
    /** The plugin answered with an error. */
    REFUSED,
    /** It was ended. */
    TRAPPED,
    /** It was not called: too many waited. */
    DROPPED
  }

  /**
   * Upper bounds of the buckets of {@link #latencies}, in microseconds; what is above is in none.
   */
  public static final List<Long> LATENCY_MICROS =
      List.of(10L, 30L, 100L, 300L, 1_000L, 3_000L, 10_000L, 30_000L, 100_000L, 1_000_000L);

  private final LongAdder[] latencies =
      Stream.generate(LongAdder::new).limit(LATENCY_MICROS.size()).toArray(LongAdder[]::new);
  private final Map<Result, LongAdder> calls = new EnumMap<>(Result.class);
  private final Map<TrapException.Kind, LongAdder> traps = new EnumMap<>(TrapException.Kind.class);
  private final Map<Capability, LongAdder> denials = new EnumMap<>(Capability.class);
  private final LongAdder fuel = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder swaps = new LongAdder();
  private final LongAdder rollbacks = new LongAdder();
  private final LongAdder floods = new LongAdder();
  private final LongAdder nonsense = new LongAdder();

  PluginCounters() {
    for (Result result : Result.values()) {
      calls.put(result, new LongAdder());
    }
    for (TrapException.Kind kind : TrapException.Kind.values()) {
      traps.put(kind, new LongAdder());
    }
    for (Capability capability : Capability.values()) {
      denials.put(capability, new LongAdder());
    }
  }

  private static <K> void add(Map<K, LongAdder> counters, K key, long amount) {
    LongAdder counter = counters.get(key);
    if (counter != null) {
      counter.add(amount);
    }
  }

  private static <K> long sum(Map<K, LongAdder> counters, K key) {
    LongAdder counter = counters.get(key);
    return counter == null ? 0 : counter.sum();
  }

  void called(Result result, long usedFuel, long usedNanos) {
    add(calls, result, 1);
    fuel.add(usedFuel);
    nanos.add(usedNanos);
    for (int bucket = 0; bucket < latencies.length; bucket++) {
      if (usedNanos <= TimeUnit.MICROSECONDS.toNanos(LATENCY_MICROS.get(bucket))) {
        latencies[bucket].increment();
        break;
      }
    }
  }

  void trapped(TrapException.Kind kind) {
    add(traps, kind, 1);
  }

  void denied(Capability capability) {
    add(denials, capability, 1);
  }

  void swapped() {
    swaps.increment();
  }

  void rolledBack() {
    rollbacks.increment();
  }

  void flooded() {
    floods.increment();
  }

  /** Lines, events, alerts and measurements that were not taken: there were too many. */
  public long floods() {
    return floods.sum();
  }

  /** An answer was none that the call may have. */
  public void misunderstood() {
    nonsense.increment();
  }

  /** Answers that were none that the call may have. */
  public long nonsense() {
    return nonsense.sum();
  }

  /** Calls that ended so. */
  public long calls(Result result) {
    return sum(calls, result);
  }

  /** Calls that were ended for that reason. */
  public long traps(TrapException.Kind kind) {
    return sum(traps, kind);
  }

  /** Host calls that were refused because that was not granted. */
  public long denials(Capability capability) {
    return sum(denials, capability);
  }

  /** Calls by how long they took, each in one of the buckets of {@link #LATENCY_MICROS}. */
  public long[] latencies() {
    return Arrays.stream(latencies).mapToLong(LongAdder::sum).toArray();
  }

  /** Instructions that were done. */
  public long fuel() {
    return fuel.sum();
  }

  /** Time in calls. */
  public long nanos() {
    return nanos.sum();
  }

  /** Generations that took the place of one before. */
  public long swaps() {
    return swaps.sum();
  }

  /** Generations whose place was given back. */
  public long rollbacks() {
    return rollbacks.sum();
  }
}
