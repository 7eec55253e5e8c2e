package io.omniedge.itests;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the packages, for whom and with which rights. */
class PackagesTest {
  private static final Pattern ENTRY =
      Pattern.compile("^(\\S{10}) (\\S+) +\\d+ \\S+ \\S+ \\./(.*?)( -> .*)?$");
  private static final String UNIT = "usr/lib/systemd/system/omniedge-gateway.service";

  /** 0 is the tightest sandbox there can be, 100 none; a network gateway cannot be far below. */
  private static final int MOST_EXPOSED = 25;

  @TempDir private Path folder;

  /** An entry of a Debian package. */
  private record Entry(String mode, String owner, String target) {}

  private static Map<String, Entry> entries(Path file) {
    needs("dpkg-deb");
    return Command.run(List.of("dpkg-deb", "-c", file.toString()))
        .lines()
        .map(ENTRY::matcher)
        .filter(Matcher::matches)
        .collect(
            toMap(
                match -> match.group(3),
                match ->
                    new Entry(
                        match.group(1),
                        match.group(2),
                        match.group(4) == null ? "" : match.group(4).substring(4))));
  }

  private static String field(Path file, String name) {
    return Command.run(List.of("dpkg-deb", "-f", file.toString(), name)).strip();
  }

  private static void needs(String tool) {
    Assumptions.assumeTrue(
        Command.attempt(List.of("sh", "-c", "command -v " + tool), "").succeeded(),
        "there is no " + tool + " here");
  }

  private Path unpacked(Path file) {
    needs("dpkg-deb");
    Command.run(List.of("dpkg-deb", "-x", file.toString(), folder.toString()));
    return folder;
  }

