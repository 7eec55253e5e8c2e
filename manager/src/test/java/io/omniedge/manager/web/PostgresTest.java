package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Role;
import io.omniedge.manager.store.DatabaseSettings;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements that people and their programs need, on PostgreSQL. */
class PostgresTest {
  @TempDir Path folder;
  private final TestClock clock = new TestClock();

  @Test
  void peopleAndProgramsWorkOnPostgresqlToo() throws IOException, ProtocolException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        Site site =
            Site.open(
                DatabaseSettings.postgresql(
                    postgres.getJdbcUrl("postgres", "postgres"),
                    Optional.of("postgres"),
                    Optional.empty()),
                folder,
                Site.freePort(),
                clock)) {
      site.addUser(Role.OWNER);
      String admin = site.addUser(Role.ADMIN);
      Visit owner = site.signedIn(Role.OWNER);
      assertEquals(303, owner.post("/users/" + admin + "/disable", Map.of()).statusCode());
      assertEquals(303, owner.post("/users/" + admin + "/enable", Map.of()).statusCode());
      assertEquals(
          303, owner.post("/users/" + admin + "/role", Map.of("role", "auditor")).statusCode());
      assertEquals(200, owner.post("/users/" + admin + "/reset", Map.of()).statusCode());
      String self = site.people().all(site.tenant).getLast().id();
      assertEquals(409, owner.post("/users/" + self + "/remove", Map.of()).statusCode());
      assertEquals(303, owner.post("/users/" + admin + "/remove", Map.of()).statusCode());
      assertEquals(200, owner.get("/").statusCode());
      for (int i = 0; i < 25; i++) {
        site.signedIn(Role.OWNER);
        clock.advance(Duration.ofMinutes(1));
      }
      assertEquals(303, owner.get("/").statusCode(), "the oldest made room");
      assertProgram(site);
    }
  }

  private void assertProgram(Site site) throws ProtocolException {
    Visit program = site.visit().without("Sec-Fetch-Site").without("Accept");
    Visit owner = site.signedIn(Role.OWNER);
    Fields begun =
        program.program("/oauth/device_authorization", 200, Map.of("client_id", "omniedge-cli"));
    Map<String, String> poll =
        Map.of(
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "client_id",
            "omniedge-cli",
            "device_code",
            begun.text("device_code", 100));
    program.program("/oauth/token", 400, poll);
    owner.post("/device", Map.of("code", begun.text("user_code", 20), "decision", "approve"));
    Fields tokens = program.program("/oauth/token", 200, poll);
    Map<String, String> refresh =
        Map.of(
            "grant_type",
            "refresh_token",
            "client_id",
            "omniedge-cli",
            "refresh_token",
            tokens.text("refresh_token", 200));
    program.program("/oauth/token", 200, refresh);
    program.program("/oauth/token", 400, refresh);
    assertTrue(owner.get("/account").body().contains("None acts for you"));
  }
}
