import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reads the surefire reports of all modules and prints what {@code ./dev test} ends with: a table
 * of suites, every skipped test with its reason, every failure, and one closing line.
 *
 * <p>Usage: {@code java TestSummary.java ROOT PASSES OMITTED BROKEN}, where the last three are
 * texts of lines: {@code label=report directory} of each Maven run, {@code label: reason} of each
 * run left out, and what broke apart from tests. Ends with status 0 only if something ran and
 * nothing failed.
 */
public final class TestSummary {
  /** One module in one Maven run. */
  private static final class Suite {
    final String name;
    int run;
    int failed;
    int skipped;
    double seconds;

    Suite(String name) {
      this.name = name;
    }
  }

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private final List<Suite> suites = new ArrayList<>();

  /** Reason, then suite, then test class, to the number of tests. */
  private final Map<String, Map<String, Map<String, Integer>>> skipped = new TreeMap<>();

  private final List<String> failures = new ArrayList<>();

  private TestSummary() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 4) {
      throw new IllegalArgumentException("usage: TestSummary ROOT PASSES OMITTED BROKEN");
    }
    TestSummary summary = new TestSummary();
    for (String pass : args[1].lines().toList()) {
      int equals = pass.lastIndexOf('=');
      summary.readPass(Path.of(args[0]), pass.substring(0, equals), pass.substring(equals + 1));
    }
    System.exit(summary.print(args[2].lines().toList(), args[3].lines().toList()) ? 0 : 1);
  }

  private void readPass(Path root, String label, String reports) throws IOException {
    List<Path> modules = new ArrayList<>(folders(root));
    modules.addAll(folders(root.resolve("osgi-bundles")));
    for (Path module : modules) {
      Path directory = module.resolve("target").resolve(reports);
      if (Files.isDirectory(directory)) {
        Suite suite = new Suite(label + " · " + module.getFileName());
        readReports(directory, suite);
        if (suite.run + suite.failed + suite.skipped > 0) {
          suites.add(suite);
        }
      }
    }
  }

  private static List<Path> folders(Path parent) throws IOException {
    List<Path> sorted = new ArrayList<>();
    if (Files.isDirectory(parent)) {
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, Files::isDirectory)) {
        folders.forEach(sorted::add);
      }
    }
    sorted.sort(null);
    return sorted;
  }

  private void readReports(Path directory, Suite suite) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "TEST-*.xml")) {
      for (Path file : files) {
        NodeList cases = parse(file).getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
          count((Element) cases.item(i), suite);
        }
      }
    }
  }

  private static Element parse(Path file) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParserConfigurationException | SAXException e) {
      // A JVM that was killed leaves half a report: that is a failure, never "no tests".
      throw new IllegalStateException("unreadable test report " + file, e);
    }
  }

  private void count(Element test, Suite suite) {
    String type = test.getAttribute("classname");
    String name = type.substring(type.lastIndexOf('.') + 1) + "." + test.getAttribute("name");
    String time = test.getAttribute("time").replace(",", "");
    suite.seconds += time.isEmpty() ? 0 : Double.parseDouble(time);
    Element problem = first(test, "failure");
    if (problem == null) {
      problem = first(test, "error");
    }
    Element skip = first(test, "skipped");
    if (problem != null) {
      suite.failed++;
      failures.add(suite.name + " · " + name + "\n      " + detail(problem));
    } else if (skip != null) {
      suite.skipped++;
      skipped
          .computeIfAbsent(reason(skip), reason -> new TreeMap<>())
          .computeIfAbsent(suite.name, suiteName -> new TreeMap<>())
          .merge(name.replaceFirst("[\\[({].*", ""), 1, Integer::sum);
    } else {
      suite.run++;
    }
  }

  private static Element first(Element parent, String tag) {
    return (Element) parent.getElementsByTagName(tag).item(0);
  }

  private static String reason(Element skip) {
    String text = skip.getAttribute("message");
    if (text.isBlank()) {
      text = skip.getTextContent().lines().findFirst().orElse("");
    }
    // Surefire writes the exception's class before an assumption's message.
    text = text.replaceFirst("^org\\.opentest4j\\.TestAbortedException:\\s*", "").strip();
    text = text.replaceFirst("^Assumption failed:\\s*", "");
    return text.isBlank() ? "no reason given" : text;
  }

  /** The message and the lines of the stack that lie in our code. */
  private static String detail(Element problem) {
    List<String> lines = new ArrayList<>();
    String message = problem.getAttribute("message");
    lines.add((problem.getAttribute("type") + ": " + message).strip());
    problem
        .getTextContent()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("at ") && line.contains("io.omniedge"))
        .limit(6)
        .forEach(lines::add);
    return String.join("\n      ", lines);
  }

  private boolean print(List<String> omitted, List<String> broken) {
    OUT.printf("%n%-64s %6s %6s %7s %8s%n", "suite", "passed", "failed", "skipped", "seconds");
    int run = 0;
    int failed = broken.size();
    int left = 0;
    for (Suite s : suites) {
      OUT.printf(
          Locale.ROOT, "%-64s %6d %6d %7d %8.1f%n", s.name, s.run, s.failed, s.skipped, s.seconds);
      run += s.run;
      failed += s.failed;
      left += s.skipped;
    }
    list("not run", omitted);
    list("skipped", skippedLines());
    list("failed", failures);
    list("broken", broken);
    // A form that people, our CI and other tools read alike.
    OUT.printf("%nRESULT: %d passed, %d failed, %d skipped%n", run, failed, left);
    return failed == 0 && run > 0;
  }

  /** One reason often skips many tests: it is said once. */
  private List<String> skippedLines() {
    List<String> lines = new ArrayList<>();
    skipped.forEach(
        (reason, bySuite) -> {
          lines.add(reason);
          bySuite.forEach(
              (suite, tests) ->
                  lines.add(
                      "    "
                          + suite
                          + ": "
                          + tests.entrySet().stream()
                              .map(e -> e.getKey() + (e.getValue() > 1 ? " ×" + e.getValue() : ""))
                              .collect(Collectors.joining(", "))));
        });
    return lines;
  }

  private static void list(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      OUT.printf("%n%s:%n", title);
      lines.forEach(line -> OUT.println("  " + line));
    }
  }
}
