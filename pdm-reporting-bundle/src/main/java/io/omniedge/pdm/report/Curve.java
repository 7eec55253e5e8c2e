package io.omniedge.pdm.report;

import io.omniedge.pdm.signal.Spectrum;
import java.util.ArrayList;
import java.util.List;

/**
 * A spectrum with so few points that it can be sent: of each stretch of lines the highest one, at
 * its own frequency, so that a peak keeps place and height and only the valleys are lost.
 *
 * @param points by rising frequency, at most {@link #MAX_POINTS}
 */
public record Curve(List<Point> points) {
  /** More than a screen shows beside a table. */
  public static final int MAX_POINTS = 400;

  /**
   * A line.
   *
   * @param amplitudeG as the peak of a sine
   */
  public record Point(double frequencyHz, double amplitudeG) {}

  /** Copies. */
  public Curve {
    points = List.copyOf(points);
    if (points.size() > MAX_POINTS) {
      throw new IllegalArgumentException(points.size() + " points of a curve");
    }
  }

  /** Of a spectrum in g, without the line at 0 Hz, up to a frequency. */
  public static Curve of(Spectrum spectrum, double highestHz) {
    int lines = spectrum.lineAt(highestHz);
    int count = Math.min(MAX_POINTS, lines);
    List<Point> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = 1 + (int) ((long) i * lines / count);
      int end = 1 + (int) ((long) (i + 1) * lines / count);
      int highest = from;
      for (int line = from; line < end; line++) {
        highest = spectrum.density(line) > spectrum.density(highest) ? line : highest;
      }
      points.add(new Point(spectrum.frequencyHz(highest), spectrum.amplitude(highest)));
    }
    return new Curve(points);
  }
}
