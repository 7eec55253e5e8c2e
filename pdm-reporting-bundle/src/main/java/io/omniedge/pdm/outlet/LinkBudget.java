package io.omniedge.pdm.outlet;

import io.omniedge.pdm.triage.PriorityClass;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** What may go over a link now: by class, and by month. One thread. */
final class LinkBudget {
  private final Map<PriorityClass, TokenBucket> buckets = new EnumMap<>(PriorityClass.class);
  private final MonthBudget month;

  LinkBudget(OutletSettings settings, String monthState, long nowNanos) {
    settings
        .rates()
        .forEach(
            (priority, rate) ->
                buckets.put(
                    priority, new TokenBucket(rate.bytesASecond(), rate.burst(), nowNanos)));
    month = new MonthBudget(settings.monthBytes(), settings.reservePercent());
    month.restore(monthState);
  }

  boolean isOpen(PriorityClass priority, long nowNanos, Instant now) {
    TokenBucket bucket = buckets.get(priority);
    return (bucket == null || bucket.isOpen(nowNanos)) && month.isOpen(priority.isVital(), now);
  }

  void spend(PriorityClass priority, long bytes, Instant now) {
    TokenBucket bucket = buckets.get(priority);
    if (bucket != null) {
      bucket.spend(bytes);
    }
    month.spend(bytes, now);
  }

  long monthBytes() {
    return month.usedBytes();
  }

  String monthState() {
    return month.state();
  }
}
