package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Role;
import io.omniedge.manager.audit.Audit;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTest {
  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private Site site;

  @BeforeEach
  void open() {
    site = Site.open(folder, clock);
    site.addUser(Role.OWNER);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static HttpResponse<String> enter(Visit visit, String name, String password) {
    return visit.post("/sign-in", Map.of("name", name, "password", password));
  }

  @Test
  void letsInWithTheRightPasswordOnly() {
    Visit visit = site.visit();
    assertEquals(422, enter(visit, "owner", "wrong").statusCode());
    assertEquals(422, enter(visit, "nobody", Site.PASSWORD).statusCode());
    assertEquals(422, enter(visit, "owner", "").statusCode());
    assertEquals("", visit.session());
    HttpResponse<String> entered = enter(visit, " Owner ", Site.PASSWORD);
    assertEquals(303, entered.statusCode());
    assertEquals("/", Visit.location(entered));
    assertEquals(200, visit.get("/").statusCode());
  }

  @Test
  void saysTheSameOfAWrongPasswordAndAnUnknownName() {
    String wrong = enter(site.visit(), "owner", "wrong").body();
    String unknown = enter(site.visit(), "owned", "wrong").body();
    assertEquals(wrong, unknown.replace("owned", "owner"));
  }

  @Test
  void keepsTheCookieFromScriptsAndOtherHosts() {
    String cookie =
        enter(site.visit(), "owner", Site.PASSWORD).headers().firstValue("Set-Cookie").orElse("");
    assertTrue(
        cookie.matches("__Host-omniedge=[A-Za-z0-9_-]{32}; Path=/; Secure; HttpOnly; SameSite=Lax"),
        cookie);
  }

  @Test
  void sendsWhoIsNotSignedInToTheSignInAndBack() {
    Visit visit = site.visit();
    HttpResponse<String> refused = visit.get("/users?x=1");
    assertEquals(303, refused.statusCode());
    assertEquals("/sign-in?next=%2Fusers%3Fx%3D1", Visit.location(refused));
    HttpResponse<String> entered =
        visit.post(
            "/sign-in", Map.of("name", "owner", "password", Site.PASSWORD, "next", "/users?x=1"));
    assertEquals("/users?x=1", Visit.location(entered));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/sign-in",
        ""
      })
  void sendsNobodyElsewhere(String next) {
    HttpResponse<String> entered =
        site.visit()
            .post("/sign-in", Map.of("name", "owner", "password", Site.PASSWORD, "next", next));
    assertEquals("/", Visit.location(entered));
  }

  @Test
  void givesAnotherSessionThanTheOneThatWasPlanted() {
    Visit attacker = site.visit();
    enter(attacker, "owner", Site.PASSWORD);
    String planted = attacker.session();
    Visit victim = site.visit();
    victim.cookies().put("__Host-omniedge", planted);
    enter(victim, "owner", Site.PASSWORD);
    assertNotEquals(planted, victim.session());
    assertEquals(303, attacker.get("/").statusCode(), "the planted one has ended");
    assertEquals(200, victim.get("/").statusCode());
  }

  @Test
  void takesNoSessionThatItDidNotMake() {
    Visit visit = site.visit();
    visit.cookies().put("__Host-omniedge", "A".repeat(32));
    assertEquals(303, visit.get("/").statusCode());
    visit.cookies().put("__Host-omniedge", "");
    assertEquals(303, visit.get("/").statusCode());
    visit.cookies().put("__Host-omniedge", "' or 1=1 --");
    assertEquals(303, visit.get("/").statusCode());
  }

  @Test
  void signsOutForGood() {
    Visit visit = site.signedIn(Role.OWNER);
    String before = visit.session();
    assertEquals("/sign-in", Visit.location(visit.post("/sign-out", Map.of())));
    assertEquals("", visit.session());
    visit.cookies().put("__Host-omniedge", before);
    assertEquals(303, visit.get("/").statusCode());
  }

  @Test
  void endsASessionThatNobodyUsesForEightHours() {
    Visit visit = site.signedIn(Role.OWNER);
    clock.advance(Duration.ofHours(7));
    assertEquals(200, visit.get("/").statusCode());
    clock.advance(Duration.ofHours(7));
    assertEquals(200, visit.get("/").statusCode(), "used in between");
    clock.advance(Duration.ofHours(8).plusMinutes(2));
    assertEquals(303, visit.get("/").statusCode());
  }

  @Test
  void aPageThatRefreshesItselfKeepsNoSessionOpen() {
    Visit visit = site.signedIn(Role.OWNER).with("HX-Request", "true");
    for (int hours = 0; hours < 8; hours++) {
      assertEquals(200, visit.get("/").statusCode());
      clock.advance(Duration.ofHours(1));
    }
    clock.advance(Duration.ofMinutes(1));
    HttpResponse<String> ended = visit.get("/");
    assertEquals(401, ended.statusCode());
    assertEquals("/sign-in", ended.headers().firstValue("HX-Redirect").orElse(""));
  }

  @Test
  void endsEverySessionAfterSevenDays() {
    Visit visit = site.signedIn(Role.OWNER);
    for (int hours = 0; hours < 7 * 24; hours += 6) {
      assertEquals(200, visit.get("/").statusCode());
      clock.advance(Duration.ofHours(6));
    }
    clock.advance(Duration.ofMinutes(1));
    assertEquals(303, visit.get("/").statusCode());
  }

  @Test
  void keepsTheDatabaseFromTellingASession() {
    Visit visit = site.signedIn(Role.OWNER);
    List<String> kept =
        site.database.read(
            h -> h.createQuery("select token_hash from session").mapTo(String.class).list());
    assertFalse(kept.isEmpty());
    assertFalse(kept.contains(visit.session()));
  }

  @Test
  void slowsGuessesThatComeAtOnceAsThoseInTurn() throws InterruptedException, ExecutionException {
    List<Future<Integer>> guesses = new ArrayList<>();
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 60; i++) {
        String guess = "guess " + i;
        guesses.add(crowd.submit(() -> enter(site.visit(), "owner", guess).statusCode()));
      }
    }
    int tried = 0;
    for (Future<Integer> guess : guesses) {
      assertTrue(guess.get() == 422 || guess.get() == 429, "status " + guess.get());
      tried += guess.get() == 422 ? 1 : 0;
    }
    assertEquals(10, tried);
    HttpResponse<String> late = enter(site.visit(), "owner", Site.PASSWORD);
    assertEquals(429, late.statusCode(), "the right one has to wait too");
    assertTrue(late.headers().firstValue("Retry-After").isPresent());
    clock.advance(Duration.ofMinutes(10));
    assertEquals(303, enter(site.visit(), "owner", Site.PASSWORD).statusCode());
  }

  @Test
  void asksForTheOrganisationWhenThereAreSeveral() {
    assertFalse(site.visit().get("/sign-in").body().contains("Organisation"));
    site.addTenant("t-other", "Other");
    site.addUser("t-other", Role.VIEWER, "owner");
    assertTrue(site.visit().get("/sign-in").body().contains("Organisation"));
    assertEquals(422, enter(site.visit(), "owner", Site.PASSWORD).statusCode());
    Visit other = site.visit();
    other.post("/sign-in", Map.of("tenant", "Other", "name", "owner", "password", Site.PASSWORD));
    assertEquals(403, other.get("/users").statusCode(), "viewer there, owner here");
    Visit here = site.visit();
    here.post("/sign-in", Map.of("tenant", "Plant", "name", "owner", "password", Site.PASSWORD));
    assertEquals(200, here.get("/users").statusCode());
  }

  @Test
  void writesEverySignInIntoTheAuditLog() {
    enter(site.visit(), "owner", "wrong");
    enter(site.visit(), "a password in the wrong field", "wrong");
    enter(site.visit(), "owner", Site.PASSWORD);
    List<String> actions =
        site.database.read(h -> Audit.following(h, site.tenant, 0, 100)).stream()
            .map(Audit.Entry::action)
            .toList();
    assertEquals(
        List.of(
            "person.added",
            "person.password",
            "person.sign-in-refused",
            "person.sign-in-refused",
            "person.signed-in"),
        actions);
    assertFalse(
        site.database.read(h -> Audit.following(h, site.tenant, 0, 100)).stream()
            .anyMatch(entry -> entry.toJson().toJson().contains("wrong field")));
    assertEquals(
        0, site.database.read(h -> Audit.verify(h, site.tenant)).wrong(), "the chain is whole");
  }
}