  /** Checksums of all files below, by path. */
  private static Map<String, String> sums(Path root) throws IOException, GeneralSecurityException {
    Map<String, String> sums = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sums.put(root.relativize(file).toString(), sum(Files.readAllBytes(file)));
      }
    }
    return sums;
  }

  private static String sum(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void theGatewayBelongsToRootAndNobodyElseMayChangeIt() {
    Map<String, Entry> entries = entries(Packages.gateway());
    entries.forEach(
        (path, entry) -> {
          assertEquals("root/root", entry.owner, path);
          boolean program = path.endsWith("bin/omniedge-gateway");
          String expected =
              path.endsWith("/") ? "drwxr-xr-x" : program ? "-rwxr-xr-x" : "-rw-r--r--";
          if (entry.target.isEmpty()) {
            assertEquals(expected, entry.mode, path);
          }
        });
    assertEquals(
        new Entry("lrw-r--r--", "root/root", "../lib/omniedge-gateway/bin/omniedge-gateway"),
        entries.get("usr/bin/omniedge-gateway"));
    assertTrue(entries.containsKey(UNIT), entries.keySet().toString());
    assertTrue(entries.containsKey("usr/share/man/man1/omniedge-gateway.1.gz"));
  }

  @Test
  void theGatewayNeedsAJavaThatSomeDebianHas() {
    needs("dpkg-deb");
    String depends = field(Packages.gateway(), "Depends");
    assertTrue(
        depends.startsWith(
            "openjdk-25-jre-headless | openjdk-21-jre-headless | openjdk-17-jre-headless"
                + " | java17-runtime-headless"),
        depends);
    assertEquals("all", field(Packages.gateway(), "Architecture"));
    // Sorts before the release, which therefore is an upgrade.
    assertTrue(
        Command.attempt(
                List.of(
                    "dpkg",
                    "--compare-versions",
                    field(Packages.gateway(), "Version"),
                    "lt",
                    field(Packages.gateway(), "Version").replaceAll("~.*", "")),
                "")
            .succeeded());
  }

  @Test
  void theFolderIsTheSameInPackageZipAndBuild() throws Exception {
    Map<String, String> built = sums(Packages.RUNTIME.resolve("gateway"));
    assertEquals(built, sums(unpacked(Packages.gateway()).resolve("usr/lib/omniedge-gateway")));
    Map<String, String> zipped = new TreeMap<>();
    try (ZipFile zip = new ZipFile(Packages.zip().toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.isDirectory()) {
          zipped.put(
              entry.getName().replaceFirst("^omniedge-gateway/", ""),
              sum(zip.getInputStream(entry).readAllBytes()));
        }
      }
    }
    for (String alone : List.of("LICENSE", "copyright", "omniedge-gateway.service")) {
      assertTrue(zipped.remove(alone) != null, alone);
    }
    assertEquals(built, zipped);
  }

  @Test
  void theZipKeepsTheProgramExecutable() {
    needs("unzip");
    Command.run(List.of("unzip", "-q", Packages.zip().toString(), "-d", folder.toString()));
    String help =
        Command.run(List.of(folder.resolve("omniedge-gateway/bin/omniedge-gateway") + "", "help"));
    assertTrue(help.startsWith("usage: omniedge-gateway"), help);
  }

  @Test
  void kuraGetsTheBundlesOfTheDeploymentPackageWhereItLooksForThem() throws Exception {
    Map<String, String> packaged = new TreeMap<>();
    try (ZipFile zip = new ZipFile(Packages.RUNTIME.resolve("omniedge-gateway.dp").toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().endsWith(".jar")) {
          packaged.put(
              entry.getName().replaceFirst("-(?=[0-9])", "_"),
              sum(zip.getInputStream(entry).readAllBytes()));
        }
      }
    }
    assertFalse(packaged.isEmpty());
    assertEquals(packaged, sums(unpacked(Packages.kura()).resolve("opt/eclipse/kura/plugins/5s")));
    entries(Packages.kura())
        .forEach(
            (path, entry) -> {
              boolean bundle = path.startsWith("opt/") && path.endsWith(".jar");
              assertEquals(bundle ? "kurad/kurad" : "root/root", entry.owner, path);
              assertEquals(bundle, entry.mode.equals("-rw-------"), path);
            });
  }

  @Test
  void kuraOfThatVersionIsNeededAndGetsTheCapability() throws IOException {
    needs("dpkg-deb");
    assertEquals("kura-core (>= 6.0.0~), kura-core (<< 7.0.0~)", field(Packages.kura(), "Depends"));
    String added =
        Files.readString(
            unpacked(Packages.kura())
                .resolve("usr/lib/systemd/system/kura.service.d/60-omniedge.conf"));
    assertTrue(added.contains("\n[Service]\nAmbientCapabilities=CAP_NET_ADMIN\n"), added);
  }

  @Test
  void everyShippedJarHasItsLicenceInTheCopyrightFile() throws Exception {
    String copyright =
        Files.readString(
            Packages.SOURCES.resolve("gateway/root/usr/share/doc/omniedge-gateway/copyright"));
    List<String> patterns =
        Pattern.compile("^Files: (.*(\n {7}.*)*)", Pattern.MULTILINE)
            .matcher(copyright)
            .results()
            .flatMap(match -> Stream.of(match.group(1).strip().split("\\s+")))
            .toList();
    TreeSet<String> unnamed = new TreeSet<>();
    TreeSet<String> unused = new TreeSet<>(patterns);
    for (String file : sums(Packages.RUNTIME.resolve("gateway")).keySet()) {
      List<String> matching =
          patterns.stream()
              .filter(
                  glob ->
                      FileSystems.getDefault()
                          .getPathMatcher("glob:" + glob)
                          .matches(Path.of(file)))
              .toList();
      unused.removeAll(matching);
      if (matching.isEmpty()) {
        unnamed.add(file);
      }
    }
    assertEquals(new TreeSet<String>(), unnamed, "shipped and not named");
    assertEquals(new TreeSet<String>(), unused, "named and not shipped");
  }

  @Test
  void theUnitIsUnderstoodAndItsSandboxTight() throws IOException {
    needs("systemd-analyze");
    String unit = unpacked(Packages.gateway()).resolve(UNIT).toString();
    Command security =
        Command.attempt(
            List.of(
                "systemd-analyze",
                "security",
                "--offline=yes",
                "--no-pager",
                "--threshold=" + MOST_EXPOSED,
                unit),
            "");
    Assumptions.assumeFalse(security.err().contains("unrecognized option"), security.err());
    assertEquals(0, security.status(), security.out());
    // It looks for the program where the package has it.
    Path here = folder.resolve("omniedge-gateway.service");
    Files.writeString(
        here, Files.readString(Path.of(unit)).replace("ExecStart=/", "ExecStart=" + folder + "/"));
    Command verify =
        Command.attempt(List.of("systemd-analyze", "verify", "--man=no", here.toString()), "");
    assertEquals("", verify.err() + verify.out());
  }

  @Test
  void lintianFindsNothing() {
    needs("lintian");
    Command found =
        Command.attempt(
            List.of(
                "lintian",
                "--allow-root",
                "--fail-on",
                "error,warning",
                Packages.gateway().toString(),
                Packages.kura().toString()),
            "");
    assertEquals(0, found.status(), found.out());
  }
}
