package io.omniedge.pdm.evidence;

import io.omniedge.gateway.api.compliance.EvidenceLog;
import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of evidence: files of lines, each line chained to the one before, over the files.
 * Lines are only added; when a file is full the next one begins, and when there are too many the
 * oldest goes, which leaves the chain of the others whole. What a kill left of a line is cut off.
 *
 * <p>Any thread; {@link #append} waits for the disk.
 */
public final class EvidenceFolder implements EvidenceLog, AutoCloseable {
  static final int MOST_EVENT_BYTES = 65_536;
  private static final Logger LOG = System.getLogger(EvidenceFolder.class.getName());

  private final Path folder;
  private final InstantSource clock;
  private long fileBytes;
  private int mostFiles;
  private long sequence;
  private String head = Evidence.NOTHING;
  private @Nullable FileChannel channel;

  private EvidenceFolder(Path folder, InstantSource clock, long fileBytes, int mostFiles) {
    this.folder = folder;
    this.clock = clock;
    this.fileBytes = fileBytes;
    this.mostFiles = mostFiles;
  }

  /**
   * Opens the folder, makes it if there is none, and goes on where it ended.
   *
   * @param fileBytes after which another file begins
   * @param mostFiles that are kept
   */
  public static EvidenceFolder open(Path folder, InstantSource clock, long fileBytes, int mostFiles)
      throws IOException {
    PrivateFile.makeDirectory(folder);
    EvidenceFolder evidence = new EvidenceFolder(folder, clock, fileBytes, mostFiles);
    evidence.goOn();
    return evidence;
  }

  /** Other limits, from the next line on. */
  public synchronized void limit(long bytes, int most) {
    fileBytes = bytes;
    mostFiles = most;
  }

  /** The files of a folder, the oldest first. */
  public static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              file -> String.valueOf(file.getFileName()).matches("evidence-\\d{15}\\.jsonl"))
          .sorted()
          .toList();
    }
  }

  private void goOn() throws IOException {
    List<Path> files = files(folder);
    for (int i = files.size() - 1; i >= 0; i--) {
      Path file = files.get(i);
      cutTornLine(file);
      List<String> lines = Files.readAllLines(file);
      if (!lines.isEmpty()) {
        continueAfter(file, lines);
        return;
      }
      // Begun, and killed before its first line was whole.
      Files.delete(file);
    }
  }

  private void continueAfter(Path file, List<String> lines) throws IOException {
    try {
      Evidence last = Evidence.parse(lines.get(lines.size() - 1));
      sequence = last.sequence();
      head = last.hash();
      channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (ProtocolException e) {
      // What was done to it stays to be seen; what comes is kept all the same, in a file of its
      // own.
      sequence = firstSequence(file) + lines.size() - 1;
      head = Evidence.hash(Files.readAllBytes(file));
      LOG.log(
          Level.ERROR,
          "{0} line {1}: {2}; the evidence goes on in another file",
          file,
          Integer.toString(lines.size()),
          e.getMessage());
    }
  }

  private static long firstSequence(Path file) {
    return Long.parseLong(String.valueOf(file.getFileName()).replaceAll("\\D", ""));
  }

  private static void cutTornLine(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end < bytes.length) {
      LOG.log(
          Level.WARNING,
          "{0}: {1} bytes of a line that was never finished are cut off",
          file,
          Integer.toString(bytes.length - end));
      try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
        open.truncate(end);
        open.force(true);
      }
    }
  }

  @Override
  public synchronized void append(String json) {
    Evidence next = Evidence.after(head, sequence + 1, clock.millis(), event(json));
    byte[] line = (next.line() + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      FileChannel open = room(line.length);
      long before = open.size();
      try {
        ByteBuffer left = ByteBuffer.wrap(line);
        while (left.hasRemaining()) {
          open.write(left);
        }
        open.force(true);
      } catch (IOException e) {
        open.truncate(before);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("evidence cannot be kept: " + e.getMessage(), e);
    }
    sequence = next.sequence();
    head = next.hash();
  }

  private static JsonValue event(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MOST_EVENT_BYTES) {
      return JsonObject.builder()
          .put("too-long-bytes", bytes.length)
          .put("sha256", Evidence.hash(bytes))
          .build();
    }
    try {
      return JsonReader.read(json);
    } catch (ProtocolException e) {
      return new JsonString(json);
    }
  }

  private FileChannel room(int bytes) throws IOException {
    FileChannel open = channel;
    if (open != null && (open.size() == 0 || open.size() + bytes <= fileBytes)) {
      return open;
    }
    close();
    Path file = folder.resolve(String.format(Locale.ROOT, "evidence-%015d.jsonl", sequence + 1));
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    open = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    channel = open;
    List<Path> files = new ArrayList<>(files(folder));
    while (files.size() > mostFiles) {
      Files.delete(files.remove(0));
    }
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
    return open;
  }

  /** The hash of the newest line: whoever keeps it elsewhere knows all lines before. */
  public synchronized String head() {
    return head;
  }

  /** The number of the newest line; 0 if there is none. */
  public synchronized long sequence() {
    return sequence;
  }

  @Override
  public synchronized void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
