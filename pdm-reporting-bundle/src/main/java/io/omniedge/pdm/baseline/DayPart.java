package io.omniedge.pdm.baseline;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.Arrays;

/** What was measured in one part of the day while learning, evenly over the days. One thread. */
final class DayPart {
  /** Parts of a day, UTC; six follow a daily wave to a tenth of its height. */
  static final int PARTS = 6;

  /** Values kept. When they are full, every other one is let go. */
  private static final int MOST_VALUES = 128;

  private final double[] values = new double[MOST_VALUES];
  private int filled;

  /** Of so many blocks one is kept. */
  private int stride = 1;

  private int blocks;

  static int of(long atMillis) {
    long day = 86_400_000;
    return (int) (Math.floorMod(atMillis, day) / (day / PARTS));
  }

  void take(double value) {
    if (blocks % stride == 0) {
      if (filled == MOST_VALUES) {
        halve();
      }
      values[filled++] = value;
    }
    blocks++;
  }

  private void halve() {
    for (int i = 0; i < filled / 2; i++) {
      values[i] = values[2 * i];
    }
    filled /= 2;
    stride *= 2;
  }

  int blocks() {
    return blocks;
  }

  int filled() {
    return filled;
  }

  /** So many of the kept values, from first to last; not more than there are. */
  double[] evenly(int count) {
    double[] chosen = new double[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = values[(int) ((long) i * filled / count)];
    }
    return chosen;
  }

  JsonObject state() {
    return JsonObject.builder()
        .put("values", SavedState.numbers(Arrays.copyOf(values, filled)))
        .put("stride", stride)
        .put("blocks", blocks)
        .build();
  }

  static DayPart restored(Fields fields) throws ProtocolException {
    DayPart part = new DayPart();
    double[] kept = SavedState.numbers(fields, "values", 0, MOST_VALUES);
    for (double value : kept) {
      if (Math.abs(value) > Baseline.MOST) {
        throw fields.wrong("values", Double.toString(value), "no measurement is so large");
      }
    }
    System.arraycopy(kept, 0, part.values, 0, kept.length);
    part.filled = kept.length;
    part.stride = (int) fields.integer("stride", 1, 1 << 22);
    part.blocks = (int) fields.integer("blocks", kept.length, Integer.MAX_VALUE / 8);
    if (kept.length == 0 && part.blocks > 0) {
      throw fields.wrong("values", "none", "it has seen " + part.blocks + " blocks");
    }
    return part;
  }
}
