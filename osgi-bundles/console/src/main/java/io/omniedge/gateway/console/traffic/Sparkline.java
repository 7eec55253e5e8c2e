package io.omniedge.gateway.console.traffic;

import java.util.List;
import java.util.Locale;

/**
 * A small picture of a series, without axes: points of an SVG polyline in a box of {@value #WIDTH}
 * by {@value #HEIGHT}, the newest value at the right edge, 0 at the bottom.
 */
public final class Sparkline {
  /** Of the box. */
  public static final int WIDTH = 180;

  /** Of the box. */
  public static final int HEIGHT = 36;

  private Sparkline() {}

  /** The largest of these values, ready to be the top of both pictures; 0 if there is none. */
  public static double top(List<Double> one, List<Double> other) {
    double top = 0;
    for (List<Double> values : List.of(one, other)) {
      for (double value : values) {
        if (value > top) {
          top = value;
        }
      }
    }
    return top;
  }

  /**
   * The points, for the attribute of that name; empty without two values to join. Values that are
   * not numbers are left out.
   *
   * @param steps how many values fill the width
   * @param top the value at the upper edge; a flat line at the bottom if it is 0
   */
  public static String points(List<Double> values, int steps, double top) {
    StringBuilder points = new StringBuilder();
    int drawn = 0;
    for (int i = 0; i < values.size(); i++) {
      if (Double.isNaN(values.get(i))) {
        continue;
      }
      double x = WIDTH - (values.size() - 1 - i) * (WIDTH / (double) (steps - 1));
      double share = top <= 0 ? 0 : Math.min(1, values.get(i) / top);
      double y = HEIGHT - 1 - share * (HEIGHT - 2);
      points.append(drawn == 0 ? "" : " ").append(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
      drawn++;
    }
    return drawn < 2 ? "" : points.toString();
  }
}
