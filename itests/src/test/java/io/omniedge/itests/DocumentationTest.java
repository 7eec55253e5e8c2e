package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.WgQuickParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents promise is there. */
class DocumentationTest {
  private static final Path ROOT = ProjectClasses.ROOT;
  private static final Pattern DEV_COMMAND = Pattern.compile("\\./dev ([a-z]+)((?: --[a-z]+)*)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");
  private static final Pattern CONFIG = Pattern.compile("(?s)```ini\n(.*?)```");

  @Test
  void everyDevCommandInTheDocumentsExists() throws IOException {
    String usage =
        Command.run(List.of(ROOT.resolve("dev").toString(), "help")).replaceAll("\\s+", " ");
    TreeSet<String> unknown = new TreeSet<>();
    for (Path document : documents()) {
      for (MatchResult match : matches(DEV_COMMAND, document)) {
        if (!usage.contains(" " + match.group(1) + " ")) {
          unknown.add(ROOT.relativize(document) + ": ./dev " + match.group(1));
        }
        for (String option : match.group(2).strip().split(" ", -1)) {
          if (!usage.contains(option)) {
            unknown.add(ROOT.relativize(document) + ": " + match.group());
          }
        }
      }
    }
    assertEquals(new TreeSet<String>(), unknown);
  }

  @Test
  void everyLinkedFileExists() throws IOException {
    TreeSet<String> missing = new TreeSet<>();
    for (Path document : documents()) {
      for (MatchResult match : matches(LINK, document)) {
        String target = match.group(1);
        boolean here = !target.contains("://") && !target.startsWith("mailto:");
        if (here && !Files.exists(document.resolveSibling(target))) {
          missing.add(ROOT.relativize(document) + " → " + target);
        }
      }
    }
    assertEquals(new TreeSet<String>(), missing);
  }

  @Test
  void theConfigurationInTheReadmeIsAccepted() throws IOException, ConfigException {
    List<MatchResult> examples = matches(CONFIG, ROOT.resolve("README.md"));
    assertFalse(examples.isEmpty(), "the README shows a configuration");
    for (MatchResult example : examples) {
      var config = WgQuickParser.parse(example.group(1).getBytes(StandardCharsets.UTF_8));
      assertFalse(config.peers().isEmpty(), "an example without a peer shows little");
    }
  }

  @Test
  void everyLibraryInAPomIsExplained() throws IOException {
    String explained =
        Files.readString(ROOT.resolve("docs/dependencies.md")).toLowerCase(Locale.ROOT);
    TreeSet<String> unexplained = new TreeSet<>();
    Pattern dependency =
        Pattern.compile("(?s)<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)<");
    for (String module : ProjectClasses.MODULES) {
      for (MatchResult match : matches(dependency, ROOT.resolve(module).resolve("pom.xml"))) {
        String artifact = match.group(2);
        String first = artifact.split("-", 2)[0];
        if (!match.group(1).equals("io.omniedge") && !explained.contains(first)) {
          unexplained.add(module + ": " + artifact);
        }
      }
    }
    assertEquals(new TreeSet<String>(), unexplained, "libraries not in docs/dependencies.md");
  }

  @Test
  void devRefusesAnUnknownCommandWithWords() {
    Command refused =
        Command.attempt(List.of(ROOT.resolve("dev").toString(), "no-such-command"), "");
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("unknown command no-such-command"), refused.err());
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> top = Files.list(ROOT)) {
      return Stream.concat(docs, top).filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  private static List<MatchResult> matches(Pattern pattern, Path file) throws IOException {
    return pattern.matcher(Files.readString(file)).results().toList();
  }
}
