package io.omniedge.image.debian;

import io.omniedge.image.tool.Command;
import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Debian 13 for one architecture, asked through an apt of its own: what this machine has installed
 * does not matter, and nothing of it changes. apt checks the signatures. One thread.
 */
public final class Archive {
  /** Debian 13. */
  public static final String RELEASE = "trixie";

  private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

  private static final Pattern ADDRESS =
      Pattern.compile("'([^']+)' (\\S+) (\\d+) (?:SHA256:([0-9a-f]{64}))?.*");

  private final String architecture;
  private final Path folder;
  private final Path packages;

  private Archive(String architecture, Path folder, Path packages) {
    this.architecture = architecture;
    this.folder = folder;
    this.packages = packages;
  }

  /**
   * Opens it; asks the mirror when there are no lists yet or new ones are wanted.
   *
   * @param cache for lists and packages of all builds
   * @param backports whether newer packages than those of the release may be named
   */
  public static Archive open(
      Mirror mirror, String architecture, boolean backports, Path cache, boolean refresh)
      throws IOException, ImageException, InterruptedException {
    if (!Files.isReadable(KEYRING)) {
      throw new ImageException(KEYRING + " is missing: install debian-archive-keyring");
    }
    Path folder = cache.resolve("apt").resolve(architecture + (backports ? "-backports" : ""));
    Path packages = Files.createDirectories(cache.resolve("packages"));
    Files.createDirectories(folder.resolve("lists/partial"));
    Files.createDirectories(packages.resolve("partial"));
    Archive archive = new Archive(architecture, folder, packages);
    boolean changed = archive.configure(sources(mirror, backports));
    if (refresh || changed || !archive.hasLists()) {
      archive.apt("apt-get").and("-q", "update").run();
    }
    return archive;
  }

  private static String sources(Mirror mirror, boolean backports) {
    StringBuilder text = new StringBuilder();
    List<String> suites = new ArrayList<>(List.of(RELEASE, RELEASE + "-updates"));
    if (backports) {
      suites.add(RELEASE + "-backports");
    }
    for (String suite : suites) {
      text.append(source(mirror.main(), suite));
    }
    if (!mirror.security().isEmpty()) {
      text.append(source(mirror.security(), RELEASE + "-security"));
    }
    return text.toString();
  }

  private static String source(String address, String suite) {
    // Firmware for a Raspberry Pi is in the last one.
    return "deb [signed-by=" + KEYRING + "] " + address + " " + suite + " main non-free-firmware\n";
  }

  private boolean configure(String sources) throws IOException {
    String settings =
        """
        APT::Architecture "%s";
        #clear APT::Architectures;
        APT::Architectures { "%s"; };
        APT::Install-Recommends "false";
        APT::Sandbox::User "root";
        Acquire::Languages "none";
        Acquire::Retries "3";
        Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
        #clear DPkg::Pre-Install-Pkgs;
        #clear DPkg::Post-Invoke;
        #clear APT::Update::Post-Invoke;
        Binary::apt-get::APT::Keep-Downloaded-Packages "true";
        Debug::NoLocking "true";
        Dir::Etc::sourcelist "%s";
        Dir::Etc::sourceparts "-";
        Dir::Etc::preferences "-";
        Dir::Etc::preferencesparts "-";
        Dir::State "%s";
        Dir::State::lists "%s/lists/";
        Dir::State::status "/dev/null";
        Dir::State::extended_states "%s/extended_states";
        Dir::Cache "%s";
        Dir::Cache::archives "%s/";
        """
            .formatted(
                architecture,
                architecture,
                folder.resolve("sources.list"),
                folder,
                folder,
                folder,
                folder,
                packages);
    Path list = folder.resolve("sources.list");
    boolean same =
        Files.isReadable(list) && Files.readString(list, StandardCharsets.UTF_8).equals(sources);
    Folders.write(folder.resolve("apt.conf"), settings);
    Folders.write(list, sources);
    return !same;
  }

  private boolean hasLists() throws IOException {
    try (Stream<Path> lists = Files.list(folder.resolve("lists"))) {
      return lists.anyMatch(file -> file.toString().contains("_Packages"));
    }
  }

  private Command apt(String tool) {
    return Command.of(tool).with("APT_CONFIG", folder.resolve("apt.conf"));
  }

  /**
   * These packages and all that they depend on, fetched, in the order of their names. What is only
   * recommended is not among them.
   *
   * @param names as apt takes them: NAME, NAME/SUITE or NAME=VERSION
   */
  public List<DebFile> withDependencies(Collection<String> names)
      throws IOException, ImageException, InterruptedException {
    List<String> install = new ArrayList<>(List.of("-q", "-y", "--no-remove", "install"));
    install.addAll(names);
    // What is in the cache already has no line there, so ask for an empty one.
    Path nothing = folder.resolve("nothing");
    Files.createDirectories(nothing.resolve("partial"));
    String all =
        apt("apt-get")
            .and("-o", "Dir::Cache::archives=" + nothing + "/", "-qq", "--print-uris")
            .and(install)
            .run();
    List<String> wanted = new ArrayList<>();
    for (String line : all.lines().toList()) {
      Matcher matcher = ADDRESS.matcher(line);
      if (!matcher.matches()) {
        throw new ImageException("apt-get --print-uris said something else: " + line);
      }
      wanted.add(matcher.group(2));
    }
    if (wanted.stream().anyMatch(name -> !Files.isReadable(packages.resolve(name)))) {
      apt("apt-get").and("--download-only").and(install).run();
    }
    List<DebFile> files = new ArrayList<>();
    for (String name : wanted) {
      files.add(file(name));
    }
    files.sort((a, b) -> a.name().compareTo(b.name()));
    return files;
  }

  /** One package without what it depends on, fetched. */
  public DebFile alone(String name) throws IOException, ImageException, InterruptedException {
    String line = apt("apt-get").and("-qq", "--print-uris", "download", name).run().strip();
    Matcher matcher = ADDRESS.matcher(line);
    if (!matcher.matches()) {
      throw new ImageException(name + " is not in " + RELEASE + " for " + architecture);
    }
    String file = matcher.group(2);
    if (!Files.isReadable(packages.resolve(file))) {
      apt("apt-get").and("-q", "download", name).in(packages).run();
    }
    return file(file);
  }

  private DebFile file(String name) throws ImageException {
    String[] parts = name.replaceAll("\\.deb$", "").split("_", -1);
    Path file = packages.resolve(name);
    if (parts.length != 3 || !Files.isReadable(file)) {
      throw new ImageException("apt-get did not fetch " + file);
    }
    return new DebFile(
        parts[0], URLDecoder.decode(parts[1].replace("+", "%2B"), StandardCharsets.UTF_8), file);
  }
}
