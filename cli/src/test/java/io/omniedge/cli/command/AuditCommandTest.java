package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
  private FakeManager manager;
  private Terminal terminal;

  @BeforeEach
  void start(@TempDir Path home) {
    manager =
        FakeManager.start()
            .on(
                "GET /api/v1/audit",
                200,
                "{\"items\":[{\"seq\":2,\"at\":1780315000000,\"actor\":\"u-1 (anna)\","
                    + "\"action\":\"device.revoke\",\"target\":\"d-1\"},{\"seq\":1,\"at\":1,"
                    + "\"actor\":\"a\",\"action\":\"b\",\"target\":\"c\"}]}");
    terminal = new Terminal(home).at(manager);
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  @Test
  void showsWhoDidWhat() {
    terminal
        .run("audit")
        .ok()
        .says("2026-06-01 11:56:40Z")
        .says("u-1 (anna)")
        .says("device.revoke");
    assertEquals("GET /api/v1/audit?limit=50", manager.last("GET").line());
  }

  @Test
  void cutsNoIdentifier() {
    String entry =
        "{\"at\":1780315000,\"actor\":\"u-qdszudseevm4turwj2 (anna)\","
            + "\"action\":\"person.sign-in-refused\",\"target\":\"n-abcdefghijklmnop12\"}";
    manager.instead("GET /api/v1/audit", 200, "{\"items\":[" + entry + "]}");
    terminal
        .run("audit")
        .ok()
        .says("u-qdszudseevm4turwj2 (anna)")
        .says("person.sign-in-refused")
        .says("n-abcdefghijklmnop12");
  }

  @Test
  void showsNoMoreThanAskedFor() {
    assertEquals(
        1, View.objects(terminal.run("audit", "--limit", "1", "--json").json(), "items").size());
    terminal.run("audit", "--limit", "0").failed(5);
  }

  @Test
  void aChangedLogFailsTheVerification() {
    manager.on(
        "GET /api/v1/audit/verification", 200, "{\"intact\":true,\"entries\":2,\"wrong\":0}");
    terminal.run("audit", "--verify").ok().says("All 2 entries");
    manager.on(
        "GET /api/v1/audit/verification",
        200,
        "{\"intact\":false,\"entries\":2,\"wrong\":1,\"reason\":\"its hash is another\"}");
    terminal.run("audit", "--verify").failed(1).complains("at entry 1: its hash is another");
  }

  @Test
  void onlyWhoMaySeesIt() {
    manager.instead("GET /api/v1/audit", 403, FakeManager.problem(403, "forbidden", "role viewer"));
    terminal.run("audit").failed(2).complains("role viewer").complains("whoami");
  }
}
