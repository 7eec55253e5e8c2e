package io.omniedge.transport.tunnel;

import io.omniedge.transport.noise.Tai64n;
import io.omniedge.transport.noise.TimestampStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the reserved handshake timestamp in a file of 25 bytes: 24 hexadecimal digits and a line
 * feed.
 *
 * <p>Written to a second file, synced, renamed, and the directory synced: after a power cut either
 * the old or the new time is there, whole. One process per file.
 */
public final class FileTimestampStore implements TimestampStore {
  private final Path file;
  private final Path next;

  /** Keeps the time at {@code file}; its directory is made when it is missing. */
  public FileTimestampStore(Path file) {
    this.file = file.toAbsolutePath();
    this.next = file.toAbsolutePath().resolveSibling(file.getFileName() + ".next");
  }

  @Override
  public @Nullable Tai64n load() throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    } catch (NoSuchFileException e) {
      return null;
    }
    if (text.length() != 2 * Tai64n.BYTES) {
      throw new IOException(file + " holds " + text.length() + " characters, not 24");
    }
    try {
      return Tai64n.read(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " does not hold a timestamp: " + e.getMessage(), e);
    }
  }

  @Override
  public void reserve(Tai64n limit) throws IOException {
    Path directory = file.getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    byte[] text =
        (HexFormat.of().formatHex(limit.bytes()) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer left = ByteBuffer.wrap(text);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (directory != null) {
      // A rename is safe from a power cut only once the directory is written [fsync(2)].
      try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
        entry.force(true);
      }
    }
  }
}
