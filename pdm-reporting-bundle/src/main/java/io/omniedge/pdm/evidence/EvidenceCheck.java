package io.omniedge.pdm.evidence;

import io.omniedge.protocol.ProtocolException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Looks whether anybody changed, removed or added lines of evidence. One thread. */
public final class EvidenceCheck {
  private long entries;
  private long first;
  private long last;
  private String head = "";

  private EvidenceCheck() {}

  /**
   * What was found.
   *
   * @param entries lines that are as they were written
   * @param first number of the first of them
   * @param last number of the last one
   * @param head hash of the last one
   * @param problem the first line that is not, with file, line and reason
   */
  public record Finding(
      long entries, long first, long last, String head, Optional<String> problem) {}

  /**
   * Reads files, or all of a folder.
   *
   * @throws IOException if one cannot be read
   */
  public static Finding of(Collection<Path> places) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        files.addAll(EvidenceFolder.files(place));
      } else {
        files.add(place);
      }
    }
    EvidenceCheck check = new EvidenceCheck();
    Optional<String> problem = Optional.empty();
    for (Path file : files) {
      problem = check.file(file);
      if (problem.isPresent()) {
        break;
      }
    }
    return new Finding(check.entries, check.first, check.last, check.head, problem);
  }

  private Optional<String> file(Path file) throws IOException {
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String reason = line(line);
        if (!reason.isEmpty()) {
          return Optional.of(file + " line " + number + ": " + reason);
        }
      }
    } catch (UncheckedIOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    } catch (java.nio.charset.CharacterCodingException e) {
      return Optional.of(file + " after line " + number + ": it is not UTF-8");
    }
    return Optional.empty();
  }

  private String line(String line) {
    Evidence evidence;
    try {
      evidence = Evidence.parse(line);
    } catch (ProtocolException e) {
      return String.valueOf(e.getMessage());
    }
    if (entries > 0 && evidence.sequence() != last + 1) {
      return "number "
          + evidence.sequence()
          + " follows number "
          + last
          + ": lines were removed, added or moved";
    }
    if (entries > 0 && !evidence.previous().equals(head)) {
      return "it does not follow the line before, which was changed";
    }
    if (entries == 0) {
      first = evidence.sequence();
      if (first == 1 && !evidence.previous().equals(Evidence.NOTHING)) {
        return "the first line follows another";
      }
    }
    entries++;
    last = evidence.sequence();
    head = evidence.hash();
    return "";
  }
}
