package io.omniedge.pdm.clip;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.pdm.triage.PriorityClass;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of clips, within a number of bytes. A file has its name once it is whole and on disk;
 * a kill or a power cut leaves at most one that is under way, which the next start deletes. When
 * the folder is full, the least important ones go first, of these the oldest, and none for a clip
 * that matters less. One thread writes; the other methods are for any.
 */
public final class ClipStore {
  private static final String ENDING = ".mcap";
  private static final Pattern NAME =
      Pattern.compile("\\d{8}T\\d{9}Z-(P[0-4])-[A-Za-z0-9._-]*\\.mcap");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final List<Stored> files = new ArrayList<>();
  private long mostBytes;
  private long bytes;
  private long evicted;

  private record Stored(Path file, PriorityClass priority, long bytes) {}

  private ClipStore(Path folder, long mostBytes) {
    this.folder = folder;
    this.mostBytes = mostBytes;
  }

  /** Opens the folder, makes it if there is none, and deletes what a kill left half done. */
  public static ClipStore open(Path folder, long mostBytes) throws IOException {
    PrivateFile.makeDirectory(folder);
    PrivateFile.deleteLeftovers(folder);
    ClipStore store = new ClipStore(folder, mostBytes);
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.sorted().toList()) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          store.files.add(new Stored(file, PriorityClass.valueOf(name.group(1)), Files.size(file)));
        }
      }
    }
    store.bytes = store.files.stream().mapToLong(Stored::bytes).sum();
    return store;
  }

  /** Another limit; what is too much goes with the next clip. */
  public synchronized void resize(long most) {
    mostBytes = most;
  }

  /**
   * Keeps a clip.
   *
   * @return its file, on disk; nothing if the folder has no room that matters less
   */
  public Optional<Path> keep(Clip clip) throws IOException {
    Path temporary = folder.resolve("clip" + PrivateFile.TEMPORARY);
    Files.deleteIfExists(temporary);
    try {
      long size = write(clip, temporary);
      synchronized (this) {
        if (!makeRoom(size, clip.priority())) {
          return Optional.empty();
        }
        Path file = free(clip);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        files.add(new Stored(file, clip.priority(), size));
        bytes += size;
        syncFolder();
        return Optional.of(file);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static long write(Clip clip, Path temporary) throws IOException {
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
      clip.write(out);
      out.flush();
      channel.force(true);
      return channel.size();
    }
  }

  private boolean makeRoom(long size, PriorityClass priority) throws IOException {
    long others =
        files.stream()
            .filter(each -> each.priority.compareTo(priority) < 0)
            .mapToLong(Stored::bytes)
            .sum();
    if (others + size > mostBytes) {
      return false;
    }
    // Names begin with the time.
    files.sort(Comparator.comparing(Stored::priority).reversed().thenComparing(Stored::file));
    while (bytes + size > mostBytes) {
      Stored first = files.get(0);
      Files.deleteIfExists(first.file);
      files.remove(0);
      bytes -= first.bytes;
      evicted++;
    }
    return true;
  }

  private Path free(Clip clip) {
    String safe = clip.name().replaceAll("[^A-Za-z0-9._-]", "_");
    String name =
        TIME.format(Instant.ofEpochMilli(clip.millis()))
            + "-"
            + clip.priority()
            + "-"
            + safe.substring(0, Math.min(60, safe.length()));
    Path file = folder.resolve(name + ENDING);
    for (int i = 2; Files.exists(file); i++) {
      file = folder.resolve(name + "-" + i + ENDING);
    }
    return file;
  }

  private void syncFolder() throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** The files there are, the oldest first. */
  public synchronized List<Path> files() {
    return files.stream().map(Stored::file).sorted().toList();
  }

  /** What they take. */
  public synchronized long bytes() {
    return bytes;
  }

  /** How many made place for others since the start. */
  public synchronized long evicted() {
    return evicted;
  }
}
