package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyCommandsTest {
  private static final String KEY =
      "{\"id\":\"a-1\",\"name\":\"dashboard\",\"role\":\"viewer\",\"createdBy\":\"u-1 (anna)\","
          + "\"expiresAt\":0,\"revokedAt\":0";

  private FakeManager manager;
  private Terminal terminal;

  @BeforeEach
  void start(@TempDir Path home) {
    manager = FakeManager.start();
    terminal = new Terminal(home).at(manager);
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  @Test
  void showsAFreshKeyOnce() {
    manager.on("POST /api/v1/api-keys", 201, KEY + ",\"secret\":\"omniedge_SECRET\"}");
    Terminal.Result made = terminal.run("api-key", "create", "dashboard", "--role", "viewer").ok();
    assertEquals("omniedge_SECRET\n", made.out());
    assertFalse(made.err().contains("SECRET"), made.err());
    String sent = manager.last("POST").body();
    assertEquals("{\"name\":\"dashboard\",\"role\":\"viewer\"}", sent);
    terminal.run("api-key", "create", "ci", "--role", "viewer", "--expires", "1h").ok();
    long end = terminal.now().getEpochSecond() + 3_600;
    assertTrue(manager.last("POST").body().contains("\"expiresAt\":" + end));
    terminal.run("api-key", "create", "ci").failed(5).complains("--role");
  }

  @Test
  void listsKeysWithTheirState() {
    manager.on(
        "GET /api/v1/api-keys",
        200,
        "{\"items\":["
            + KEY
            + "},"
            + KEY.replace("a-1", "a-2").replace("\"revokedAt\":0", "\"revokedAt\":1780315000")
            + "},"
            + KEY.replace("a-1", "a-3").replace("\"expiresAt\":0", "\"expiresAt\":1780314000")
            + "}]}");
    terminal
        .run("api-key", "list")
        .ok()
        .says("a-1  dashboard  viewer  valid")
        .says("a-2  dashboard  viewer  revoked")
        .says("a-3  dashboard  viewer  expired");
  }

  @Test
  void revokesAKey() {
    manager.on("DELETE /api/v1/api-keys/a-1", 204, "");
    terminal.run("api-key", "revoke", "a-1").ok().says("a-1 is revoked");
  }

  @Test
  void onlyWhoMayMakesThem() {
    manager.on("GET /api/v1/api-keys", 403, FakeManager.problem(403, "forbidden", "role viewer"));
    terminal.run("api-key", "list").failed(2).complains("role viewer");
  }
}
