package io.omniedge.manager.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The pictures of a report about a machine, from its document. What is missing there, or makes no
 * sense, has no picture: a device may send anything.
 */
final class ReportPlots {
  /** Of the shaft's speed, that are marked. */
  private static final int ORDERS = 10;

  /** Of a fault tone, that are marked. */
  private static final int HARMONICS = 3;

  private static final long DAY = 86_400_000;

  /** A prediction far beyond what was measured would leave no room for that. */
  private static final int MOST_SPANS_AHEAD = 4;

  private static final int TIME_TICKS = 6;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("MM-dd HH:mm").withZone(ZoneOffset.UTC);

  private ReportPlots() {}

  /** All there are. */
  static List<Plot> of(Doc document) {
    List<Plot> plots = new ArrayList<>();
    trend(document).ifPresent(plots::add);
    List<Plot.Point> spectrum = points(document, "spectrum");
    double shaftHz = document.object("operation").decimal("speedRpm").orElse(0) / 60;
    if (!spectrum.isEmpty()) {
      double end = end(spectrum);
      double lowEnd = (ORDERS + 2) * shaftHz;
      if (shaftHz > 0 && lowEnd < end / 2) {
        plots.add(orders("Spectrum up to the 12th order of the shaft", spectrum, lowEnd, shaftHz));
        plots.add(
            new Plot.Builder("Spectrum, all of it", spectrum, 0, end)
                .sticks("frequency, Hz", "acceleration, g"));
      } else {
        plots.add(orders("Spectrum", spectrum, end, shaftHz));
      }
    }
    envelope(document, shaftHz).ifPresent(plots::add);
    return plots;
  }

  private static Plot orders(String title, List<Plot.Point> points, double end, double shaftHz) {
    Plot.Builder plot = new Plot.Builder(title, points, 0, end);
    for (int order = 1; shaftHz > 0 && order <= ORDERS; order++) {
      plot.mark(order * shaftHz, "order", order + "×", order);
    }
    return plot.sticks("frequency, Hz", "acceleration, g");
  }

  private static Optional<Plot> envelope(Doc document, double shaftHz) {
    List<Plot.Point> points = points(document, "envelopeSpectrum");
    if (points.isEmpty()) {
      return Optional.empty();
    }
    List<Doc> tones = document.object("bearing").list("tones");
    double highest = 0;
    for (Doc tone : tones) {
      highest = Math.max(highest, tone.decimal("frequencyHz").orElse(0));
    }
    double end = end(points);
    if (highest > 0) {
      end = Math.min(end, (HARMONICS + 1) * highest);
    }
    Plot.Builder plot =
        new Plot.Builder("Envelope spectrum with the tones of the bearing", points, 0, end);
    for (Doc tone : tones.subList(0, Math.min(tones.size(), 10))) {
      double frequency = tone.decimal("frequencyHz").orElse(0);
      for (int harmonic = 1; frequency > 0 && harmonic <= HARMONICS; harmonic++) {
        String name = toneName(tone.text("tone"));
        plot.mark(
            harmonic * frequency,
            toneKind(tone.text("tone")),
            harmonic == 1 ? name : harmonic + "·" + name,
            harmonic);
      }
    }
    if (shaftHz > 0) {
      plot.mark(shaftHz, "order", "1×", HARMONICS + 1);
    }
    return Optional.of(plot.sticks("frequency, Hz", "envelope, g"));
  }

  /** As books write it. */
  static String toneName(String tone) {
    return tone.equals("TWICE_BSF") ? "2×BSF" : tone.length() > 12 ? tone.substring(0, 12) : tone;
  }

  private static String toneKind(String tone) {
    return switch (tone) {
      case "BPFO" -> "outer";
      case "BPFI" -> "inner";
      case "TWICE_BSF" -> "element";
      default -> "cage";
    };
  }

