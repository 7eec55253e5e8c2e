package io.omniedge.pdm.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules by which the Numenta Anomaly Benchmark counts, standard profile. A detection in a
 * window counts once, the more the earlier; one outside costs a little, less just after a window; a
 * window without any costs most. One threshold is chosen for all series, the best.
 *
 * <p>Source: Lavin and Ahmad, Evaluating Real-time Anomaly Detection Algorithms, 2015, and version
 * 1.1 of the benchmark.
 */
final class NabScorer {
  private static final double FALSE_POSITIVE = 0.11;
  private static final double PROBATION = 0.15;
  private static final double MOST_PROBATION_ROWS = 5_000;

  private final List<Point> points = new ArrayList<>();
  private final List<String> windows = new ArrayList<>();

  /**
   * A row that counts.
   *
   * @param worth what a detection there is worth
   * @param window in which it is; empty outside
   */
  private record Point(double score, double worth, String window, String series) {}

  /**
   * What came of it.
   *
   * @param threshold from which a score is a detection
   * @param normalised 0 for a detector that says nothing, 100 for a perfect one
   */
  record Result(double threshold, double normalised) {}

  /** Adds a series with the score of each of its rows. */
  void add(NabSeries series, double[] scores) {
    int rows = series.values().length;
    double probation = Math.min(Math.floor(PROBATION * rows), PROBATION * MOST_PROBATION_ROWS);
    for (int i = 0; i < series.windows().size(); i++) {
      windows.add(series.name() + " " + i);
    }
    for (int row = 0; row < rows; row++) {
      if (row >= probation) {
        points.add(point(series, row, scores[row]));
      }
    }
  }

  private static Point point(NabSeries series, int row, double score) {
    double worth = -1; // far from any window
    for (int i = 0; i < series.windows().size(); i++) {
      int first = series.windows().get(i)[0];
      int last = series.windows().get(i)[1];
      double width = last - first + 1;
      if (row >= first && row <= last) {
        double gained = sigmoid(-(last - row + 1) / width) / sigmoid(-1);
        return new Point(score, gained, series.name() + " " + i, series.name());
      }
      if (row > last) {
        worth = sigmoid((row - last) / (width - 1));
      }
    }
    return new Point(score, FALSE_POSITIVE * worth, "", series.name());
  }

  /** From nearly 1 at the start of a window (-1) over 0 at its end to -1 after it. */
  private static double sigmoid(double position) {
    return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
  }

  /** With the threshold that is best over all series. */
  Result best() {
    List<Point> falling = new ArrayList<>(points);
    falling.sort(Comparator.comparingDouble(Point::score).reversed());
    Map<String, Double> gained = new HashMap<>();
    double outside = 0;
    double bestRaw = -windows.size();
    double threshold = Double.POSITIVE_INFINITY;
    for (int i = 0; i < falling.size(); i++) {
      Point point = falling.get(i);
      if (point.window.isEmpty()) {
        outside += point.worth;
      } else {
        gained.merge(point.window, point.worth, Math::max);
      }
      boolean isLastOfScore = i + 1 == falling.size() || falling.get(i + 1).score != point.score;
      double raw = outside + sum(gained) - (windows.size() - gained.size());
      if (isLastOfScore && raw > bestRaw) {
        bestRaw = raw;
        threshold = point.score;
      }
    }
    return new Result(threshold, normalised(bestRaw, windows.size()));
  }

  /** One series alone with that threshold. */
  Result of(NabSeries series, double threshold) {
    Map<String, Double> gained = new HashMap<>();
    double outside = 0;
    for (Point point : points) {
      if (point.series.equals(series.name()) && point.score >= threshold) {
        if (point.window.isEmpty()) {
          outside += point.worth;
        } else {
          gained.merge(point.window, point.worth, Math::max);
        }
      }
    }
    int count = series.windows().size();
    double raw = outside + sum(gained) - (count - gained.size());
    return new Result(threshold, normalised(raw, count));
  }

  private static double sum(Map<String, Double> gained) {
    double sum = 0;
    for (double each : gained.values()) {
      sum += Math.max(each, -1);
    }
    return sum;
  }

  /** 100 (raw - null) / (perfect - null); null misses all windows, perfect gets 1 for each. */
  private static double normalised(double raw, int windows) {
    return 100 * (raw + windows) / (2.0 * windows);
  }
}
