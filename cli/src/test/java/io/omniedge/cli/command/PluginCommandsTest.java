package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins at a manager, from a terminal. */
class PluginCommandsTest {
  /** Of "wasm". */
  private static final String SHA256 =
      "336154bf67f765f8f75d16a0accee61b5ee5f6a75b2a2905703df913bd550f3e";

  @TempDir private Path home;
  private FakeManager manager;
  private Terminal terminal;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    manager = FakeManager.start().withNetwork();
    terminal = new Terminal(home).at(manager);
    file = Files.writeString(home.resolve("hook.wasm"), "wasm");
    manager.on(
        "GET /api/v1/devices",
        200,
        "{\"items\":[{\"id\":\"d-1\",\"name\":\"hall\",\"network\":\"n-1\"}]}");
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  private static String one(String id, String version) {
    return "{\"id\":\""
        + id
        + "\",\"plugin\":\"com.acme.hook\",\"version\":\""
        + version
        + "\",\"type\":\"event-hooks\",\"sha256\":\""
        + SHA256
        + "\",\"signedBy\":\"acme\",\"devices\":2}";
  }

  private static String items(String... items) {
    return "{\"items\":[" + String.join(",", items) + "]}";
  }

  private void answersInstall(String state, String problems) {
    manager
        .on(
            "POST /api/v1/plugin-packages/p-1/install",
            200,
            items("{\"device\":\"d-1\",\"name\":\"hall\",\"revision\":4}"))
        .on(
            "GET /api/v1/devices/d-1/configuration/reported",
            200,
            "{\"document\":{\"revision\":4,\"outcome\":\"applied\"}}")
        .on(
            "GET /api/v1/devices/d-1/plugins",
            200,
            items(
                "{\"id\":\"com.acme.hook\",\"version\":\"\",\"state\":\"awaited\","
                    + "\"sha256\":\""
                    + SHA256
                    + "\"}"))
        .on(
            "GET /api/v1/devices/d-1/plugins",
            200,
            items(
                "{\"id\":\"com.acme.hook\",\"version\":\"1.0.0\",\"state\":\""
                    + state
                    + "\",\"problems\":["
                    + problems
                    + "],\"sha256\":\""
                    + SHA256
                    + "\"}"));
  }

  @Test
  void fileIsUploadedInstalledAndWaitedFor() {
    manager
        .on("GET /api/v1/plugin-packages", 200, items())
        .on("POST /api/v1/plugin-packages", 201, one("p-1", "1.0.0"));
    answersInstall("active", "");
    terminal
        .run("plugin", "install", file.toString(), "--device", "hall")
        .ok()
        .complains("com.acme.hook 1.0.0 is active on hall.");
    FakeManager.Request upload = manager.last("POST /api/v1/plugin-packages");
    assertEquals("{\"devices\":[\"d-1\"]}", upload.body());
    assertTrue(
        manager.lines().stream().anyMatch(line -> line.contains("sha256=" + SHA256)),
        manager.lines().toString());
    assertTrue(manager.lines().contains("POST /api/v1/plugin-packages"));
  }

  @Test
  void fileThatTheManagerHasIsNotUploadedAgain() {
    manager.on("GET /api/v1/plugin-packages", 200, items(one("p-1", "1.0.0")));
    answersInstall("active", "");
    terminal.run("plugin", "install", file.toString(), "--device", "hall").ok();
    assertFalse(manager.lines().contains("POST /api/v1/plugin-packages"));
  }

  @Test
  void pluginThatFailsOnTheGatewayFailsTheCommand() {
    manager.on("GET /api/v1/plugin-packages", 200, items(one("p-1", "1.0.0")));
    answersInstall("failed", "\"its memory is too large\"");
    terminal
        .run("plugin", "install", "com.acme.hook", "--device", "hall")
        .failed(1)
        .complains("com.acme.hook 1.0.0 is failed on hall: its memory is too large");
  }

  @Test
  void newestVersionIsMeantIfNoneIsNamed() {
    manager
        .on(
            "GET /api/v1/plugin-packages",
            200,
            items(one("p-0", "1.9.0"), one("p-1", "1.10.0"), one("p-2", "0.5.0")))
        .on(
            "POST /api/v1/plugin-packages/p-1/install",
            200,
            items("{\"device\":\"d-1\",\"name\":\"hall\",\"revision\":4}"))
        .on(
            "POST /api/v1/plugin-packages/p-2/install",
            200,
            items("{\"device\":\"d-1\",\"name\":\"hall\",\"revision\":5}"));
    terminal.run("plugin", "install", "com.acme.hook", "--group", "halls", "--no-wait").ok();
    assertEquals(
        "{\"devices\":[],\"groups\":[\"halls\"],\"network\":\"n-1\",\"tags\":[]}",
        manager.last("POST /api/v1/plugin-packages/p-1/install").body());
    terminal.run("plugin", "install", "com.acme.hook@0.5.0", "--tag", "x", "--no-wait").ok();
    terminal
        .run("plugin", "install", "com.acme.hook@7.0.0", "--tag", "x")
        .failed(5)
        .complains("it has 1.9.0, 1.10.0, 0.5.0");
    terminal.run("plugin", "install", "com.acme.hook").failed(5).complains("--device, --group");
  }

