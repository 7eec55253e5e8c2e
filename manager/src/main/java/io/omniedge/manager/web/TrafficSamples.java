package io.omniedge.manager.web;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What devices sent and received lately, for the small picture: noted while somebody looks at a
 * device, in memory only, for a bounded number of devices. Thread-safe.
 */
final class TrafficSamples {
  static final int WIDTH = 180;
  static final int HEIGHT = 36;
  private static final int MOST_DEVICES = 500;
  private static final int MOST_SAMPLES = 60;

  private final Map<String, Deque<Sample>> devices = new LinkedHashMap<>(16, .75f, true);

  private record Sample(long seconds, long received, long sent) {}

  /**
   * Rates, ready to be shown.
   *
   * @param received points of a polyline, empty without two rates
   * @param sent likewise
   * @param receivedNow in bytes a second
   * @param sentNow likewise
   */
  record Rates(String received, String sent, double receivedNow, double sentNow) {
    boolean isDrawn() {
      return !received.isEmpty();
    }
  }

  /** Notes totals as a device told them at this time, and answers what became of them. */
  synchronized Rates note(String device, long seconds, long received, long sent) {
    Deque<Sample> samples = devices.computeIfAbsent(device, id -> new ArrayDeque<>());
    Sample last = samples.peekLast();
    if (last != null && (received < last.received || sent < last.sent)) {
      samples.clear(); // the tunnel started anew
      last = null;
    }
    if (seconds > 0 && (last == null || seconds > last.seconds)) {
      samples.addLast(new Sample(seconds, received, sent));
    }
    if (samples.size() > MOST_SAMPLES) {
      samples.removeFirst();
    }
    if (devices.size() > MOST_DEVICES) {
      devices.remove(devices.keySet().iterator().next());
    }
    return rates(List.copyOf(samples));
  }

  private static Rates rates(List<Sample> samples) {
    List<Double> received = new ArrayList<>();
    List<Double> sent = new ArrayList<>();
    for (int i = 1; i < samples.size(); i++) {
      Sample from = samples.get(i - 1);
      Sample to = samples.get(i);
      double elapsed = (double) (to.seconds - from.seconds);
      received.add((to.received - from.received) / elapsed);
      sent.add((to.sent - from.sent) / elapsed);
    }
    double top = 1;
    for (double value : received) {
      top = Math.max(top, value);
    }
    for (double value : sent) {
      top = Math.max(top, value);
    }
    return new Rates(
        points(received, top),
        points(sent, top),
        received.isEmpty() ? 0 : received.getLast(),
        sent.isEmpty() ? 0 : sent.getLast());
  }

  private static String points(List<Double> values, double top) {
    if (values.size() < 2) {
      return "";
    }
    List<String> points = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      double x = i * (WIDTH / (double) (values.size() - 1));
      double y = HEIGHT - 1 - values.get(i) / top * (HEIGHT - 2);
      points.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
    }
    return String.join(" ", points);
  }
}
