package io.omniedge.cli.profile;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the profile is kept, readable by its owner only. */
public final class ProfileFile {
  private static final int MAX_BYTES = 64 << 10;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path file;

  private ProfileFile(Path file) {
    this.file = file;
  }

  /** Of whoever has this environment [XDG Base Directory Specification]. */
  public static ProfileFile of(Map<String, String> environment) {
    String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path base =
        configured.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", "/"), ".config")
            : Path.of(configured);
    return new ProfileFile(base.resolve("omniedge").resolve("profile.json"));
  }

  /** Where it is. */
  public Path path() {
    return file;
  }

  /** The profile, if somebody signed in. */
  public Optional<Profile> load() throws Failure {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
        throw Failure.of(
            ExitStatus.PERMISSION,
            "profile-open",
            file + " holds secrets, and others than you may read it",
            "close it with: chmod 600 " + file + " - and sign in anew if others may have seen it");
      }
      return Optional.of(Profile.read(JsonReader.readObject(bytes, MAX_BYTES)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (ProtocolException e) {
      throw Failure.input(
          "profile-damaged",
          file + " cannot be read: " + e.getMessage(),
          "delete it and sign in anew");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Replaces it. */
  public void store(Profile profile) throws Failure {
    try {
      PrivateFile.makeDirectory(directory());
      PrivateFile.replace(file, profile.exposeJson().toBytes());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** What needs the profile for itself. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run() throws Failure;
  }

  /**
   * Does something while no other {@code omniedge} of this user does: a refresh token that two use
   * at once looks stolen, and the manager would sign the person out.
   */
  public <T> T alone(Work<T> work) throws Failure {
    try {
      PrivateFile.makeDirectory(directory());
      Path lockFile = file.resolveSibling("profile.lock");
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException(lockFile + " cannot be locked");
        }
        return work.run();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private Path directory() throws IOException {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IOException(file + " has no directory");
    }
    return parent;
  }

  private Failure failed(IOException e) {
    return Failure.of(
        ExitStatus.PERMISSION, "profile", "cannot use " + file + ": " + e, "whose file is it?");
  }
}
