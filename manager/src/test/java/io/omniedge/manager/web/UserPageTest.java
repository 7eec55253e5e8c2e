package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Role;
import io.omniedge.manager.people.Person;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserPageTest {
  private static final Pattern LINK =
      Pattern.compile("https://localhost:\\d+(/invitation/[^<\"]+)");

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private Site site;
  private String ownerId;
  private Visit owner;

  @BeforeEach
  void open() {
    site = Site.open(folder, clock);
    ownerId = site.addUser(Role.OWNER);
    owner = site.signedIn(Role.OWNER);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static String link(HttpResponse<String> answer) {
    Matcher link = LINK.matcher(answer.body());
    assertTrue(link.find(), answer.body());
    return link.group(1);
  }

  private static Map<String, String> password(String password) {
    return Map.of("password", password, "again", password);
  }

  private Person person(String id) {
    return site.people().find(site.tenant, id).orElseThrow();
  }

  @Test
  void invitesSomebodyByALinkThatWorksOnce() {
    String link = link(owner.post("/users", Map.of("name", "Berta@Plant", "role", "operator")));
    Visit berta = site.visit();
    assertTrue(berta.get(link).body().contains("berta@plant"));
    assertEquals(422, berta.post(link, password("short")).statusCode());
    HttpResponse<String> set = berta.post(link, password("seven green harbours"));
    assertEquals("/", Visit.location(set));
    assertEquals(200, berta.get("/").statusCode());
    assertEquals(404, site.visit().get(link).statusCode());
    assertEquals(404, site.visit().post(link, password("mallory was here first")).statusCode());
    HttpResponse<String> entered =
        site.visit()
            .post("/sign-in", Map.of("name", "berta@plant", "password", "seven green harbours"));
    assertEquals(303, entered.statusCode());
  }

  @Test
  void anInvitationEndsAfterThreeDays() {
    String link = link(owner.post("/users", Map.of("name", "berta", "role", "viewer")));
    clock.advance(Duration.ofDays(3));
    assertEquals(404, site.visit().get(link).statusCode());
    assertEquals(404, site.visit().post(link, password("seven green harbours")).statusCode());
  }

  @Test
  void aResetTakesPasswordSessionsAndOlderLinksAway() {
    String id = site.addUser(Role.OPERATOR);
    Visit operator = site.signedIn(Role.OPERATOR);
    String first = link(owner.post("/users/" + id + "/reset", Map.of()));
    assertEquals(303, operator.get("/").statusCode());
    assertEquals(
        422,
        site.visit()
            .post("/sign-in", Map.of("name", "operator", "password", Site.PASSWORD))
            .statusCode());
    String second = link(owner.post("/users/" + id + "/reset", Map.of()));
    assertEquals(404, site.visit().get(first).statusCode());
    assertEquals(303, site.visit().post(second, password("seven green harbours")).statusCode());
  }

  @Test
  void whoIsDisabledIsOutAtOnceAndStaysOut() {
    String id = site.addUser(Role.ADMIN);
    Visit admin = site.signedIn(Role.ADMIN);
    owner.post("/users/" + id + "/disable", Map.of());
    assertEquals(303, admin.get("/").statusCode());
    Map<String, String> credentials = Map.of("name", "admin", "password", Site.PASSWORD);
    assertEquals(422, site.visit().post("/sign-in", credentials).statusCode());
    owner.post("/users/" + id + "/enable", Map.of());
    assertEquals(303, site.visit().post("/sign-in", credentials).statusCode());
  }

  @Test
  void anotherRoleHoldsFromTheNextRequest() {
    String id = site.addUser(Role.ADMIN);
    Visit admin = site.signedIn(Role.ADMIN);
    assertEquals(200, admin.get("/users").statusCode());
    owner.post("/users/" + id + "/role", Map.of("role", "viewer"));
    assertEquals(403, admin.get("/users").statusCode());
  }

  @Test
  void theLastOwnerStays() {
    for (String change : new String[] {"disable", "remove"}) {
      HttpResponse<String> answer = owner.post("/users/" + ownerId + "/" + change, Map.of());
      assertEquals(409, answer.statusCode(), change);
      assertTrue(answer.body().contains("only owner"), change);
    }
    assertEquals(
        409, owner.post("/users/" + ownerId + "/role", Map.of("role", "admin")).statusCode());
    // Somebody who was invited and never came does not count.
    owner.post("/users", Map.of("name", "ghost", "role", "owner"));
    assertEquals(409, owner.post("/users/" + ownerId + "/remove", Map.of()).statusCode());
    site.addUser(site.tenant, Role.OWNER, "second");
    assertEquals(
        303, owner.post("/users/" + ownerId + "/role", Map.of("role", "admin")).statusCode());
    assertEquals(Role.ADMIN, person(ownerId).role());
  }

  @Test
  void anAdminTouchesNoOwnerAndMakesNone() {
    site.addUser(Role.ADMIN);
    Visit admin = site.signedIn(Role.ADMIN);
    for (String change : new String[] {"disable", "remove", "reset", "role"}) {
      HttpResponse<String> answer =
          admin.post("/users/" + ownerId + "/" + change, Map.of("role", "viewer"));
      assertEquals(403, answer.statusCode(), change);
    }
    assertEquals(403, admin.post("/users", Map.of("name", "eve", "role", "owner")).statusCode());
    assertEquals(Role.OWNER, person(ownerId).role());
    assertFalse(person(ownerId).isDisabled());
  }

  @Test
  void nobodyTouchesPeopleOfAnotherTenant() {
    site.addTenant("t-other", "Other");
    String id = site.addUser("t-other", Role.VIEWER, "victim");
    for (String change : new String[] {"disable", "remove", "reset", "role"}) {
      assertEquals(
          404, owner.post("/users/" + id + "/" + change, Map.of("role", "admin")).statusCode());
    }
    assertFalse(owner.get("/users").body().contains("victim"));
  }

  @Test
  void keepsWhatWasTypedWhenItIsWrongAndSaysWhy() {
    HttpResponse<String> answer =
        owner.post(
            "/users", Map.of("name", "no spaces here", "email", "a@b.example", "role", "auditor"));
    assertEquals(422, answer.statusCode());
    assertTrue(answer.body().contains("role=\"alert\""), answer.body());
    assertTrue(answer.body().contains("value=\"no spaces here\""));
    assertTrue(answer.body().contains("<option value=\"auditor\" selected>"));
    assertEquals(409, owner.post("/users", Map.of("name", "owner", "role", "viewer")).statusCode());
    assertEquals(422, owner.post("/users", Map.of("name", "x", "role", "emperor")).statusCode());
  }

  @Test
  void showsHostileTextAsText() {
    String hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    for (String field : new String[] {"name", "email", "role"}) {
      Map<String, String> sent =
          Map.of(
              "name",
              field.equals("name") ? hostile : "ok",
              "email",
              field.equals("email") ? hostile : "",
              "role",
              field.equals("role") ? hostile : "viewer");
      assertHarmless(owner.post("/users", sent));
    }
    assertHarmless(owner.get("/device?code=" + View.encoded(hostile)));
    assertHarmless(owner.get("/users/" + View.encoded(hostile)));
    assertHarmless(
        site.visit()
            .get("/sign-in?next=" + View.encoded(hostile) + "&tenant=" + View.encoded(hostile)));
    assertHarmless(site.visit().get("/invitation/" + View.encoded(hostile)));
    assertHarmless(site.visit().post("/sign-in", Map.of("name", hostile, "password", hostile)));
    // What a browser calls itself stands on the account page.
    Visit odd =
        site.visit().with("User-Agent", "Firefox/<script>alert(1)</script>").signIn("owner");
    assertHarmless(odd.get("/account"));
  }

  private static void assertHarmless(HttpResponse<String> answer) {
    assertFalse(answer.body().contains("<script>alert"), answer.body());
    assertFalse(answer.body().contains("<img src=x"), answer.body());
    assertTrue(answer.statusCode() < 500, "status " + answer.statusCode());
  }

  @Test
  void everyPageForbidsForeignScriptsAndFrames() {
    for (String path :
        new String[] {"/", "/users", "/account", "/device", "/sign-in", "/nothing"}) {
      HttpResponse<String> answer = owner.get(path);
      String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
      assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), path + policy);
      assertFalse(policy.contains("unsafe"), path);
      assertTrue(policy.contains("frame-ancestors 'none'"), path);
      assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
      assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""), path);
      assertFalse(answer.body().matches("(?s).*\\son\\w+=.*"), path + " has a handler inline");
      assertFalse(answer.body().contains("style="), path + " has a style inline");
    }
  }
}
