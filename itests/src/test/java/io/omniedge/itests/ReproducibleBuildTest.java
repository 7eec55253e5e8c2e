package io.omniedge.itests;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.itests.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two builds of the same sources give the same bytes, wherever and whenever they are made. */
@Tag("slow")
class ReproducibleBuildTest {
  private static final Set<String> MADE = Set.of("jar", "dp", "deb", "zip");
  private static final List<String> NOT_SOURCES = List.of("target", ".git", ".cache", ".tools");

  @Test
  void twoBuildsInTwoFoldersGiveTheSameJarsAndPackages(@TempDir Path folder)
      throws IOException, GeneralSecurityException {
    Map<String, String> first = build(folder.resolve("first"));
    Map<String, String> second = build(folder.resolve("another-folder"));
    assertEquals(
        MADE, first.keySet().stream().map(name -> name.replaceAll(".*\\.", "")).collect(toSet()));
    assertEquals(first, second);
  }

  private static Map<String, String> build(Path copy) throws IOException, GeneralSecurityException {
    copySources(ProjectClasses.ROOT, copy);
    Command.run(
        List.of(
            "env",
            "JAVA_HOME=" + System.getProperty("java.home"),
            "mvn",
            "-q",
            "-B",
            "-f",
            copy.resolve("pom.xml").toString(),
            "package",
            "-DskipTests",
            "-Dspotless.check.skip",
            "-Dlicense.skip",
            // Where this build has its plugins, if it was told.
            "-Dmaven.repo.local="
                + System.getProperty(
                    "maven.repo.local", System.getProperty("user.home") + "/.m2/repository"),
            "-pl",
            "osgi-bundles/packages",
            "-am"),
        Duration.ofMinutes(10));
    Map<String, String> sums = new TreeMap<>();
    try (Stream<Path> files = Files.walk(copy)) {
      for (Path made : files.filter(ReproducibleBuildTest::isMade).toList()) {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(made));
        sums.put(copy.relativize(made).toString(), HexFormat.of().formatHex(sum));
      }
    }
    return sums;
  }

  private static boolean isMade(Path file) {
    return MADE.contains(file.toString().replaceAll(".*\\.", ""));
  }

  private static void copySources(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (NOT_SOURCES.contains(name)) {
          continue;
        }
        if (Files.isDirectory(entry)) {
          copySources(entry, to.resolve(name));
        } else {
          Files.copy(entry, to.resolve(name));
        }
      }
    }
  }
}
