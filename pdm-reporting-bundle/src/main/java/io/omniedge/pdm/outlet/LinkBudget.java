package io.omniedge.pdm.outlet;

import io.omniedge.pdm.store.Parcel;
import io.omniedge.pdm.triage.PriorityClass;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may go over a link now: by class, by month, and of the past. One thread. */
final class LinkBudget {
  private static final double REPLAY_BURST_SECONDS = 10;

  private final Map<PriorityClass, TokenBucket> buckets = new EnumMap<>(PriorityClass.class);
  private final @Nullable TokenBucket replay;
  private final MonthBudget month;

  LinkBudget(OutletSettings settings, String monthState, long nowNanos) {
    settings
        .rates()
        .forEach(
            (priority, rate) ->
                buckets.put(
                    priority, new TokenBucket(rate.bytesASecond(), rate.burst(), nowNanos)));
    long rate = settings.replayBytesASecond();
    replay = rate == 0 ? null : new TokenBucket(rate, REPLAY_BURST_SECONDS * rate, nowNanos);
    month = new MonthBudget(settings.monthBytes(), settings.reservePercent());
    month.restore(monthState);
  }

  boolean isOpen(PriorityClass priority, long nowNanos, Instant now) {
    TokenBucket bucket = buckets.get(priority);
    return (bucket == null || bucket.isOpen(nowNanos)) && month.isOpen(priority.isVital(), now);
  }

  boolean mayReplay(long nowNanos) {
    return replay == null || replay.isOpen(nowNanos);
  }

  void spend(Parcel parcel, long bytes, Instant now) {
    TokenBucket bucket = buckets.get(parcel.priority());
    if (bucket != null) {
      bucket.spend(bytes);
    }
    if (replay != null && parcel.isHistorical() && !parcel.priority().isVital()) {
      replay.spend(bytes);
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
