package io.omniedge.gateway.console.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.console.users.Role;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody gets who is not signed in, and how they come in. */
class DoorTest {
  @TempDir Path folder;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    desk = new Desk(folder);
  }

  private static Visit signIn(String name, String password) {
    return Visit.post("/sign-in").with("name", name).with("password", password);
  }

  private Visit setUp(String code) {
    return Visit.post("/setup")
        .with("code", code)
        .with("name", "alice")
        .with("password", Desk.PASSWORD)
        .with("again", Desk.PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/users", "/sign-in", "/configuration/of/x", "/nothing", "/setup/x"})
  void beforeTheFirstUserEveryPageIsTheSetup(String path) {
    Visit visit = Visit.get(path).at(desk.page);
    assertEquals(303, visit.status());
    assertEquals("/setup", visit.answer("Location"));
  }

  @Test
  void theFirstUserNeedsTheCode() {
    Visit wrong = setUp("AAAA-AAAA").at(desk.page);
    assertEquals(422, wrong.status());
    assertFalse(wrong.text().contains(desk.code.text()));
    assertTrue(desk.users.isEmpty());
    Visit right = setUp(desk.code.text()).at(desk.page);
    assertEquals(303, right.status());
    assertTrue(desk.isIn(right.givenToken()));
    assertEquals(Map.of("alice", Role.ADMINISTRATOR), desk.users.roles());
  }

  @Test
  void theCodeIsGoodForOneUser() {
    setUp(desk.code.text()).at(desk.page);
    Visit again = setUp(desk.code.text()).at(desk.page);
    assertEquals("/sign-in", again.answer("Location"));
    assertEquals(1, desk.users.roles().size());
  }

  @Test
  void guessingTheCodeIsSlowed() {
    for (int i = 0; i < 5; i++) {
      assertEquals(422, setUp("AAAA-AAA" + i).at(desk.page).status());
    }
    assertEquals(429, setUp(desk.code.text()).at(desk.page).status());
    assertTrue(desk.users.isEmpty());
  }

  @Test
  void aSetupThatIsWrongOtherwiseSaysSo() {
    Visit visit =
        Visit.post("/setup")
            .with("code", desk.code.text())
            .with("name", "alice")
            .with("password", Desk.PASSWORD)
            .with("again", "other")
            .at(desk.page);
    assertEquals(422, visit.status());
    assertTrue(visit.text().contains("not the same"));
    assertFalse(visit.text().contains(Desk.PASSWORD), "a password is never in a page");
  }

  @Test
  void nobodyElseSeesAnything() throws Exception {
    desk.withUsers();
    for (String path : new String[] {"/users", "/tunnels/x", "/nothing", "/sign-out"}) {
      Visit visit = Visit.get(path).cookie("guessed").at(desk.page);
      assertEquals(303, visit.status());
      assertEquals("/sign-in?next=" + Exchange.encoded(path), visit.answer("Location"));
      assertEquals("", visit.text());
    }
    Visit post = Visit.post("/configuration/of/" + FakeGateway.PUMP).with("speed", "9");
    assertEquals("/sign-in", post.at(desk.page).answer("Location"));
    assertTrue(desk.gateway.changes.isEmpty());
  }

  @Test
  void theCookieIsForThisHostAndForTlsAndForNoScript() throws Exception {
    Visit visit = signIn("alice", Desk.PASSWORD).at(desk.withUsers().page);
    assertEquals("/", visit.answer("Location"));
    assertTrue(
        visit
            .answer("Set-Cookie")
            .matches("__Host-omniedge=[\\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict"),
        visit.answer("Set-Cookie"));
    assertTrue(desk.isIn(visit.givenToken()));
  }

  @Test
  void aWrongNameAndAWrongPasswordAreToldAlike() throws Exception {
    desk.withUsers();
    Visit name = signIn("nobody", Desk.PASSWORD).at(desk.page);
    Visit password = signIn("alice", "wrong").at(desk.page);
    assertEquals(422, name.status());
    assertEquals(name.text().replace("nobody", "alice"), password.text());
    assertEquals("", name.answer("Set-Cookie"));
  }

  @Test
  void guessingIsSlowedAndTheRightPasswordWaitsToo() throws Exception {
    desk.withUsers();
    for (int i = 0; i < 5; i++) {
      assertEquals(422, signIn("alice", "wrong " + i).at(desk.page).status());
    }
    Visit refused = signIn("alice", Desk.PASSWORD).at(desk.page);
    assertEquals(429, refused.status());
    assertTrue(refused.text().contains("try again in"));
    assertEquals(303, signIn("alice", Desk.PASSWORD).from("192.168.50.3").at(desk.page).status());
    desk.clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertEquals(303, signIn("alice", Desk.PASSWORD).at(desk.page).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/a\r\nSet-Cookie: x=y",
        "/[",
        "/a b",
        "/\u00e4",
        "/%",
        "/|"
      })
  void goesNowhereElseAfterSignIn(String next) throws Exception {
    desk.withUsers();
    Visit visit = signIn("alice", Desk.PASSWORD).with("next", next).at(desk.page);
    assertEquals(303, visit.status());
    assertEquals("/", visit.answer("Location"));
    Visit shown = Visit.get("/sign-in?next=" + Exchange.encoded(next)).at(desk.page);
    assertTrue(shown.text().contains("name=\"next\" value=\"/\""));
  }

  @Test
  void goesWhereOneWantedToBeAfterSignIn() throws Exception {
    desk.withUsers();
    Visit visit = signIn("alice", Desk.PASSWORD).with("next", "/tunnels/a%2Fb?x=1").at(desk.page);
    assertEquals("/tunnels/a%2Fb?x=1", visit.answer("Location"));
  }

  @Test
  void signingOutEndsTheSessionAndTakesTheCookie() throws Exception {
    desk.withUsers();
    String token = desk.administrator();
    String other = desk.administrator();
    Visit visit = desk.form(token, "/sign-out").at(desk.page);
    assertEquals("/sign-in", visit.answer("Location"));
    assertTrue(visit.answer("Set-Cookie").contains("Max-Age=0"));
    assertFalse(desk.isIn(token));
    assertTrue(desk.isIn(other));
  }

  @Test
  void aRefreshOfThePageItselfDoesNotProlongTheSession() throws Exception {
    desk.withUsers();
    String token = desk.viewer();
    desk.clock.addAndGet(Desk.IDLE);
    assertEquals(
        200, Visit.get("/").cookie(token).header("HX-Request", "true").at(desk.page).status());
    desk.clock.addAndGet(1);
    assertFalse(desk.isIn(token));

    String used = desk.viewer();
    desk.clock.addAndGet(Desk.IDLE);
    assertTrue(desk.isIn(used));
    desk.clock.addAndGet(Desk.IDLE);
    assertTrue(desk.isIn(used), "a click did");
  }

  @Test
  void whoIsAUserNoMoreIsOut() throws Exception {
    desk.withUsers();
    String token = desk.viewer();
    desk.users.remove("bruno");
    assertFalse(desk.isIn(token), "however the session came to be");
    desk.users.add("bruno", Desk.PASSWORD, Role.ADMINISTRATOR);
    assertFalse(desk.isIn(token), "nor is it a session of the new one");
  }
}
