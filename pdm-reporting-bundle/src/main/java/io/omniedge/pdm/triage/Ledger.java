package io.omniedge.pdm.triage;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The account of samples. Whatever was taken is sent, stored, part of an aggregate, dropped for a
 * reason, or on its way: no other end is possible. Any thread.
 */
public final class Ledger {
  private final LongAdder taken = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder stored = new LongAdder();
  private final LongAdder aggregated = new LongAdder();
  private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);
  private final Map<DropReason, String> examples = new ConcurrentHashMap<>();

  /**
   * How the account stands. Read while samples come, it may be off by those under way.
   *
   * @param taken that came in
   * @param sent that left the gateway
   * @param stored that are, or were, in its folder
   * @param aggregated that others stand for
   * @param dropped by reason; a reason shows from its first sample on
   */
  public record Balance(
      long taken, long sent, long stored, long aggregated, Map<DropReason, Long> dropped) {
    /** Samples on their way. */
    public long waiting() {
      long all = dropped.values().stream().mapToLong(Long::longValue).sum();
      return taken - sent - stored - aggregated - all;
    }
  }

  /** Empty. */
  public Ledger() {
    for (DropReason each : DropReason.values()) {
      dropped.put(each, new LongAdder());
    }
  }

  /** So many came in. */
  public void taken(long samples) {
    taken.add(samples);
  }

  /** So many left the gateway. */
  public void sent(long samples) {
    sent.add(samples);
  }

  /** So many are in the folder. */
  public void stored(long samples) {
    stored.add(samples);
  }

  /** Others stand for so many. */
  public void aggregated(long samples) {
    aggregated.add(samples);
  }

  /**
   * So many go no further.
   *
   * @param example which, for people; one of each reason is kept
   */
  public void dropped(DropReason why, long samples, String example) {
    LongAdder count = dropped.get(why);
    if (count != null && samples > 0) {
      count.add(samples);
      examples.put(why, example);
    }
  }

  /** How it stands. */
  public Balance balance() {
    Map<DropReason, Long> drops = new TreeMap<>();
    dropped.forEach(
        (why, count) -> {
          if (count.sum() > 0) {
            drops.put(why, count.sum());
          }
        });
    return new Balance(taken.sum(), sent.sum(), stored.sum(), aggregated.sum(), drops);
  }

  /** What was dropped last, by reason. */
  public Map<DropReason, String> examples() {
    return new TreeMap<>(examples);
  }
}
