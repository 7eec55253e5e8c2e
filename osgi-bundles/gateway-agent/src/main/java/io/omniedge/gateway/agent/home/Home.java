package io.omniedge.gateway.agent.home;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory of the agent. Every file is replaced whole, so a kill between any two instructions
 * leaves the old content or the new; what must change together is in one file. One process, one
 * thread.
 *
 * <pre>
 * current              name of the profile in force
 * generation           starts so far
 * time                 it is not earlier than this, seconds since 1970
 * salt                 for digests of passwords
 * configuration        what became of the manager's last wish
 * commands             identifiers of those done
 * outbox/NUMBER        answers that the broker has not
 * p-HASH/identity      Ed25519 key of the device at one manager
 * p-HASH/credentials   what the manager answered, with the TLS key that belongs to it
 * p-HASH/map           last map in force, with its signature
 * </pre>
 */
public final class Home {
  /** The largest file is a map. */
  private static final int MAX_BYTES = 9 << 20;

  private static final Pattern PROFILE = Pattern.compile("p-[0-9a-f]{16}");
  private static final String CURRENT = "current";
  private static final String GENERATION = "generation";
  private static final String TIME = "time";
  private static final String SALT = "salt";
  private static final int SALT_BYTES = 32;

  private final Path directory;
  private final Writer writer;

  /** How a file gets its content; a test ends the process here. */
  interface Writer {
    void replace(Path file, byte[] content) throws IOException;
  }

  Home(Path directory, Writer writer) {
    this.directory = directory;
    this.writer = writer;
  }

  /** The directory, made if need be; what a killed process left half written is deleted. */
  public static Home open(Path directory) throws IOException {
    PrivateFile.makeDirectory(directory);
    Home home = new Home(directory, PrivateFile::replace);
    PrivateFile.deleteLeftovers(directory);
    return home;
  }

  /** The profile in force, if this gateway is a member of something. */
  public Optional<Profile> current() throws IOException {
    Optional<String> name = text(CURRENT);
    return name.isPresent() && PROFILE.matcher(name.get()).matches()
        ? Optional.of(new Profile(this, name.get()))
        : Optional.empty();
  }

  /** A profile, in force or not. */
  public Profile profile(String name) {
    if (!PROFILE.matcher(name).matches()) {
      throw new IllegalArgumentException("no profile: " + name);
    }
    return new Profile(this, name);
  }

  /** From now on this profile is in force; all but it and the one before are deleted. */
  public void makeCurrent(Profile profile) throws IOException {
    Optional<Profile> before = current();
    write(CURRENT, profile.name().getBytes(StandardCharsets.US_ASCII));
    List<Path> old = new ArrayList<>();
    try (Stream<Path> all = Files.list(directory)) {
      all.filter(path -> PROFILE.matcher(path.getFileName().toString()).matches())
          .filter(path -> !path.endsWith(profile.name()))
          .filter(path -> before.isEmpty() || !path.endsWith(before.get().name()))
          .forEach(old::add);
    }
    for (Path folder : old) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    }
  }

  /** One more start; stored before this returns. */
  public long raiseGeneration() throws IOException {
    long raised = number(GENERATION) + 1;
    write(GENERATION, Long.toString(raised).getBytes(StandardCharsets.US_ASCII));
    return raised;
  }

  /** Seconds since 1970 that were seen before, 0 for none. */
  public long timeFloor() throws IOException {
    return number(TIME);
  }

  /** Keeps them. */
  public void storeTimeFloor(long seconds) throws IOException {
    write(TIME, Long.toString(seconds).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Random bytes of this gateway's own, made at the first use: what is hashed with them cannot be
   * guessed elsewhere.
   */
  public byte[] salt() throws IOException {
    Optional<byte[]> stored = read(SALT);
    if (stored.isPresent() && stored.get().length == SALT_BYTES) {
      return stored.get();
    }
    byte[] made = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(made);
    write(SALT, made);
    return made;
  }

  private long number(String name) throws IOException {
    String digits = text(name).orElse("0");
    return digits.matches("[0-9]{1,16}") ? Long.parseLong(digits) : 0;
  }

  private Optional<String> text(String name) throws IOException {
    return read(name).map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip());
  }

  /** A file, if it is there. */
  public Optional<byte[]> read(String name) throws IOException {
    Path file = directory.resolve(name);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " is longer than " + MAX_BYTES + " bytes");
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Replaces a file, or makes it. */
  public void write(String name, byte[] content) throws IOException {
    Path file = directory.resolve(name);
    Path folder = file.getParent();
    if (folder != null) {
      PrivateFile.makeDirectory(folder);
    }
    writer.replace(file, content);
  }

  /** Deletes a file, if it is there. */
  public void delete(String name) throws IOException {
    Path file = directory.resolve(name);
    if (Files.exists(file)) {
      PrivateFile.delete(file);
    }
  }

  /** Names of the files in a folder, in their order. */
  public List<String> list(String folder) throws IOException {
    Path path = directory.resolve(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> folder + "/" + file.getFileName()).sorted().toList();
    }
  }

  /** Where it is, for messages. */
  @Override
  public String toString() {
    return directory.toString();
  }
}
