package io.omniedge.pdm.source;

import io.omniedge.gateway.api.data.SampleBlock;
import java.util.List;
import java.util.function.Consumer;

/** Makes blocks with the time of the plant out of the bursts of one opened source. One thread. */
final class Feed {
  private final String source;
  private final List<SourceChannel> channels;
  private final Consumer<SampleBlock> sink;
  private final SourceCounters counters;
  private final TimeBase timeBase;
  private final WallTime wall = new WallTime();
  private final boolean isEven;
  private boolean isRunning;
  private long wallEndNanos;

  Feed(
      String source,
      List<SourceChannel> channels,
      Consumer<SampleBlock> sink,
      SourceCounters counters) {
    this.source = source;
    this.channels = List.copyOf(channels);
    this.sink = sink;
    this.counters = counters;
    double rateHz = channels.get(0).rateHz();
    isEven = rateHz > 0;
    timeBase = new TimeBase(isEven ? rateHz : 1);
    counters.rateHz(rateHz);
  }

  void take(Burst burst, long monotonicNanos, long wallNanos) {
    if (burst.channels() != channels.size()) {
      throw new IllegalArgumentException(
          burst.channels() + " channels of " + source + ", not " + channels.size());
    }
    if (wall.follow(monotonicNanos, wallNanos)) {
      counters.jumped();
      isRunning = false;
    }
    if (burst.size() == 0) {
      return;
    }
    counters.took((long) burst.size() * burst.channels());
    if (burst.isAfterGap()) {
      counters.overran();
    }
    if (isEven) {
      even(burst);
    } else {
      single(burst);
    }
  }

  private void single(Burst burst) {
    long at = wall.wallNanos(burst.stampNanos());
    for (int channel = 0; channel < channels.size(); channel++) {
      double[] values = burst.values(channel);
      publish(channel, at, 0, new double[] {values[values.length - 1]});
    }
  }

  private void even(Burst burst) {
    switch (timeBase.take(burst)) {
      case SETTLING -> {
        isRunning = false;
        return;
      }
      case OVERLAP -> {
        counters.overlapped(burst.size());
        return;
      }
      case GAP -> {
        if (!burst.isAfterGap()) {
          counters.overran();
        }
        isRunning = false;
      }
      case EVEN -> {
        // Where the one before ended.
      }
    }
    long begin = isRunning ? wallEndNanos : wall.wallNanos(timeBase.beginNanos());
    wallEndNanos = wall.wallNanos(timeBase.endNanos());
    isRunning = true;
    counters.rateHz(timeBase.rateHz());
    double periodNanos = (wallEndNanos - begin) / (double) burst.size();
    for (int channel = 0; channel < channels.size(); channel++) {
      publish(channel, begin + Math.round(periodNanos), 1e9 / periodNanos, burst.values(channel));
    }
  }

  private void publish(int channel, long firstNanos, double rateHz, double[] values) {
    sink.accept(
        new SampleBlock(source + "/" + channels.get(channel).name(), firstNanos, rateHz, values));
  }
}
