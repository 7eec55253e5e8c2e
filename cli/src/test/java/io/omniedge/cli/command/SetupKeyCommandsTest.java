package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupKeyCommandsTest {
  private static final String TEXT = "omniedge://m.example:8443/?key=SECRET-0123456789&ca=00";

  private FakeManager manager;
  private Terminal terminal;

  @BeforeEach
  void start(@TempDir Path home) {
    manager =
        FakeManager.start()
            .withNetwork()
            .on(
                "POST /api/v1/networks/n-1/setup-keys",
                201,
                "{\"id\":\"k-1\",\"text\":\"" + TEXT + "\"}");
    terminal = new Terminal(home).at(manager);
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  @Test
  void asksForWhatWasWanted() {
    terminal
        .run(
            "setup-key",
            "create",
            "plant-2",
            "--uses",
            "3",
            "--expires",
            "2d",
            "--tag",
            "plc",
            "--tag",
            "lab",
            "--group",
            "west",
            "--source",
            "192.0.2.0/24",
            "--auto-approve",
            "--ephemeral")
        .ok();
    long expires = terminal.now().getEpochSecond() + 2 * 86_400;
    assertEquals(
        "{\"autoApprove\":true,\"ephemeral\":true,\"expiresAt\":"
            + expires
            + ",\"groups\":[\"west\"],\"maxUses\":3,\"name\":\"plant-2\",\"sources\":[\"192.0.2.0/24\"],\"tags\":[\"plc\",\"lab\"]}",
        manager.last("POST").body());
  }

  @Test
  void printsTheTextAloneIntoAPipe() {
    assertEquals(TEXT + "\n", terminal.run("setup-key", "create", "plant-2").ok().out());
  }

  @Test
  void drawsACodeOnATerminalUnlessToldNotTo() {
    terminal.typing("");
    assertTrue(terminal.run("setup-key", "create", "a").ok().out().contains("▀"));
    assertFalse(terminal.run("setup-key", "create", "a", "--no-qr").ok().out().contains("▀"));
    assertFalse(terminal.run("setup-key", "create", "a", "-q").ok().out().contains("▀"));
  }

  @Test
  void isADocumentForPrograms() {
    assertEquals(
        TEXT, View.text(terminal.run("setup-key", "create", "a", "--json").ok().json(), "text"));
  }

  @Test
  void wrongNumbersAreInput() {
    terminal.run("setup-key", "create", "a", "--uses", "-1").failed(5);
    terminal.run("setup-key", "create", "a", "--uses", "many").failed(5);
    terminal.run("setup-key", "create", "a", "--expires", "soon").failed(5).complains("30m");
    terminal.run("setup-key", "create").failed(5).complains("NAME");
  }

  @Test
  void severalNetworksNeedAName() {
    String two =
        "{\"items\":[{\"id\":\"n-1\",\"name\":\"plants\"},{\"id\":\"n-2\",\"name\":\"lab\"}]}";
    manager.instead("GET /api/v1/networks", 200, two);
    terminal.run("setup-key", "create", "a").failed(5).complains("plants, lab");
    manager.on("POST /api/v1/networks/n-2/setup-keys", 201, "{\"text\":\"" + TEXT + "\"}");
    terminal.run("setup-key", "create", "a", "--network", "lab").ok();
    terminal.run("setup-key", "create", "a", "--network", "moon").failed(5).complains("moon");
    terminal.with("OMNIEDGE_NETWORK", "n-2").run("setup-key", "create", "a").ok();
  }

  @Test
  void listsKeysWithWhatBecameOfThem() {
    long now = terminal.now().getEpochSecond();
    manager.on(
        "GET /api/v1/networks/n-1/setup-keys",
        200,
        "{\"items\":[" + key("k-1", "valid", now, 0) + "," + key("k-2", "used-up", now, 1) + "]}");
    terminal.run("setup-key", "list").ok().says("valid").says("used-up").says("1 of 1");
  }

  private static String key(String id, String state, long expires, int uses) {
    return "{\"id\":\""
        + id
        + "\",\"name\":\"x\",\"state\":\""
        + state
        + "\",\"expiresAt\":"
        + expires
        + ",\"uses\":"
        + uses
        + ",\"maxUses\":1}";
  }

  @Test
  void revokes() {
    manager.on("DELETE /api/v1/setup-keys/k-1", 204, "");
    terminal.run("setup-key", "revoke", "k-1").ok().says("k-1 is revoked");
    terminal.run("setup-key", "revoke", "../devices").failed(5);
    assertEquals("DELETE /api/v1/setup-keys/..%2Fdevices", manager.last("DELETE").line());
  }
}