  @Test
  void refusalsOfTheManagerAreTold() {
    manager.on(
        "POST /api/v1/plugin-packages",
        422,
        FakeManager.problem(422, "invalid", "package: it is not signed"));
    terminal.run("plugin", "upload", file.toString()).failed(5).complains("it is not signed");
    terminal.run("plugin", "upload", "nowhere.wasm").failed(5).complains("there is no such file");
    manager
        .on("GET /api/v1/plugin-packages", 200, items(one("p-1", "1.0.0")))
        .on(
            "POST /api/v1/plugin-packages/p-1/install",
            200,
            items(
                "{\"device\":\"d-1\",\"name\":\"hall\",\"problem\":"
                    + FakeManager.problem(422, "invalid", "it has no plugins")
                    + "}"));
    terminal
        .run("plugin", "install", "com.acme.hook", "--device", "hall")
        .failed(5)
        .complains("hall would not take it: it has no plugins");
  }

  @Test
  void uninstallWaitsUntilItIsGone() {
    manager
        .on("GET /api/v1/plugin-packages", 200, items(one("p-1", "1.0.0")))
        .on(
            "POST /api/v1/plugin-packages/p-1/uninstall",
            200,
            items("{\"device\":\"d-1\",\"name\":\"hall\",\"revision\":5}"))
        .on(
            "GET /api/v1/devices/d-1/configuration/reported",
            200,
            "{\"document\":{\"revision\":5,\"outcome\":\"applied\"}}")
        .on(
            "GET /api/v1/devices/d-1/plugins",
            200,
            items("{\"id\":\"com.acme.hook\",\"state\":\"active\"}"))
        .on("GET /api/v1/devices/d-1/plugins", 200, items());
    terminal
        .run("plugin", "uninstall", "com.acme.hook", "--device", "hall")
        .ok()
        .complains("com.acme.hook is gone from hall.");
  }

  @Test
  void listsShowPackagesAndThePluginsOfAGateway() {
    manager
        .on("GET /api/v1/plugin-packages", 200, items(one("p-1", "1.0.0")))
        .on(
            "GET /api/v1/devices/d-1/plugins",
            200,
            items(
                "{\"id\":\"com.acme.hook\",\"version\":\"1.0.0\",\"wanted\":\"1.1.0\","
                    + "\"state\":\"failed\",\"problems\":[\"too large\"]}"));
    terminal.run("plugin", "list").ok().says("com.acme.hook").says("acme");
    terminal.run("plugin", "list", "--device", "hall").ok().says("1.1.0").says("too large");
    assertEquals(
        1, View.objects(terminal.run("plugin", "list", "--json").ok().json(), "items").size());
  }

  @Test
  void packageIsForgottenOnlyIfSaidSo() {
    manager
        .on("GET /api/v1/plugin-packages", 200, items(one("p-1", "1.0.0")))
        .on("DELETE /api/v1/plugin-packages/p-1", 204, "");
    terminal.run("plugin", "delete", "com.acme.hook@1.0.0").failed(5).complains("--yes");
    terminal.run("plugin", "delete", "com.acme.hook@1.0.0", "--yes").ok().says("is forgotten");
  }

  @Test
  void keysAreTrustedListedAndRemoved() {
    manager
        .on("POST /api/v1/plugin-keys", 201, "{\"id\":\"y-1\",\"name\":\"acme\"}")
        .on(
            "GET /api/v1/plugin-keys",
            200,
            items("{\"id\":\"y-1\",\"name\":\"acme\",\"key\":\"AAAA\",\"ids\":[\"com.acme.*\"]}"))
        .on("DELETE /api/v1/plugin-keys/y-1", 204, "")
        .on("PUT /api/v1/plugin-settings", 200, "{\"allowUnsigned\":true}");
    terminal.run("plugin", "keys", "trust", "acme", "AAAA", "--plugin", "com.acme.*").ok();
    assertEquals(
        "{\"ids\":[\"com.acme.*\"],\"key\":\"AAAA\",\"name\":\"acme\",\"types\":[]}",
        manager.last("POST /api/v1/plugin-keys").body());
    terminal.run("plugin", "keys", "list").ok().says("com.acme.*");
    terminal.run("plugin", "keys", "remove", "acme").ok().says("trusted no more");
    terminal.run("plugin", "keys", "remove", "nobody").failed(5).complains("no key");
    terminal.run("plugin", "keys", "unsigned", "allow").ok().says("without a signature");
    assertEquals("{\"allowUnsigned\":true}", manager.last("PUT /api/v1/plugin-settings").body());
  }
}
