package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  private static final Pattern PRIVATE = Pattern.compile("PrivateKey = (\\S{44})\n");

  private FakeManager manager;
  private Terminal terminal;

  @BeforeEach
  void start(@TempDir Path home) {
    manager =
        FakeManager.start()
            .withNetwork()
            .on(
                "POST /api/v1/clients",
                201,
                "{\"id\":\"d-9\",\"name\":\"anna\",\"addresses\":[\"100.64.0.9/32\"],\"peer\":"
                    + "{\"publicKey\":\"Xk3zJ4m1vQb0bq6m7nJ0zB7hHk9mYb7l3p1Qy8mQh2E=\","
                    + "\"endpoint\":\"gw.example:51820\",\"allowedIps\":[\"100.64.0.0/16\"]}}");
    terminal = new Terminal(home).at(manager);
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  @Test
  void thePrivateKeyIsPrintedAndNeverSent() {
    Terminal.Result result = terminal.run("export", "anna", "--tag", "service").ok();
    Matcher key = PRIVATE.matcher(result.out());
    assertTrue(key.find(), result.out());
    String sent = manager.last("POST").body();
    assertFalse(sent.contains(key.group(1)), sent);
    assertTrue(sent.contains("\"publicKey\":\""), sent);
    assertTrue(sent.contains("\"tags\":[\"service\"]"), sent);
    assertFalse(result.err().contains(key.group(1)), result.err());
  }

  @Test
  void writesAFileThatOnlyItsOwnerReads() throws IOException {
    Path file = terminal.home().resolve("anna.conf");
    assertEquals("", terminal.run("export", "anna", "--file", file.toString()).ok().out());
    assertTrue(Files.readString(file).contains("PrivateKey = "));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    terminal.run("export", "anna", "-o", file.toString()).failed(5).complains("not replaced");
    assertEquals(1, posts().size());
  }

  @Test
  void makesNoClientWhereItsKeyCannotBeKept() {
    String nowhere = terminal.home().resolve("nowhere/anna.conf").toString();
    terminal.run("export", "anna", "--file", nowhere).failed(5).complains("directory");
    terminal.run("export", "anna", "--file", terminal.home().toString()).failed(5);
    assertEquals(List.of(), posts());
  }

  @Test
  void leavesNoFileWhereTheManagerRefuses() {
    Path file = terminal.home().resolve("anna.conf");
    manager.instead(
        "POST /api/v1/clients", 409, FakeManager.problem(409, "no-gateway", "there is none"));
    terminal.run("export", "anna", "--file", file.toString()).failed(1).complains("there is none");
    assertFalse(Files.exists(file));
  }

  private List<String> posts() {
    return manager.lines().stream().filter(line -> line.startsWith("POST")).toList();
  }

  @Test
  void drawsACodeForThePhone() {
    assertTrue(terminal.run("export", "anna", "--qr").ok().out().contains("▀"));
  }

  @Test
  void isADocumentForPrograms() {
    var document = terminal.run("export", "anna", "--json").ok().json();
    assertTrue(View.text(document, "configuration").contains("Endpoint = gw.example:51820"));
    assertEquals("d-9", View.text(View.object(document, "client"), "id"));
  }

  @Test
  void joinsThroughTheGatewayThatWasNamed() {
    manager.on("GET /api/v1/devices", 200, "{\"items\":[{\"id\":\"d-1\",\"name\":\"gw\"}]}");
    terminal.run("export", "anna", "--gateway", "gw").ok();
    assertTrue(manager.last("POST").body().contains("\"gateway\":\"d-1\""));
    terminal.run("export", "anna", "--gateway", "nobody").failed(5);
  }

  @Test
  void anAnswerThatWouldSmuggleALineIsRefused() {
    manager.instead(
        "POST /api/v1/clients",
        201,
        "{\"name\":\"anna\",\"addresses\":[],\"peer\":{\"publicKey\":\"x\\nPostUp = sh\"}}");
    terminal.run("export", "anna").failed(1).complains("peer.publicKey");
  }
}
