package io.omniedge.plugin.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/plugins-hostile.md says what there is. */
class HostileTableTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)\\.(\\w+)` \\|$");
  private static final Pattern TEST = Pattern.compile("\\n  void (\\w+)\\(");

  private static List<String> sources(String className) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String module : new String[] {"plugin-wasm-bundle", "itests"}) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(one -> one.endsWith(className + ".java")).toList()) {
          texts.add(Files.readString(file));
        }
      }
    }
    return texts;
  }

  @Test
  void everyRowNamesATestAndEveryHostileTestHasARow() throws IOException {
    List<String> named = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/plugins-hostile.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.find()) {
        named.add(row.group(1) + "." + row.group(2));
        assertTrue(
            sources(row.group(1)).stream()
                .anyMatch(text -> text.contains("\n  void " + row.group(2) + "(")),
            line);
      }
    }
    assertTrue(named.size() >= 25, named.size() + " rows");
    for (String className : new String[] {"HostileModuleTest", "HostileCallTest"}) {
      String text = sources(className).stream().collect(Collectors.joining());
      List<String> missing =
          TEST.matcher(text)
              .results()
              .map(test -> className + "." + test.group(1))
              .filter(test -> !test.endsWith(".start") && !test.endsWith(".othersGoOn"))
              .filter(test -> !named.contains(test))
              .toList();
      assertEquals(List.of(), missing, "tests that the table does not name");
    }
  }
}
