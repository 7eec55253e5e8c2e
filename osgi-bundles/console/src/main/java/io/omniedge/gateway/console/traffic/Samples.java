package io.omniedge.gateway.console.traffic;

import java.util.ArrayList;
import java.util.List;

/** The newest values of something measured in equal steps. Not thread-safe. */
final class Samples {
  private final double[] ring;
  private int next;
  private int count;

  Samples(int capacity) {
    this.ring = new double[capacity];
  }

  void add(double value) {
    ring[next] = value;
    next = (next + 1) % ring.length;
    count = Math.min(count + 1, ring.length);
  }

  /** From the oldest to the newest. */
  List<Double> toList() {
    List<Double> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(ring[Math.floorMod(next - count + i, ring.length)]);
    }
    return values;
  }
}
