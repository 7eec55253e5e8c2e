package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.evidence.EvidenceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceCommandsTest {
  @TempDir private Path home = Path.of("");
  private Path folder = Path.of("");
  private String head = "";

  @BeforeEach
  void write() throws IOException {
    folder = home.resolve("evidence");
    try (EvidenceFolder evidence =
        EvidenceFolder.open(folder, InstantSource.system(), 1 << 20, 4)) {
      evidence.append("{\"decision\":\"compliant\"}");
      evidence.append("{\"decision\":\"blocked\"}");
      evidence.append("{\"decision\":\"compliant\"}");
      head = evidence.head();
    }
  }

  @Test
  void saysThatAllIsAsItWasWritten() throws IOException {
    new Terminal(home)
        .run("evidence", "verify", folder.toString())
        .ok()
        .says("Lines 1 to 3")
        .says(head);
    String file = EvidenceFolder.files(folder).get(0).toString();
    assertEquals(
        head,
        View.text(new Terminal(home).run("evidence", "verify", file, "--json").json(), "head"));
  }

  @Test
  void namesTheLineThatWasChanged() throws IOException {
    Path file = EvidenceFolder.files(folder).get(0);
    Files.writeString(file, Files.readString(file).replace("blocked", "allowed"));
    new Terminal(home)
        .run("evidence", "verify", folder.toString())
        .failed(1)
        .complains(file + " line 2: ");
    var error = new Terminal(home).run("evidence", "verify", file.toString(), "--json").error();
    assertEquals("evidence-changed", View.text(error, "code"));
  }

  @Test
  void refusesWhatIsNotThere() {
    new Terminal(home).run("evidence", "verify", home.resolve("none").toString()).failed(5);
    new Terminal(home).run("evidence", "verify", home.toString()).failed(5);
    assertTrue(new Terminal(home).run("evidence", "verify").failed(5).err().contains("FILE"));
  }
}
