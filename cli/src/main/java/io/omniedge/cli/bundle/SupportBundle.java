package io.omniedge.cli.bundle;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A .tar.gz of texts from which every secret has been taken. */
public final class SupportBundle {
  private static final int OWNER_READS = 0600;

  private final Redactor redactor;
  private final Map<String, String> files = new TreeMap<>();

  /** An empty one. */
  public SupportBundle(Redactor redactor) {
    this.redactor = redactor;
  }

  /** Adds a text, a JSON document among them. */
  public void add(String name, String text) {
    String redacted;
    try {
      JsonValue document = JsonReader.read(text);
      redacted = redactor.document(document).toJson() + "\n";
    } catch (ProtocolException e) {
      redacted = redactor.text(text);
    }
    files.put(name, redacted);
  }

  /** Names of what is in it. */
  public List<String> names() {
    return List.copyOf(files.keySet());
  }

  /**
   * Writes it, readable by its owner only.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the file exists
   */
  public void write(Path file, Instant now) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8")) {
      for (Map.Entry<String, String> entry : files.entrySet()) {
        byte[] content = entry.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry header = new TarArchiveEntry("omniedge-support/" + entry.getKey());
        header.setSize(content.length);
        header.setMode(OWNER_READS);
        header.setModTime(Date.from(now));
        tar.putArchiveEntry(header);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    PrivateFile.create(file, bytes.toByteArray());
  }
}
