package io.omniedge.gateway.configuration.snapshot;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;

/**
 * The snapshots in their directory. A snapshot has its name only when it is whole and on the disk.
 * Not thread-safe: {@code ConfigurationState} calls it under its lock.
 */
public final class SnapshotStore {
  /** Kura's number; snapshot 0, the defaults of the device, is not counted and never deleted. */
  static final int KEPT = 10;

  private static final Pattern NAME = Pattern.compile("snapshot_(\\d{1,18})\\.xml");
  private static final long FACTORY_DEFAULTS = 0;

  private final Path directory;
  private final CryptoService crypto;
  private final InstantSource clock;
  private final Logger log;

  /** Makes the directory if it is missing, and clears what a killed process left half written. */
  public SnapshotStore(Path directory, CryptoService crypto, InstantSource clock, Logger log)
      throws IOException {
    this.directory = directory;
    this.crypto = crypto;
    this.clock = clock;
    this.log = log;
    PrivateFile.makeDirectory(directory);
    PrivateFile.deleteLeftovers(directory);
  }

  /** The file of a snapshot, there or not. */
  public Path file(long id) {
    return directory.resolve("snapshot_" + id + ".xml");
  }

  /** The snapshots there are, readable or not, the oldest first. */
  public SortedSet<Long> ids() throws KuraException {
    SortedSet<Long> ids = new TreeSet<>();
    try {
      for (Path file : files()) {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        if (matcher.matches()) {
          ids.add(Long.valueOf(matcher.group(1)));
        }
      }
      return ids;
    } catch (IOException e) {
      throw new KuraException(
          KuraErrorCode.CONFIGURATION_SNAPSHOT_LISTING, e, directory, e.getMessage());
    }
  }

  /** Writes a snapshot, deletes those that are too old, and says the new one's id. */
  public long write(Collection<StoredConfiguration> configurations) throws KuraException {
    SortedSet<Long> ids = ids();
    long newest = ids.isEmpty() ? FACTORY_DEFAULTS : ids.last();
    // A clock that was set back must not make an old snapshot the newest.
    long id = Math.max(clock.millis(), newest + 1);
    try {
      char[] text = SnapshotText.encode(configurations).toCharArray();
      String sealed = new String(crypto.encryptAes(text));
      PrivateFile.replace(file(id), sealed.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException | IllegalArgumentException e) {
      throw new KuraException(
          KuraErrorCode.CONFIGURATION_SNAPSHOT_TAKING, e, file(id), e.getMessage());
    }
    ids.add(id);
    prune(ids);
    return id;
  }

  /** Deletes a snapshot whose configuration could not be applied. */
  public void delete(long id) throws IOException {
    PrivateFile.delete(file(id));
  }

  /**
   * The configurations of a snapshot, by pid. Those of a hand-written snapshot 0 can hold {@code
   * Password}s in clear.
   *
   * @throws KuraException if there is none with that id, or it is broken or of another device
   */
  public SortedMap<String, StoredConfiguration> read(long id) throws KuraException {
    Path file = file(id);
    if (!Files.exists(file)) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_SNAPSHOT_NOT_FOUND, file);
    }
    try {
      String content = Files.readString(file);
      boolean clear = id == FACTORY_DEFAULTS && content.startsWith(SnapshotText.FIRST_WORD);
      return SnapshotText.decode(
          clear ? content : new String(crypto.decryptAes(content.toCharArray())));
    } catch (IOException | KuraException e) {
      throw new KuraException(
          KuraErrorCode.CONFIGURATION_SNAPSHOT_LOADING, e, file, e.getMessage());
    }
  }

  /** The first one stays for good: what the gateway was when it came, or 0 if somebody wrote it. */
  private void prune(SortedSet<Long> ids) {
    List<Long> counted = ids.stream().skip(1).toList();
    for (Long id : counted.subList(0, Math.max(0, counted.size() - KEPT))) {
      try {
        delete(id);
      } catch (IOException e) {
        // The new one is written; an old one more does no harm and is tried again next time.
        log.log(Level.WARNING, "cannot delete the old snapshot " + file(id), e);
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
