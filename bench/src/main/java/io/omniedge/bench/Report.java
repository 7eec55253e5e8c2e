package io.omniedge.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints figures as they come and writes them as JSON at the end. Used by one thread. */
final class Report {
  private final List<Figure> figures = new ArrayList<>();

  /** A heading for the figures that follow. */
  void section(String title) {
    System.out.println();
    System.out.println(title);
  }

  /** A remark that is no figure. */
  void note(String text) {
    System.out.println("    " + text);
  }

  void add(Figure figure) {
    figures.add(figure);
    String wanted =
        figure.wanted() == null
            ? ""
            : "  wanted "
                + (figure.better() == Figure.Better.HIGHER ? "≥ " : "≤ ")
                + number(figure.wanted())
                + (figure.reached() ? "  reached" : "  MISSED");
    System.out.printf(
        Locale.ROOT,
        "  %-66s %9s %s%s%n",
        figure.name(),
        number(figure.value()),
        figure.unit(),
        wanted);
  }

  /** How many figures with a wanted value reached it, and which did not. */
  void summary() {
    long asked = figures.stream().filter(figure -> figure.wanted() != null).count();
    List<Figure> missed = figures.stream().filter(figure -> !figure.reached()).toList();
    System.out.println();
    System.out.printf("%d of %d wanted figures reached%n", asked - missed.size(), asked);
    missed.forEach(figure -> System.out.println("  missed: " + figure.name()));
  }

  /** Writes an array of objects {name, value, unit, wanted, better, command}. */
  void writeJson(Path file) throws BenchException {
    ObjectMapper json = new ObjectMapper();
    ArrayNode all = json.createArrayNode();
    for (Figure figure : figures) {
      ObjectNode node = all.addObject();
      node.put("name", figure.name());
      node.put("value", figure.value());
      node.put("unit", figure.unit());
      node.put("wanted", figure.wanted());
      node.put("better", figure.better().name().toLowerCase(Locale.ROOT));
      node.put("command", figure.command());
    }
    try {
      json.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
    } catch (IOException e) {
      throw new BenchException("cannot write " + file, e);
    }
  }

  private static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 1000 ? "%.0f" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
