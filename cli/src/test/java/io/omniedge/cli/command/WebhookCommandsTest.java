package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookCommandsTest {
  private static final String HOOK =
      "{\"id\":\"h-1\",\"name\":\"on-call\",\"url\":\"https://alarms.example/hook\","
          + "\"level\":\"ALERT\",\"waiting\":2,\"failed\":1,\"error\":\"it answers 500\"";

  private FakeManager manager;
  private Terminal terminal;

  @BeforeEach
  void start(@TempDir Path home) {
    manager =
        FakeManager.start()
            .on("GET /api/v1/webhooks", 200, "{\"items\":[" + HOOK + ",\"secret\":\"***\"}]}");
    terminal = new Terminal(home).at(manager);
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  @Test
  void listsThemWithWhatTheyHaveNotTaken() {
    terminal.run("webhooks", "list").ok().says("on-call").says("it answers 500");
    terminal.run("webhooks", "list", "--json").ok().json();
  }

  @Test
  void showsTheSecretOfANewOneOnce() {
    manager.on("POST /api/v1/webhooks", 201, HOOK + ",\"secret\":\"SECRET\"}");
    Terminal.Result made =
        terminal
            .run("webhooks", "add", "on-call", "https://alarms.example/hook", "--level", "danger")
            .ok();
    assertEquals("SECRET\n", made.out());
    assertFalse(made.err().contains("SECRET"), made.err());
    assertEquals(
        "{\"level\":\"DANGER\",\"name\":\"on-call\",\"url\":\"https://alarms.example/hook\"}",
        manager.last("POST").body());
    terminal.run("webhooks", "add", "on-call").failed(5).complains("URL");
  }

  @Test
  void removesTheOneThatIsNamed() {
    manager.on("DELETE /api/v1/webhooks/h-1", 204, "");
    terminal.run("webhooks", "remove", "on-call").ok().says("on-call is removed");
    terminal.run("webhooks", "remove", "h-1").ok();
    terminal.run("webhooks", "remove", "other").failed(5).complains("webhooks list");
  }

  @Test
  void listsWhatAServerNeverTook() {
    manager.on(
        "GET /api/v1/webhooks/h-1/deliveries",
        200,
        "{\"items\":[{\"id\":\"x-1\",\"createdAt\":1780315000000,\"state\":\"failed\","
            + "\"attempts\":1,\"error\":\"it answers 404\",\"document\":{\"change\":\"worse\","
            + "\"alarm\":{\"asset\":\"pump-7\",\"name\":\"bearing\"}}}]}");
    terminal
        .run("webhooks", "deliveries", "on-call")
        .ok()
        .says("2026-06-01 11:56:40Z")
        .says("pump-7")
        .says("worse")
        .says("it answers 404");
  }
}
