package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Role;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.people.Invitations;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateOwnerTest {
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();

  @Test
  void saysWhatIsWrongWithANameAndHowItIsUsed() throws IOException {
    Path settings = folder.resolve("manager.properties");
    Files.writeString(settings, "data=" + folder.resolve("data") + "\n");
    CommandLineRun run =
        CommandLineRun.of("create-owner", "--config", settings.toString(), "--name", "Ann & Bob");
    String text = run.err();
    assertEquals(2, run.status(), text);
    assertTrue(text.contains("a user name begins with a letter or digit"), text);
    assertTrue(text.contains("Usage: omniedge-manager create-owner"), text);
    assertFalse(text.contains("Exception"), text);
  }

  @Test
  void makesAnOwnerAndIsTheWayBackInForOneWhoIsLockedOut() {
    try (Database database = Database.open(DatabaseSettings.sqlite(folder.resolve("m.db")))) {
      Invitations invitations = new Invitations(database, new Audit(clock), clock);
      String first = CreateOwnerCommand.invite(database, clock, "Plant", "Alice");
      Person alice = invitations.accept(first, "copper kettle morning");
      assertEquals("alice", alice.name());
      assertEquals(Role.OWNER, alice.role());

      database.change(
          transaction ->
              transaction
                  .handle()
                  .execute(
                      "update person set role = 'viewer', disabled_at = 1, code_secret = 'X'"));
      String second = CreateOwnerCommand.invite(database, clock, "Plant", "alice");
      assertTrue(invitations.find(first).isEmpty());
      Person again = invitations.find(second).orElseThrow();
      assertEquals(alice.id(), again.id());
      assertEquals(Role.OWNER, again.role());
      assertFalse(again.isDisabled());
      assertFalse(again.hasCode());
    }
  }
}
