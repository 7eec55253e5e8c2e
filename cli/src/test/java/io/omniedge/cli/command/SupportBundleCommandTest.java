package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupportBundleCommandTest {
  private FakeManager manager;
  private Terminal terminal;
  private Path file = Path.of("");

  @BeforeEach
  void start(@TempDir Path home) {
    manager =
        FakeManager.start()
            .withNetwork()
            .on("GET /api/v1/me", 200, "{\"name\":\"anna\"}")
            .on("GET /api/v1/healthz", 200, "{\"status\":\"ok\"}")
            .on("GET /api/v1/devices", 200, "{\"items\":[{\"id\":\"d-1\",\"name\":\"gw\"}]}")
            .on("GET /api/v1/devices/d-1", 200, "{\"id\":\"d-1\",\"setupKey\":\"PLANTED\"}")
            .on(
                "GET /api/v1/devices/d-1/configuration/reported",
                200,
                "{\"components\":{\"x\":{\"properties\":{\"password\":\"PLANTED\",\"port\":1}}}}")
            .on("POST /api/v1/devices/d-1/commands", 201, "{\"id\":\"c-1\",\"state\":\"sent\"}")
            .on(
                "GET /api/v1/devices/d-1/commands/c-1",
                200,
                "{\"id\":\"c-1\",\"state\":\"done\","
                    + "\"result\":\"log line\\nPrivateKey = PLANTED\\n\"}");
    terminal = new Terminal(home).at(manager).with("OMNIEDGE_API_KEY", "key-PLANTED-1");
    file = home.resolve("bundle.tar.gz");
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  private Map<String, String> read() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (InputStream in = Files.newInputStream(file);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        contents.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return contents;
  }

  private static String file(Map<String, String> contents, String name) {
    return contents.getOrDefault("omniedge-support/" + name, "");
  }

  @Test
  void holdsWhatSupportNeedsAndNoPlantedSecret() throws IOException {
    Path log = terminal.home().resolve("state/member.log");
    Files.createDirectories(terminal.home().resolve("state"));
    Files.writeString(log, "INFO up\nusing key-PLANTED-1\nomniedge://m/?key=PLANTED&ca=00\n");
    terminal.run("support-bundle", "gw", "--file", file.toString()).ok().says(file.toString());
    Map<String, String> contents = read();
    contents.forEach((name, text) -> assertFalse(text.contains("PLANTED"), name + ": " + text));
    assertTrue(file(contents, "device/support-bundle.txt").contains("log line"));
    assertTrue(file(contents, "member/log.txt").startsWith("INFO up\n"));
    assertTrue(file(contents, "machine.json").contains("java.version"));
    assertTrue(
        file(contents, "device/reported.json").contains("\"port\":1"), "what is no secret stays");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void saysWhatIsNotToBeHadAndGoesOn() throws IOException {
    manager.close();
    terminal.run("support-bundle", "--file", file.toString()).ok();
    assertTrue(file(read(), "manager/me.json").startsWith("not to be had: "));
  }

  @Test
  void tellsAViewerWhyAPartIsMissing() {
    manager.instead(
        "POST /api/v1/devices/d-1/commands",
        403,
        FakeManager.problem(403, "forbidden", "role viewer lacks the permission operate"));
    Terminal.Result result = terminal.run("support-bundle", "gw", "--file", file.toString()).ok();
    result
        .complains("without device/support-bundle.txt: role viewer lacks the permission operate")
        .complains("ask an owner or admin");
    String again = file.resolveSibling("again.tar.gz").toString();
    var document = terminal.run("support-bundle", "gw", "--file", again, "--json").ok().json();
    assertTrue(
        View.text(View.object(document, "missing"), "device/support-bundle.txt")
            .contains("role viewer"));
  }

  @Test
  void worksForSomebodyWhoIsNotSignedIn() throws IOException {
    terminal.without("OMNIEDGE_API_KEY").without("OMNIEDGE_MANAGER");
    terminal.run("support-bundle", "--file", file.toString(), "--json").ok().json();
    assertTrue(file(read(), "manager/me.json").contains("not signed in"));
  }

  @Test
  void replacesNoFile() throws IOException {
    Files.writeString(file, "mine");
    terminal.run("support-bundle", "--file", file.toString()).failed(5);
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void pingsByWayOfTheManager() {
    manager.on("POST /api/v1/devices/d-1/commands", 201, "{\"id\":\"c-1\",\"state\":\"sent\"}");
    terminal.run("ping", "gw", "--from", "gw").ok().says("log line");
    manager.instead(
        "GET /api/v1/devices/d-1/commands/c-1",
        200,
        "{\"id\":\"c-1\",\"state\":\"failed\",\"result\":\"no answer\"}");
    terminal.run("ping", "gw", "--from", "gw").failed(1).complains("gw says: no answer");
    manager.instead(
        "GET /api/v1/devices/d-1/commands/c-1", 200, "{\"id\":\"c-1\",\"state\":\"sent\"}");
    terminal.run("ping", "gw", "--from", "gw").failed(4).complains("has not answered");
  }

  @Test
  void aMachineThatIsNotUpIsNetwork() {
    for (String command : new String[] {"status", "peers"}) {
      terminal.run(command).failed(4).complains("omniedge join");
    }
    terminal.run("ping", "gw").failed(4).complains("not up");
  }
}
