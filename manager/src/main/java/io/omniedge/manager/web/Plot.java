package io.omniedge.manager.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A picture of values over an axis, ready for the template: places in the units of its view box.
 * Labels that would lie on each other are put in rows, and left out when there are no more.
 *
 * @param title what it shows, for who does not see it too
 * @param xTitle with its unit
 * @param yTitle with its unit
 * @param path of the values
 * @param filled whether the path is of sticks and no line
 * @param xTicks along the bottom
 * @param yTicks along the left
 * @param bands across or along it, behind the values
 * @param marks lines with labels
 */
record Plot(
    String title,
    String xTitle,
    String yTitle,
    String path,
    boolean filled,
    List<Tick> xTicks,
    List<Tick> yTicks,
    List<Band> bands,
    List<Mark> marks) {
  static final int WIDTH = 860;
  static final int HEIGHT = 330;
  static final int LEFT = 66;
  static final int RIGHT = 836;
  static final int TOP = 62;
  static final int BOTTOM = 278;

  /** Of labels above the picture. */
  private static final int ROWS = 4;

  private static final int ROW_HEIGHT = 14;

  /** Of a label's character; generous, for fonts differ. */
  private static final double CHARACTER = 7;

  /** More values than points of a screen say nothing more. */
  private static final int MOST_VALUES = 2_000;

  /** Copies. */
  Plot {
    xTicks = List.copyOf(xTicks);
    yTicks = List.copyOf(yTicks);
    bands = List.copyOf(bands);
    marks = List.copyOf(marks);
  }

  /** A line at the edge with what it stands for. */
  record Tick(String at, String label) {}

  /** A rectangle behind the values. */
  record Band(String x, String y, String width, String height, String kind, String label) {}

  /** A vertical line with a label in a row above; no label if there was no room. */
  record Mark(String x, String top, String kind, String label, String anchor) {}

  /** A value. */
  record Point(double x, double y) {}

  /** Collects what is to be seen; one thread. */
  static final class Builder {
    private final String title;
    private final List<Point> points;
    private final double xLow;
    private final double xHigh;
    private double yHigh;
    private final List<Band> bands = new ArrayList<>();
    private final List<Pending> marks = new ArrayList<>();

    private record Pending(double x, String kind, String label, int rank) {}

    /**
     * Of these values, as far as they lie between the two.
     *
     * @param xHigh greater than xLow
     */
    Builder(String title, List<Point> points, double xLow, double xHigh) {
      this.title = title;
      this.xLow = xLow;
      this.xHigh = xHigh;
      this.points =
          points.stream()
              .filter(point -> point.x() >= xLow && point.x() <= xHigh)
              .limit(MOST_VALUES)
              .toList();
      double highest = this.points.stream().mapToDouble(Point::y).max().orElse(0);
      yHigh = highest > 0 ? highest * 1.08 : 1;
    }

    /** The picture goes up to this at the least. */
    Builder upTo(double y) {
      yHigh = Math.max(yHigh, y);
      return this;
    }

    double yHigh() {
      return yHigh;
    }

    /** A band across, between two values. */
    Builder across(double low, double high, String kind, String label) {
      double from = y(Math.max(0, low));
      double to = y(Math.min(high, yHigh));
      if (from - to > 0.5) {
        bands.add(
            new Band(
                number(LEFT),
                number(to),
                number((double) RIGHT - LEFT),
                number(from - to),
                kind,
                label));
      }
      return this;
    }

    /** A band along, between two places. */
    Builder along(double low, double high, String kind, String label) {
      double from = x(Math.max(xLow, low));
      double to = x(Math.min(xHigh, high));
      if (to - from > 0.5) {
        bands.add(
            new Band(
                number(from),
                number(TOP),
                number(to - from),
                number((double) BOTTOM - TOP),
                kind,
                label));
      }
      return this;
    }

    /**
     * A line with a label.
     *
     * @param rank of those that want the same room the least gets it
     */
    Builder mark(double x, String kind, String label, int rank) {
      if (x >= xLow && x <= xHigh) {
        marks.add(new Pending(x, kind, label, rank));
      }
      return this;
    }

    /** Sticks from the bottom, as lines of a spectrum. */
    Plot sticks(String xTitle, String yTitle) {
      StringBuilder path = new StringBuilder();
      for (Point point : points) {
        path.append('M').append(number(x(point.x()))).append(' ').append(number(BOTTOM));
        path.append('V').append(number(y(point.y())));
      }
      return plot(xTitle, yTitle, path.toString(), true, numbers(xLow, xHigh, true));
    }

    /** A line through all, with what stands below it. */
    Plot line(String xTitle, String yTitle, List<Tick> xTicks) {
      StringBuilder path = new StringBuilder();
      for (Point point : points) {
        path.append(path.isEmpty() ? 'M' : 'L');
        path.append(number(x(point.x()))).append(' ').append(number(y(point.y())));
      }
      return plot(xTitle, yTitle, path.toString(), false, xTicks);
    }

    private Plot plot(
        String xTitle, String yTitle, String path, boolean filled, List<Tick> xTicks) {
      return new Plot(
          title, xTitle, yTitle, path, filled, xTicks, numbers(0, yHigh, false), bands, placed());
    }

    /** Round numbers, four to eight of them. */
    private List<Tick> numbers(double low, double high, boolean isX) {
      double rough = (high - low) / 6;
      double unit = Math.pow(10, Math.floor(Math.log10(rough)));
      double step = unit;
      for (double factor : new double[] {2, 5, 10}) {
        if (step < rough) {
          step = unit * factor;
        }
      }
      List<Tick> ticks = new ArrayList<>();
      for (int i = (int) Math.ceil(low / step); i * step <= high && ticks.size() < 20; i++) {
        ticks.add(new Tick(number(isX ? x(i * step) : y(i * step)), label(i * step, step)));
      }
      return ticks;
    }

    /** The important ones first, each in the lowest row where it touches no other. */
    private List<Mark> placed() {
      List<Mark> placed = new ArrayList<>();
      List<List<double[]>> rows = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        rows.add(new ArrayList<>());
      }
      for (Pending mark :
          marks.stream()
              .sorted(Comparator.comparingInt(Pending::rank).thenComparingDouble(Pending::x))
              .toList()) {
        double x = x(mark.x());
        double half = (mark.label().length() + 1) * CHARACTER / 2;
        double left = Math.max(LEFT, Math.min(x - half, RIGHT - 2 * half));
        int row = 0;
        while (row < ROWS && touches(rows.get(row), left, left + 2 * half)) {
          row++;
        }
        if (row < ROWS) {
          rows.get(row).add(new double[] {left, left + 2 * half});
        }
        double top = row < ROWS ? TOP - 6.0 - row * ROW_HEIGHT : TOP;
        placed.add(
            new Mark(
                number(x),
                number(top),
                mark.kind(),
                row < ROWS ? mark.label() : "",
                number(left + half)));
      }
      return placed;
    }

    private static boolean touches(List<double[]> taken, double left, double right) {
      return taken.stream().anyMatch(one -> left < one[1] && right > one[0]);
    }

    double x(double value) {
      return LEFT + (value - xLow) / (xHigh - xLow) * (RIGHT - LEFT);
    }

    private double y(double value) {
      return BOTTOM - Math.max(0, Math.min(value, yHigh)) / yHigh * (BOTTOM - TOP);
    }
  }

  private static String label(double value, double step) {
    if (step >= 1e6 || step < 1e-4) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
