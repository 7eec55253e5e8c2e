package io.omniedge.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Java installations of this machine, where Debian has them, and the one of the tests. */
public final class JavaHomes {
  private static final Path ALL = Path.of("/usr/lib/jvm");

  private JavaHomes() {}

  /** An installation of this version; gives the test up where there is none. */
  public static Path of(int version) {
    Pattern release = Pattern.compile("^JAVA_VERSION=\"" + version + "[.\"]", Pattern.MULTILINE);
    for (Path home : candidates()) {
      if (Files.isExecutable(home.resolve("bin/java")) && release.matcher(release(home)).find()) {
        return home;
      }
    }
    return Assumptions.abort("there is no Java " + version + " here");
  }

  private static List<Path> candidates() {
    List<Path> candidates = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    if (Files.isDirectory(ALL)) {
      try (Stream<Path> homes = Files.list(ALL)) {
        candidates.addAll(homes.sorted().toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return candidates;
  }

  private static String release(Path home) {
    Path file = home.resolve("release");
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
