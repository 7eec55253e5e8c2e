package io.omniedge.pdm.baseline;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.pdm.statistics.Robust;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The baseline of one feature in one operating state: learning, then frozen. One thread. */
final class FeatureBaseline {
  /** Values kept while learning. When they are full, every other one is let go. */
  static final int MOST_VALUES = 512;

  private final Baseline.Settings settings;
  private final double[] values = new double[MOST_VALUES];
  private int filled;

  /** Of so many blocks one is kept. */
  private int stride = 1;

  private int blocks;
  private long firstMillis;
  private @Nullable Reference reference;

  FeatureBaseline(Baseline.Settings settings) {
    this.settings = settings;
  }

  Comparison take(double value, long atMillis) {
    if (reference != null) {
      return compared(reference, value);
    }
    if (blocks == 0 || atMillis < firstMillis) {
      firstMillis = atMillis; // a clock that was set back: the span is counted anew
    }
    if (blocks % stride == 0) {
      if (filled == MOST_VALUES) {
        halve();
      }
      values[filled++] = value;
    }
    blocks++;
    long spanned = atMillis - firstMillis;
    if (blocks < settings.leastBlocks() || spanned < settings.leastSpanMillis()) {
      return new Comparison.Learning(
          blocks, settings.leastBlocks(), Math.max(0, settings.leastSpanMillis() - spanned));
    }
    reference = learnt();
    return compared(reference, value);
  }

  private static Comparison compared(Reference reference, double value) {
    return new Comparison.Compared(
        reference, reference.spreads(value), reference.changePercent(value));
  }

  /** Evenly over the time, so that a long start does not outweigh what came after it. */
  private void halve() {
    for (int i = 0; i < filled / 2; i++) {
      values[i] = values[2 * i];
    }
    filled /= 2;
    stride *= 2;
  }

  private Reference learnt() {
    double[] kept = Arrays.copyOf(values, filled);
    double center = Robust.median(kept);
    double least = Math.max(settings.leastSpreadShare() * Math.abs(center), Float.MIN_NORMAL);
    return new Reference(center, Math.max(Robust.spread(center, kept), least));
  }

  JsonObject state() {
    if (reference != null) {
      return JsonObject.builder()
          .put("center", SavedState.number(reference.center()))
          .put("spread", SavedState.number(reference.spread()))
          .build();
    }
    return JsonObject.builder()
        .put("values", SavedState.numbers(Arrays.copyOf(values, filled)))
        .put("stride", stride)
        .put("blocks", blocks)
        .put("firstMillis", firstMillis)
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
    double[] kept = SavedState.numbers(fields, "values", 0, MOST_VALUES);
    baseline.blocks = (int) fields.integer("blocks", kept.length, Integer.MAX_VALUE / 2);
    baseline.stride = (int) fields.integer("stride", 1, 1 << 22);
    if (kept.length == 0 && baseline.blocks > 0) {
      throw fields.wrong("values", "none", "it has seen " + baseline.blocks + " blocks");
    }
    for (double value : kept) {
      if (Math.abs(value) > Baseline.MOST) {
        throw fields.wrong("values", Double.toString(value), "no measurement is so large");
      }
    }
    System.arraycopy(kept, 0, baseline.values, 0, kept.length);
    baseline.filled = kept.length;
    baseline.firstMillis = fields.integer("firstMillis", -(1L << 52), 1L << 52);
    return baseline;
  }
}
