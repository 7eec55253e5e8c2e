package io.omniedge.pdm.clip;

import io.omniedge.pdm.buffer.Samples;
import io.omniedge.pdm.triage.PriorityClass;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Samples around a moment, for a file.
 *
 * @param name of what made it
 * @param millis the moment, since 1970
 * @param priority that decides which file makes place for others
 * @param sources each in the order of time
 * @param facts about it, for people and programs
 */
public record Clip(
    String name,
    long millis,
    PriorityClass priority,
    List<Samples> sources,
    Map<String, String> facts) {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"value\":{\"type\":\"number\"}},"
          + "\"required\":[\"value\"]}";

  /** Copies the lists. */
  public Clip {
    sources = List.copyOf(sources);
    facts = Map.copyOf(facts);
  }

  /** How many samples. */
  public int size() {
    return sources.stream().mapToInt(Samples::size).sum();
  }

  /**
   * Writes it as MCAP: a channel for each source, a JSON message {@code {"value":2.5}} for each
   * sample, all in the order of time.
   */
  void write(OutputStream stream) throws IOException {
    McapWriter writer = new McapWriter(stream, "OmniEdge");
    writer.metadata("omniedge.clip", facts);
    int schema = writer.schema("omniedge.Sample", SCHEMA);
    PriorityQueue<Cursor> cursors = new PriorityQueue<>(Comparator.comparingLong(Cursor::nanos));
    for (Samples samples : sources) {
      int channel = writer.channel(samples.source(), schema);
      if (samples.size() > 0) {
        cursors.add(new Cursor(channel, samples));
      }
    }
    while (!cursors.isEmpty()) {
      Cursor cursor = cursors.remove();
      String json = "{\"value\":" + cursor.samples.value(cursor.at) + "}";
      writer.message(cursor.channel, cursor.nanos(), json.getBytes(StandardCharsets.US_ASCII));
      cursor.at++;
      if (cursor.at < cursor.samples.size()) {
        cursors.add(cursor);
      }
    }
    writer.finish();
  }

  private static final class Cursor {
    final int channel;
    final Samples samples;
    int at;

    Cursor(int channel, Samples samples) {
      this.channel = channel;
      this.samples = samples;
    }

    long nanos() {
      return samples.nanos(at);
    }
  }
}
