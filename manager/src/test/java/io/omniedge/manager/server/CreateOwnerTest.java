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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateOwnerTest {
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();

  @Test
  void saysWhatIsWrongWithANameAndHowItIsUsed() throws IOException {
    CommandLineRun run = create("--name", "Ann & Bob");
    String text = run.err();
    assertEquals(2, run.status(), text);
    assertTrue(text.contains("a user name begins with a letter or digit"), text);
    assertTrue(text.contains("Usage: omniedge-manager create-owner"), text);
    assertFalse(text.contains("Exception"), text);
  }

  private CommandLineRun create(String... more) throws IOException {
    Path settings = folder.resolve("manager.properties");
    Files.writeString(settings, "data=" + folder.resolve("data") + "\n");
    return CommandLineRun.of(
        Stream.concat(Stream.of("create-owner", "--config", settings.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void saysThatItMadeATenantAndWhichOthersThereAre() throws IOException {
    CommandLineRun first = create();
    assertEquals(0, first.status());
    assertEquals(
        "omniedge-manager: there was no tenant \"default\": it is made now\n", first.err());
    assertTrue(first.out().startsWith("https://"), first.out());
    assertEquals("", create("--api-key").err());
    assertEquals(
        "omniedge-manager: there was no tenant \"defualt\": it is made now, beside default\n",
        create("--tenant", "defualt").err());
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
