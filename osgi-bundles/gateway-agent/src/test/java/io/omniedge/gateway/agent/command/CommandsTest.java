package io.omniedge.gateway.agent.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.agent.home.Home;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.message.Command;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  private static final long NOW = 1_800_000_000;

  @TempDir Path disk;
  private final SigningKey manager = SigningKey.generate();
  private Commands commands;

  @BeforeEach
  void boot() throws IOException {
    commands = new Commands(Home.open(disk));
  }

  private boolean isDone(String id, String device, long expires, long now) {
    byte[] message =
        new Command(id, device, NOW, expires, "restart", JsonObject.EMPTY).signed(manager);
    return commands.offer(message, manager.verifyKey(), "d-1", now).isPresent();
  }

  @Test
  void isDoneOnceEvenWhenItRestartedTheGateway() throws IOException {
    assertTrue(isDone("c-1", "d-1", NOW + 60, NOW));
    boot();
    assertEquals(false, isDone("c-1", "d-1", NOW + 60, NOW));
    assertEquals(0, commands.refused());
  }

  @Test
  void isNotDoneForAnotherDeviceOrTooLateOrFarAhead() {
    assertEquals(false, isDone("c-1", "d-2", NOW + 60, NOW));
    assertEquals(false, isDone("c-2", "d-1", NOW - 1, NOW));
    assertEquals(false, isDone("c-3", "d-1", NOW + 30 * 86_400, NOW));
    assertEquals(3, commands.refused());
    assertTrue(commands.problem().contains("more than a week"), commands.problem());
  }

  @Test
  void anIdentifierIsForgottenOnlyAfterItsExpiry() {
    for (int i = 0; i < 1_000; i++) {
      assertTrue(isDone("c-" + i, "d-1", NOW + 60, NOW));
    }
    assertEquals(false, isDone("c-more", "d-1", NOW + 60, NOW));
    assertTrue(commands.problem().contains("too many commands"), commands.problem());
    assertTrue(isDone("c-later", "d-1", NOW + 120, NOW + 61));
  }
}
