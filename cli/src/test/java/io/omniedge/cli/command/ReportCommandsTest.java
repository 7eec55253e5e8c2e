package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandsTest {
  private static final String MACHINE =
      "\"asset\":\"pump-7\",\"point\":\"drive-end\",\"level\":\"ALERT\",\"zone\":\"C\",";

  private Path folder;
  private FakeManager manager;
  private Terminal terminal;

  @BeforeEach
  void start(@TempDir Path home) {
    folder = home;
    manager =
        FakeManager.start()
            .on(
                "GET /api/v1/reports",
                200,
                "{\"items\":[{\"id\":\"r-1\"," + MACHINE + "\"at\":1780315000000}]}")
            .on(
                "GET /api/v1/reports/r-1",
                200,
                "{\"id\":\"r-1\","
                    + MACHINE
                    + "\"at\":1780315000000,\"signatureHolds\":false,\"document\":{\"advice\":"
                    + "[{\"text\":\"Replace it.\"}],\"alarms\":[7]}}")
            .on(
                "GET /api/v1/machines",
                200,
                "{\"items\":[{" + MACHINE + "\"since\":1780315000000,\"report\":\"r-1\"}]}")
            .on(
                "GET /api/v1/alarms",
                200,
                "{\"items\":[{\"id\":\"l-1\","
                    + MACHINE
                    + "\"name\":\"bearing\",\"acknowledgedBy\":\"u-1 (anna)\"}]}")
            .on(
                "POST /api/v1/alarms/l-1/acknowledge",
                200,
                "{\"name\":\"bearing\",\"asset\":\"pump-7\"}");
    terminal = new Terminal(home).at(manager);
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  @Test
  void listsReportsOfAMachine() {
    terminal
        .run("reports", "list", "--asset", "pump-7", "--level", "ALERT", "--type", "SUMMARY")
        .ok()
        .says("2026-06-01 11:56:40Z")
        .says("drive-end")
        .says("r-1");
    assertEquals(
        "GET /api/v1/reports?asset=pump-7&level=ALERT&limit=50&type=SUMMARY",
        manager.last("GET").line());
    terminal.run("reports", "list", "--limit", "0").failed(5);
  }

  @Test
  void showsAReportAndSaysThatItsSignatureDoesNotFit() {
    terminal.run("reports", "show", "r-1").ok().says("Replace it.").says("does NOT fit");
    terminal.run("reports", "show", "../x").failed(5).complains("no identifier");
  }

  @Test
  void savesTheDrawnReportInANewFile() throws Exception {
    manager
        .on("GET /reports/r-1/file", 200, "<html>pump-7</html>")
        .on("GET /api/v1/reports/r-9", 404, "{\"code\":\"not-found\",\"detail\":\"no report\"}");
    Path file = folder.resolve("pump.html");
    terminal.run("reports", "save", "r-1", "--output", "" + file).ok().says("pump-7 is in " + file);
    assertEquals("<html>pump-7</html>", Files.readString(file));
    terminal.run("reports", "save", "r-1", "--output", "" + file).failed(5).complains("exists");
    terminal.run("reports", "save", "r-9", "--output", folder + "/x.html").failed(5);
    assertFalse(Files.exists(folder.resolve("x.html")));
  }

  @Test
  void listsMachinesAndAcknowledgesAnAlarm() {
    terminal.run("machines").ok().says("pump-7").says("ALERT");
    terminal.run("alarms", "list").ok().says("bearing").says("anna");
    terminal.run("alarms", "acknowledge", "l-1").ok().says("bearing of pump-7 is acknowledged");
    terminal.run("alarms", "acknowledge", "?").failed(5);
  }
}
