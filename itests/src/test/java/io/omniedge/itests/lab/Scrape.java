package io.omniedge.itests.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics of a gateway at one moment, read as strictly as Prometheus does: each sample after
 * the HELP and TYPE of its metric, no series twice, counters called {@code _total}.
 */
public final class Scrape {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (\\S.*)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|summary)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(" + NAME + ")(?:\\{((?:" + LABEL.pattern() + ",?)*)})? (\\S+)", Pattern.DOTALL);

  private final String text;
  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, Double> values = new LinkedHashMap<>();

  private Scrape(String text) {
    this.text = text;
    assertTrue(text.endsWith("\n"), "the last line has no end");
    String help = "";
    String name = "";
    for (String line : text.lines().toList()) {
      Matcher helps = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      if (helps.matches()) {
        help = helps.group(1);
      } else if (type.matches()) {
        name = type.group(1);
        assertEquals(help, name, "HELP comes before TYPE");
        boolean first = types.put(name, type.group(2)) == null;
        assertTrue(first, name + " comes in two places");
        assertEquals(type.group(2).equals("counter"), name.endsWith("_total"), name);
      } else {
        sample(name, line);
      }
    }
  }

  private void sample(String name, String line) {
    Matcher sample = SAMPLE.matcher(line);
    assertTrue(sample.matches(), "neither comment nor sample: " + line);
    String of = sample.group(1);
    boolean part = of.equals(name + "_sum") || of.equals(name + "_count");
    assertTrue(of.equals(name) || part, line + " stands below " + name);
    String number = sample.group(5).replace("Inf", "Infinity");
    Map<String, String> labels = new TreeMap<>();
    if (sample.group(2) != null) {
      Matcher label = LABEL.matcher(sample.group(2));
      while (label.find()) {
        assertEquals(null, labels.put(label.group(1), label.group(2)), "twice in " + line);
      }
    }
    assertEquals(null, values.put(of + labels, Double.valueOf(number)), "twice: " + line);
  }

  /** The metrics that a client on this host gets. */
  public static Scrape from(Host host, String url, String... headers) {
    String[] answer = answer(host, url, headers).split("\n", 3);
    assertEquals("200", answer[0], () -> String.join("\n", answer));
    assertTrue(answer[1].startsWith("text/plain; version=0.0.4"), answer[1]);
    return new Scrape(answer[2]);
  }

  /** Status, type and body of the answer, a line each for the first two. */
  public static String answer(Host host, String url, String... headers) {
    String[] arguments = new String[headers.length + 1];
    arguments[0] = url;
    System.arraycopy(headers, 0, arguments, 1, headers.length);
    return host.run(JavaProgram.command(HttpProgram.class, List.of(), arguments));
  }

  /** As it came. */
  public String text() {
    return text;
  }

  /** The metrics there are. */
  public SortedSet<String> names() {
    return new TreeSet<>(types.keySet());
  }

  /**
   * The value of the only series of this name with these labels, {@code name=value}, and maybe
   * more.
   */
  public double value(String name, String... labels) {
    List<Double> found =
        values.entrySet().stream()
            .filter(each -> matches(each.getKey(), name, labels))
            .map(Map.Entry::getValue)
            .toList();
    assertEquals(1, found.size(), () -> name + List.of(labels) + " in\n" + text);
    return found.get(0);
  }

  /** True if there is such a series. */
  public boolean has(String name, String... labels) {
    return values.keySet().stream().anyMatch(series -> matches(series, name, labels));
  }

  private static boolean matches(String series, String name, String... labels) {
    if (!series.startsWith(name + "{")) {
      return false;
    }
    for (String label : labels) {
      if (!series.contains("{" + label + ",")
          && !series.contains("{" + label + "}")
          && !series.contains(" " + label + ",")
          && !series.contains(" " + label + "}")) {
        return false;
      }
    }
    return true;
  }
}