  private static Optional<Plot> trend(Doc document) {
    Doc trend = document.object("trend");
    List<Plot.Point> points = points(trend, "points");
    if (points.isEmpty()) {
      return Optional.empty();
    }
    double first = points.stream().mapToDouble(Plot.Point::x).min().orElse(0);
    double last = end(points);
    Doc outlook = trend.object("outlook");
    double at = document.decimal("atMillis").orElse(last);
    boolean predicts = outlook.text("kind").equals("REMAINING_LIFE");
    double low = at + outlook.decimal("lowMillis").orElse(0);
    double high = at + outlook.decimal("highMillis").orElse(0);
    double span = Math.max(DAY, last - first);
    double end =
        predicts && high > last ? Math.min(high + span / 20, last + MOST_SPANS_AHEAD * span) : last;
    if (end - first < DAY / 24.0) {
      first = end - DAY / 24.0;
    }
    Plot.Builder plot =
        new Plot.Builder("Trend of " + feature(trend.text("feature")), points, first, end);
    zones(plot, trend, document.object("severity"));
    if (predicts) {
      plot.along(low, high, "outlook", "");
      double median = at + outlook.decimal("medianMillis").orElse(0);
      plot.mark(Math.max(low, first), "outlook", "earliest", 2);
      plot.mark(median, "outlook", "median", 1);
      plot.mark(high, "outlook", "latest", 3);
    }
    return Optional.of(plot.line("", feature(trend.text("feature")), times(plot, first, end)));
  }

  private static void zones(Plot.Builder plot, Doc trend, Doc severity) {
    double ab = severity.decimal("abMmPerS").orElse(0);
    double bc = severity.decimal("bcMmPerS").orElse(0);
    double cd = severity.decimal("cdMmPerS").orElse(0);
    if (trend.text("feature").equals("velocityRmsMmPerS") && ab > 0 && bc > ab && cd > bc) {
      plot.upTo(cd * 1.15);
      plot.across(0, ab, "zone-a", "A");
      plot.across(ab, bc, "zone-b", "B");
      plot.across(bc, cd, "zone-c", "C");
      plot.across(cd, plot.yHigh(), "zone-d", "D");
    }
  }

  private static List<Plot.Tick> times(Plot.Builder plot, double first, double end) {
    List<Plot.Tick> ticks = new ArrayList<>();
    double step = (end - first) / TIME_TICKS;
    DateTimeFormatter format = step >= DAY ? DATE : HOUR;
    for (int i = 0; i < TIME_TICKS; i++) {
      double time = first + (i + 0.5) * step;
      ticks.add(
          new Plot.Tick(
              Plot.number(plot.x(time)), format.format(Instant.ofEpochMilli((long) time))));
    }
    return ticks;
  }

  /** A name with the unit that it ends in. */
  static String feature(String name) {
    if (name.length() > 60) {
      return name.substring(0, 60);
    }
    String words = name.replaceAll("MmPerS$", ", mm/s").replaceAll("(?<=[a-z])(G|Hz)$", ", $1");
    words = words.replaceAll("(?<=[a-z])([A-Z])", " $1");
    return words.endsWith(", G")
        ? words.substring(0, words.length() - 1).toLowerCase(Locale.ROOT) + "g"
        : words.endsWith(", Hz")
            ? words.substring(0, words.length() - 2).toLowerCase(Locale.ROOT) + "Hz"
            : words.toLowerCase(Locale.ROOT);
  }

  private static double end(List<Plot.Point> points) {
    return points.stream().mapToDouble(Plot.Point::x).max().orElse(1);
  }

  /** Pairs of numbers; times and frequencies before 0 are none, nor are those far beyond. */
  private static List<Plot.Point> points(Doc document, String name) {
    return document.pairs(name).stream()
        .filter(pair -> pair[0] > 0 && pair[0] < 1e14 && Math.abs(pair[1]) < 1e12)
        .map(pair -> new Plot.Point(pair[0], pair[1]))
        .toList();
  }
}
