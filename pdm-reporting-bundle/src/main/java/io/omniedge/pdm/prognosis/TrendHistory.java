package io.omniedge.pdm.prognosis;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.Arrays;

/**
 * A trend in bounded memory: when it is full, neighbours become their mean, and so does what comes
 * after. Every point has the same weight. One thread.
 */
final class TrendHistory {
  static final int MOST_POINTS = 128;

  private final double[] millis = new double[MOST_POINTS];
  private final double[] values = new double[MOST_POINTS];
  private int filled;

  /** So many values make a point. */
  private int stride = 1;

  private int pending;
  private double pendingMillis;
  private double pendingValues;

  void take(double value, long atMillis) {
    pendingMillis += atMillis;
    pendingValues += value;
    if (++pending < stride) {
      return;
    }
    if (filled == MOST_POINTS) {
      halve();
      return; // what is pending is now half a point
    }
    millis[filled] = pendingMillis / stride;
    values[filled++] = pendingValues / stride;
    nothingPending();
  }

  private void halve() {
    for (int i = 0; i < MOST_POINTS / 2; i++) {
      millis[i] = (millis[2 * i] + millis[2 * i + 1]) / 2;
      values[i] = (values[2 * i] + values[2 * i + 1]) / 2;
    }
    filled = MOST_POINTS / 2;
    stride *= 2;
  }

  private void nothingPending() {
    pending = 0;
    pendingMillis = 0;
    pendingValues = 0;
  }

  void clear() {
    filled = 0;
    stride = 1;
    nothingPending();
  }

  int points() {
    return filled;
  }

  double[] millis() {
    return Arrays.copyOf(millis, filled);
  }

  double[] values() {
    return Arrays.copyOf(values, filled);
  }

  JsonObject state() {
    return JsonObject.builder()
        .put("millis", SavedState.numbers(millis()))
        .put("values", SavedState.numbers(values()))
        .put("stride", stride)
        .put("pending", pending)
        .put("pendingMillis", SavedState.number(pendingMillis))
        .put("pendingValues", SavedState.number(pendingValues))
        .build();
  }

  static TrendHistory restored(Fields fields) throws ProtocolException {
    TrendHistory history = new TrendHistory();
    double[] millis = SavedState.numbers(fields, "millis", 0, MOST_POINTS);
    double[] values = SavedState.numbers(fields, "values", millis.length, millis.length);
    for (int i = 1; i < millis.length; i++) {
      if (millis[i] <= millis[i - 1]) {
        throw fields.wrong("millis", Double.toString(millis[i]), "time goes on");
      }
    }
    for (double value : values) {
      if (Math.abs(value) > Prognosis.MOST) {
        throw fields.wrong("values", Double.toString(value), "no measurement is so large");
      }
    }
    System.arraycopy(millis, 0, history.millis, 0, millis.length);
    System.arraycopy(values, 0, history.values, 0, values.length);
    history.filled = millis.length;
    history.stride = (int) fields.integer("stride", 1, 1 << 24);
    history.pending = (int) fields.integer("pending", 0, history.stride - 1L);
    double most = history.stride * Prognosis.MOST;
    history.pendingMillis = SavedState.number(fields, "pendingMillis", -1e25, 1e25);
    history.pendingValues = SavedState.number(fields, "pendingValues", -most, most);
    return history;
  }
}
