package io.omniedge.pdm.baseline;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.pdm.statistics.Robust;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The baseline of one feature in one operating state: learning, then frozen. One thread.
 *
 * <p>Each part of the day counts the same: a state that was entered mostly in the morning would
 * else call every afternoon out of the ordinary.
 */
final class FeatureBaseline {
  private static final long DAY_MILLIS = 86_400_000;

  /** So many times the span it waits for the parts of the day; who works by day has no night. */
  private static final int PATIENCE = 4;

  private final Baseline.Settings settings;
  private DayPart[] parts = new DayPart[DayPart.PARTS];
  private long firstMillis;
  private boolean hasFirst;
  private @Nullable Reference reference;

  FeatureBaseline(Baseline.Settings settings) {
    this.settings = settings;
    Arrays.setAll(parts, i -> new DayPart());
  }

  Comparison take(double value, long atMillis) {
    if (reference != null) {
      return compared(reference, value);
    }
    if (!hasFirst || atMillis < firstMillis) {
      firstMillis = atMillis; // a clock that was set back: the span is counted anew
      hasFirst = true;
    }
    parts[DayPart.of(atMillis)].take(value);
    long spanned = atMillis - firstMillis;
    int blocks = 0;
    for (DayPart part : parts) {
      blocks += part.blocks();
    }
    if (blocks < settings.leastBlocks()
        || spanned < settings.leastSpanMillis()
        || (misses() && spanned < PATIENCE * settings.leastSpanMillis())) {
      return new Comparison.Learning(
          blocks, settings.leastBlocks(), Math.max(0, settings.leastSpanMillis() - spanned));
    }
    reference = learnt();
    parts = new DayPart[0];
    return compared(reference, value);
  }

  /** Whether a part of the day is yet too thin. What shall not span a day cannot know its parts. */
  private boolean misses() {
    int least = settings.leastBlocks() / DayPart.PARTS;
    return settings.leastSpanMillis() >= DAY_MILLIS
        && Arrays.stream(parts).anyMatch(part -> part.blocks() < least);
  }

  private static Comparison compared(Reference reference, double value) {
    return new Comparison.Compared(
        reference, reference.spreads(value), reference.changePercent(value));
  }

  private Reference learnt() {
    boolean isWhole = settings.leastSpanMillis() >= DAY_MILLIS && !misses();
    int least = Arrays.stream(parts).mapToInt(DayPart::filled).min().orElse(0);
    double[] all = {};
    for (DayPart part : parts) {
      double[] more = part.evenly(isWhole ? least : part.filled());
      all = Arrays.copyOf(all, all.length + more.length);
      System.arraycopy(more, 0, all, all.length - more.length, more.length);
    }
    double center = Robust.median(all);
    double floor = Math.max(settings.leastSpreadShare() * Math.abs(center), Float.MIN_NORMAL);
    return new Reference(center, Math.max(Robust.spread(center, all), floor));
  }

  JsonObject state() {
    if (reference != null) {
      return JsonObject.builder()
          .put("center", SavedState.number(reference.center()))
          .put("spread", SavedState.number(reference.spread()))
          .build();
    }
    List<JsonValue> saved = new ArrayList<>();
    for (DayPart part : parts) {
      saved.add(part.state());
    }
    return JsonObject.builder()
        .put("parts", new JsonArray(saved))
        .put("firstMillis", firstMillis)
        .put("hasFirst", hasFirst)
        .build();
  }

  static FeatureBaseline restored(Baseline.Settings settings, Fields fields)
      throws ProtocolException {
    FeatureBaseline baseline = new FeatureBaseline(settings);
    if (fields.object().find("center").isPresent()) {
      baseline.reference =
          new Reference(
              SavedState.number(fields, "center", -Baseline.MOST, Baseline.MOST),
              SavedState.number(fields, "spread", Float.MIN_NORMAL, Baseline.MOST));
      return baseline;
    }
    List<DayPart> parts = fields.list("parts", DayPart.PARTS, DayPart::restored);
    if (parts.size() != DayPart.PARTS) {
      throw fields.wrong(
          "parts", parts.size() + " elements", "it must have " + DayPart.PARTS + " of them");
    }
    baseline.parts = parts.toArray(DayPart[]::new);
    baseline.firstMillis = fields.integer("firstMillis", -(1L << 52), 1L << 52);
    baseline.hasFirst = fields.flag("hasFirst");
    return baseline;
  }
}
