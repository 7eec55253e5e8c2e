package io.omniedge.pdm.desk;

import io.omniedge.pdm.buffer.SampleBuffers;
import io.omniedge.pdm.buffer.Samples;
import io.omniedge.pdm.triage.PriorityClass;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Sources whose samples are sent as they come, for a while. One thread. */
final class Streams {
  /** Samples of a moment come a little later. */
  private static final long LATE_NANOS = 500_000_000L;

  /** What led to it belongs to it. */
  private static final long BEFORE_NANOS = 1_000_000_000L;

  private final SampleBuffers buffers;
  private final Map<String, Stream> streams = new TreeMap<>();

  Streams(SampleBuffers buffers) {
    this.buffers = buffers;
  }

  private static final class Stream {
    PriorityClass priority;
    long sentNanos;
    long untilNanos;

    Stream(PriorityClass priority, long sentNanos) {
      this.priority = priority;
      this.sentNanos = sentNanos;
    }
  }

  /** Begins, or goes on for longer; the higher priority counts. */
  void start(String source, PriorityClass priority, long atNanos, long seconds) {
    Stream stream =
        streams.computeIfAbsent(
            source, any -> new Stream(priority, Math.max(0, atNanos - BEFORE_NANOS)));
    if (priority.compareTo(stream.priority) < 0) {
      stream.priority = priority;
    }
    stream.untilNanos = Math.max(stream.untilNanos, atNanos + seconds * 1_000_000_000L);
  }

  /** Gives what has come since. */
  void flush(long wallNanos, BiConsumer<PriorityClass, Samples> to) {
    for (Iterator<Map.Entry<String, Stream>> all = streams.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<String, Stream> entry = all.next();
      Stream stream = entry.getValue();
      long end = Math.min(stream.untilNanos, wallNanos - LATE_NANOS);
      if (end > stream.sentNanos) {
        Samples samples = buffers.between(entry.getKey(), stream.sentNanos, end);
        stream.sentNanos = end;
        if (samples.size() > 0) {
          to.accept(stream.priority, samples);
        }
      }
      if (end >= stream.untilNanos) {
        all.remove();
      }
    }
  }

  int size() {
    return streams.size();
  }
}
