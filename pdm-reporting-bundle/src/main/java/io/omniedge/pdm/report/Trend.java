package io.omniedge.pdm.report;

import io.omniedge.pdm.prognosis.Outlook;
import java.util.List;

/**
 * The way of one feature until now, and where it leads.
 *
 * @param feature whose it is
 * @param points from the oldest to the newest, at most {@link #MAX_POINTS}
 * @param outlook to its limit
 */
public record Trend(String feature, List<Point> points, Outlook outlook) {
  /** A week of hours and a bit would be 168; a picture needs no more than this. */
  public static final int MAX_POINTS = 120;

  /**
   * A value.
   *
   * @param atMillis when
   */
  public record Point(long atMillis, double value) {}

  /** Copies. */
  public Trend {
    points = List.copyOf(points);
    if (points.size() > MAX_POINTS) {
      throw new IllegalArgumentException(points.size() + " points of a trend");
    }
  }
}
