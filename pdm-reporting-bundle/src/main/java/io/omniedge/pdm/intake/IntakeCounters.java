package io.omniedge.pdm.intake;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What came in. Any thread. */
public final class IntakeCounters {
  final LongAdder lines = new LongAdder();
  final LongAdder samples = new LongAdder();

  /** Nobody was there to take them. */
  final LongAdder unclaimed = new LongAdder();

  final LongAdder refusedConnections = new LongAdder();
  private final Map<LineError, LongAdder> errors = new EnumMap<>(LineError.class);

  /** Begins at 0. */
  public IntakeCounters() {
    for (LineError each : LineError.values()) {
      errors.put(each, new LongAdder());
    }
  }

  void refused(LineError why) {
    LongAdder count = errors.get(why);
    if (count != null) {
      count.increment();
    }
  }

  /** Lines that ended, refused ones among them. */
  public long lines() {
    return lines.sum();
  }

  /** Values that were in them. */
  public long samples() {
    return samples.sum();
  }

  /** Values that nobody was there to take. */
  public long unclaimed() {
    return unclaimed.sum();
  }

  /** Connections that were more than there may be. */
  public long refusedConnections() {
    return refusedConnections.sum();
  }

  /** Refused lines by reason; a reason shows from its first line on. */
  public Map<LineError, Long> errors() {
    Map<LineError, Long> counts = new TreeMap<>();
    errors.forEach(
        (why, count) -> {
          if (count.sum() > 0) {
            counts.put(why, count.sum());
          }
        });
    return counts;
  }
}
