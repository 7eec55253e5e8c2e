package io.omniedge.gateway.console.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request may do. */
class ConsoleServletTest {
  private static final String PUMP = "/configuration/of/" + FakeGateway.PUMP;

  @TempDir Path folder;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    desk = new Desk(folder).withUsers();
  }

  private void nothingChanged() {
    assertEquals(List.of(), desk.gateway.changes);
    assertEquals(2, desk.users.roles().size());
  }

  @Test
  void changesNeedTheTokenOfTheSession() {
    String token = desk.administrator();
    String other = desk.administrator();
    for (String csrf : new String[] {"", "guessed", desk.csrf(other), token}) {
      Visit visit = Visit.post(PUMP).cookie(token).with("csrf", csrf).with("speed", "9");
      assertEquals(403, visit.at(desk.page).status());
    }
    Visit without = Visit.post(PUMP).cookie(token).with("speed", "9");
    assertEquals(403, without.at(desk.page).status());
    Visit inAddress = Visit.post(PUMP + "?csrf=" + desk.csrf(token)).cookie(token);
    assertEquals(403, inAddress.with("speed", "9").at(desk.page).status());
    Visit signOut = Visit.post("/sign-out").cookie(token);
    assertEquals(403, signOut.at(desk.page).status());
    nothingChanged();
    assertTrue(desk.isIn(token));

    assertEquals(303, desk.form(token, PUMP).with("speed", "9").at(desk.page).status());
    assertEquals(List.of("updateConfiguration " + FakeGateway.PUMP), desk.gateway.changes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "none", ""})
  void changesComeFromAPageOfOursByWhatTheBrowserSays(String site) {
    String token = desk.administrator();
    Visit visit =
        desk.form(token, PUMP)
            .header("Sec-Fetch-Site", site)
            .header("Origin", "https://192.168.50.1:8443");
    assertEquals(403, visit.at(desk.page).status());
    nothingChanged();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://192.168.50.1:8443",
        "https://192.168.50.1",
        "https://192.168.50.1:8443.evil.example",
        "https://192.168.50.1:8443/",
        "null",
        ""
      })
  void changesComeFromAPageOfOursByItsOrigin(String origin) {
    String token = desk.administrator();
    Visit foreign = desk.form(token, PUMP).without("Sec-Fetch-Site").header("Origin", origin);
    assertEquals(403, foreign.at(desk.page).status());
    assertEquals(
        403, desk.form(token, PUMP).without("Sec-Fetch-Site").at(desk.page).status(), "untold");
    Visit noHost =
        desk.form(token, PUMP)
            .without("Sec-Fetch-Site")
            .without("Host")
            .header("Origin", "https://null");
    assertEquals(403, noHost.at(desk.page).status());
    nothingChanged();
    Visit ours =
        desk.form(token, PUMP)
            .without("Sec-Fetch-Site")
            .header("Origin", "https://192.168.50.1:8443");
    assertEquals(303, ours.with("speed", "9").at(desk.page).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PUMP,
        PUMP + "/delete",
        "/configuration/new/" + FakeGateway.PUMP,
        "/snapshots",
        "/users/add",
        "/users/delete",
        "/bundles",
        "/logs",
        "/health",
        "/"
      })
  void aViewerChangesNothing(String path) {
    String token = desk.viewer();
    Visit visit =
        desk.form(token, path)
            .with("name", "alice")
            .with("password", Desk.PASSWORD)
            .with("role", "ADMINISTRATOR")
            .with("id", "0")
            .with("instance", "x")
            .with("speed", "9");
    assertEquals(403, visit.at(desk.page).status());
    nothingChanged();
  }

  @Test
  void aViewerSeesNoButtonThatChangesSomething() {
    String token = desk.viewer();
    for (String path : List.of("/", "/configuration", PUMP, "/snapshots", "/bundles")) {
      Visit visit = Visit.get(path).cookie(token).at(desk.page);
      assertEquals(200, visit.status(), path);
      String form = visit.text().replaceAll("(?s)<form class=\"account\".*?</form>", "");
      assertFalse(form.contains("<button"), path);
      assertFalse(visit.text().contains("/system/console"), path);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "post", "BREW"})
  void otherMethodsAreRefused(String method) {
    Visit visit = Visit.of(method, PUMP).cookie(desk.administrator()).at(desk.page);
    assertEquals(405, visit.status());
    assertEquals("GET, HEAD, POST", visit.answer("Allow"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/assets",
        "/assets/",
        "/assets/nothing",
        "/assets/../web/Access.class",
        "/assets/Access.class",
        "/assets/console.css/x",
        "/configuration/of/nothing",
        "/configuration/nothing",
        "/configuration/of/x/y",
        "/tunnels/nothing"
      })
  void unknownPagesAreNotFound(String path) {
    assertEquals(404, Visit.get(path).cookie(desk.administrator()).at(desk.page).status());
  }

  @Test
  void onlyTheAddressOfAComponentDeletesIt() {
    String token = desk.administrator();
    assertEquals(404, desk.form(token, "/configuration/new/x/delete").at(desk.page).status());
    nothingChanged();
    assertEquals(303, desk.form(token, "/configuration/of/x/delete").at(desk.page).status());
    assertEquals(List.of("deleteFactoryConfiguration x"), desk.gateway.changes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/users",
        "/nothing",
        "/assets/console.css",
        "/assets/x",
        "/sign-in",
        "/sign-in?x=%zz"
      })
  void everyAnswerForbidsBrowsersWhatTheyMustNotDo(String path) throws Exception {
    Desk empty = new Desk(Files.createDirectory(folder.resolve("empty")));
    Desk broken = new Desk(folder);
    broken.gateway.broken = true;
    for (Visit visit :
        List.of(
            Visit.get(path).at(desk.page),
            Visit.get(path).cookie(desk.administrator()).at(desk.page),
            Visit.get(path).cookie(broken.administrator()).at(broken.page),
            Visit.post(path).header("Sec-Fetch-Site", "cross-site").at(desk.page),
            Visit.of("PUT", path).at(desk.page),
            Visit.get(path).at(empty.page))) {
      String policy = visit.answer("Content-Security-Policy");
      assertTrue(policy.contains("default-src 'none'"), policy);
      assertTrue(policy.contains("frame-ancestors 'none'"), policy);
      assertFalse(policy.contains("unsafe"), policy);
      assertEquals("nosniff", visit.answer("X-Content-Type-Options"));
      assertEquals("same-origin", visit.answer("Referrer-Policy"));
      boolean asset = visit.status() == 200 && path.startsWith("/assets/");
      assertEquals(
          asset ? "public, max-age=86400" : "no-store", visit.answer("Cache-Control"), path);
    }
  }

  @Test
  void aFailingPageTellsNoDetails() {
    desk.gateway.broken = true;
    Visit visit = Visit.get("/").cookie(desk.administrator()).at(desk.page);
    assertEquals(500, visit.status());
    assertTrue(visit.text().contains("This page failed"));
    assertFalse(visit.text().contains("secret detail"));
    assertFalse(visit.text().contains("Exception"));
  }

  @Test
  void aFullDiskIsAFailingPageToo() throws Exception {
    String token = desk.administrator();
    Path away = folder.resolveSibling(folder.getFileName() + "-away");
    Files.move(folder, away);
    try {
      Visit visit =
          desk.form(token, "/users/add").with("name", "carla").with("password", Desk.PASSWORD);
      assertEquals(500, visit.at(desk.page).status());
      assertFalse(visit.text().contains(folder.toString()));
      nothingChanged();
    } finally {
      Files.move(away, folder);
    }
  }

  @Test
  void whatAChangeCameToIsSaidOnceAndNotToARefresh() {
    String token = desk.administrator();
    desk.form(token, PUMP).with("speed", "9").at(desk.page);
    Visit refresh = Visit.get(PUMP).cookie(token).header("HX-Request", "true").at(desk.page);
    assertFalse(refresh.text().contains("Saved;"));
    assertTrue(Visit.get(PUMP).cookie(token).at(desk.page).text().contains("Saved;"));
    assertFalse(Visit.get(PUMP).cookie(token).at(desk.page).text().contains("Saved;"));
  }

  @Test
  void changingOnesPasswordNeedsTheOldOneAndSignsOutElsewhere() throws Exception {
    String here = desk.viewer();
    String there = desk.viewer();
    Visit wrong = ownPassword(here, "guess", "another kettle 9").at(desk.page);
    assertEquals(422, wrong.status());
    assertTrue(desk.isIn(there));
    assertEquals(303, ownPassword(here, Desk.PASSWORD, "another kettle 9").at(desk.page).status());
    assertTrue(desk.isIn(here));
    assertFalse(desk.isIn(there));
    assertTrue(desk.users.authenticate("bruno", "another kettle 9").isPresent());
  }

  @Test
  void whoSitsDownAtAnOpenPageCannotGuessThePassword() {
    String token = desk.viewer();
    for (int i = 0; i < 5; i++) {
      assertEquals(422, ownPassword(token, "guess " + i, "another one 9").at(desk.page).status());
    }
    assertEquals(429, ownPassword(token, "guess", "another one 9").at(desk.page).status());
  }

  private Visit ownPassword(String token, String old, String fresh) {
    return desk.form(token, "/users/own-password")
        .with("old", old)
        .with("password", fresh)
        .with("again", fresh);
  }

  @Test
  void anAdministratorAddsAndRemovesUsersAndSignsThemOut() {
    String token = desk.administrator();
    String viewer = desk.viewer();
    Visit add = desk.form(token, "/users/add").with("name", "carla").with("password", "short");
    assertEquals(422, add.at(desk.page).status());
    assertEquals(
        303, desk.form(token, "/users/delete").with("name", "bruno").at(desk.page).status());
    assertFalse(desk.isIn(viewer));
    assertEquals(
        422, desk.form(token, "/users/delete").with("name", "alice").at(desk.page).status());
    assertTrue(desk.isIn(token));
  }

  @Test
  void aRoleThatIsNoneIsTheLesser() {
    Visit visit =
        desk.form(desk.administrator(), "/users/add")
            .with("name", "carla")
            .with("password", Desk.PASSWORD)
            .with("role", "ROOT");
    assertEquals(303, visit.at(desk.page).status());
    assertEquals("VIEWER", String.valueOf(desk.users.roles().get("carla")));
  }
}
