package io.omniedge.pdm.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceFolderTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochMilli(1_780_315_200_000L));

  @TempDir private Path folder = Path.of("");

  private EvidenceFolder open() throws IOException {
    return EvidenceFolder.open(folder, CLOCK, 1 << 20, 10);
  }

  private void write(int lines) throws IOException {
    try (EvidenceFolder evidence = open()) {
      for (int i = 0; i < lines; i++) {
        evidence.append("{\"decision\":\"blocked\",\"score\":0." + i + "}");
      }
    }
  }

  private Path file() throws IOException {
    return EvidenceFolder.files(folder).get(0);
  }

  private Optional<String> problem() throws IOException {
    return EvidenceCheck.of(List.of(folder)).problem();
  }

  @Test
  void chainsLinesAsTheDocumentationHasIt() throws Exception {
    write(2);
    List<String> lines = Files.readAllLines(file());
    String first = lines.get(0);
    assertTrue(
        first.startsWith(
            "{\"at\":1780315200000,\"event\":{\"decision\":\"blocked\",\"score\":0},\"hash\":\""),
        first);
    String hash = first.replaceAll(".*\"hash\":\"([0-9a-f]{64})\".*", "$1");
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(
                first.replace("\"hash\":\"" + hash + "\",", "").getBytes(StandardCharsets.UTF_8));
    assertEquals(HexFormat.of().formatHex(digest), hash);
    assertTrue(first.endsWith("\"prev\":\"" + "0".repeat(64) + "\",\"seq\":1}"), first);
    assertTrue(lines.get(1).endsWith("\"prev\":\"" + hash + "\",\"seq\":2}"), lines.get(1));
    assertEquals(
        "rw-------",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(file())));
  }

  @Test
  void goesOnAfterARestartAndAfterAKillInTheMiddleOfALine() throws IOException {
    write(3);
    Files.writeString(file(), "{\"at\":17803", StandardOpenOption.APPEND);
    write(2);
    EvidenceCheck.Finding finding = EvidenceCheck.of(List.of(folder));
    assertEquals(Optional.empty(), finding.problem());
    assertEquals(5, finding.entries());
    assertEquals(5, finding.last());
  }

  @Test
  void rotationKeepsTheChain() throws IOException {
    try (EvidenceFolder evidence = EvidenceFolder.open(folder, CLOCK, 1_000, 3)) {
      for (int i = 0; i < 40; i++) {
        evidence.append("{\"n\":" + i + "}");
      }
      EvidenceCheck.Finding finding = EvidenceCheck.of(List.of(folder));
      assertEquals(Optional.empty(), finding.problem());
      assertEquals(40, finding.last());
      assertTrue(finding.first() > 20, "the oldest files made place");
      assertEquals(evidence.head(), finding.head());
    }
    assertEquals(3, EvidenceFolder.files(folder).size());
    for (Path file : EvidenceFolder.files(folder)) {
      assertTrue(Files.size(file) <= 1_000);
    }
  }

  @Test
  void namesALineThatWasChanged() throws IOException {
    write(5);
    List<String> lines = new ArrayList<>(Files.readAllLines(file()));
    lines.set(2, lines.get(2).replace("blocked", "allowed"));
    Files.write(file(), lines);
    String said = problem().orElseThrow();
    assertTrue(said.startsWith(file() + " line 3: "), said);
    assertTrue(said.contains("the line was changed"), said);
  }

  @Test
  void namesAChangeThatHidesItself() throws Exception {
    write(5);
    List<String> lines = new ArrayList<>(Files.readAllLines(file()));
    Evidence old = Evidence.parse(lines.get(2));
    lines.set(
        2,
        Evidence.after(old.previous(), 3, old.atMillis(), Evidence.parse(lines.get(0)).event())
            .line());
    Files.write(file(), lines);
    String said = problem().orElseThrow();
    assertTrue(said.contains("line 4: it does not follow the line before"), said);
  }

  @Test
  void namesWhereALineIsMissing() throws IOException {
    write(5);
    List<String> lines = new ArrayList<>(Files.readAllLines(file()));
    lines.remove(1);
    Files.write(file(), lines);
    assertTrue(problem().orElseThrow().contains("line 2: number 3 follows number 1"));
  }

  @Test
  void goesOnInAnotherFileWhenSomebodyChangedTheLastLine() throws IOException {
    write(3);
    Files.writeString(file(), Files.readString(file()).replace("0.2", "0.3"));
    write(1);
    assertEquals(2, EvidenceFolder.files(folder).size());
    assertTrue(problem().orElseThrow().contains("line 3: "));
    assertEquals(4, EvidenceCheck.of(List.of(EvidenceFolder.files(folder).get(1))).last());
  }

  @Test
  void keepsWhatIsNoJsonAndTheHashOfWhatIsTooLong() throws IOException {
    try (EvidenceFolder evidence = open()) {
      evidence.append("not \"JSON\"\n");
      evidence.append("\"" + "x".repeat(EvidenceFolder.MOST_EVENT_BYTES) + "\"");
    }
    List<String> lines = Files.readAllLines(file());
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).contains("\"event\":\"not \\\"JSON\\\"\\n\""), lines.get(0));
    assertTrue(lines.get(1).contains("\"too-long-bytes\":65538"), lines.get(1));
    assertEquals(Optional.empty(), problem());
  }

  @Property(tries = 60) // each line waits for the disk
  void anyChangedByteIsSeen(
      @ForAll @IntRange(max = 1_000_000) int where, @ForAll @IntRange(min = 1, max = 255) int how)
      throws IOException {
    Path place = Files.createTempDirectory("evidence");
    try (EvidenceFolder evidence = EvidenceFolder.open(place, CLOCK, 1 << 20, 10)) {
      for (int i = 0; i < 4; i++) {
        evidence.append("{\"n\":" + i + ",\"text\":\"a\"}");
      }
    }
    Path file = EvidenceFolder.files(place).get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[where % bytes.length] ^= (byte) how;
    Files.write(file, bytes);
    EvidenceCheck.Finding finding = EvidenceCheck.of(List.of(place));
    boolean wasLastLineEnd = where % bytes.length == bytes.length - 1;
    assertTrue(
        finding.problem().isPresent() || wasLastLineEnd, () -> where + " " + how + " " + finding);
    Files.delete(file);
    Files.delete(place);
  }
}
