package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Role;
import io.omniedge.manager.people.password.OneTimeCode;
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

class AccountPageTest {
  private static final Pattern SECRET = Pattern.compile("name=\"secret\" value=\"([A-Z2-7]{32})\"");
  private static final String OTHER_PASSWORD = "seven green harbours";

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private Site site;
  private Visit viewer;

  @BeforeEach
  void open() {
    site = Site.open(folder, clock);
    site.addUser(Role.VIEWER);
    viewer = site.signedIn(Role.VIEWER);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static Map<String, String> change(String old, String fresh) {
    return Map.of("old", old, "password", fresh, "again", fresh);
  }

  private int enter(String password) {
    return site.visit()
        .post("/sign-in", Map.of("name", "viewer", "password", password))
        .statusCode();
  }

  @Test
  void changesOnesOwnPasswordWithTheOldOneOnly() {
    assertEquals(
        422, viewer.post("/account/password", change("wrong", OTHER_PASSWORD)).statusCode());
    assertEquals(
        422, viewer.post("/account/password", change(Site.PASSWORD, "viewer123")).statusCode());
    assertEquals(303, enter(Site.PASSWORD));
    assertEquals(
        303, viewer.post("/account/password", change(Site.PASSWORD, OTHER_PASSWORD)).statusCode());
    assertEquals(422, enter(Site.PASSWORD));
    assertEquals(303, enter(OTHER_PASSWORD));
  }

  @Test
  void anotherPasswordSignsOutEverybodyElse() {
    Visit elsewhere = site.signedIn(Role.VIEWER);
    viewer.post("/account/password", change(Site.PASSWORD, OTHER_PASSWORD));
    assertEquals(303, elsewhere.get("/").statusCode());
    assertTrue(viewer.get("/account").body().contains("Your password is changed"));
    assertFalse(viewer.get("/account").body().contains("Your password is changed"), "said once");
  }

  @Test
  void showsTheOtherBrowsersAndSignsThemOut() {
    Visit phone = site.visit().with("User-Agent", "Mozilla/5.0 (Android 16) Firefox/150.0");
    phone.signIn("viewer");
    assertTrue(viewer.get("/account").body().contains("Firefox on Android"));
    viewer.post("/account/others", Map.of());
    assertEquals(303, phone.get("/").statusCode());
    assertEquals(200, viewer.get("/").statusCode());
  }

  private String code(String secret) {
    return OneTimeCode.at(secret, clock.instant().getEpochSecond() / 30);
  }

  private String setUpCode() {
    Matcher secret = SECRET.matcher(viewer.get("/account/code").body());
    assertTrue(secret.find());
    HttpResponse<String> set =
        viewer.post(
            "/account/code",
            Map.of("secret", secret.group(1), "code", code(secret.group(1)), "old", Site.PASSWORD));
    assertEquals(303, set.statusCode(), set.body());
    return secret.group(1);
  }

  @Test
  void asksForACodeAtTheNextSignIn() {
    String secret = setUpCode();
    clock.advance(Duration.ofSeconds(30));
    Visit visit = site.visit();
    HttpResponse<String> first =
        visit.post(
            "/sign-in", Map.of("name", "viewer", "password", Site.PASSWORD, "next", "/device"));
    assertEquals("/sign-in/code?next=%2Fdevice", Visit.location(first));
    String half = visit.session();
    assertEquals(303, visit.get("/").statusCode(), "half a session opens nothing");
    assertEquals(422, visit.post("/sign-in/code", Map.of("code", "000000")).statusCode());
    String code = code(secret);
    HttpResponse<String> second =
        visit.post("/sign-in/code", Map.of("code", code, "next", "/device"));
    assertEquals("/device", Visit.location(second));
    assertNotEquals(half, visit.session());
    assertEquals(200, visit.get("/").statusCode());

    Visit spy = site.visit();
    spy.post("/sign-in", Map.of("name", "viewer", "password", Site.PASSWORD));
    assertEquals(
        422, spy.post("/sign-in/code", Map.of("code", code)).statusCode(), "a code works once");
  }

  @Test
  void guessesNoCode() {
    String secret = setUpCode();
    clock.advance(Duration.ofMinutes(1));
    Visit visit = site.visit();
    visit.post("/sign-in", Map.of("name", "viewer", "password", Site.PASSWORD));
    int tried = 0;
    for (int i = 0; i < 20; i++) {
      tried += visit.post("/sign-in/code", Map.of("code", "11111" + i)).statusCode() == 422 ? 1 : 0;
    }
    assertEquals(5, tried);
    assertEquals(429, visit.post("/sign-in/code", Map.of("code", code(secret))).statusCode());
  }

  @Test
  void whoKnowsThePasswordAndNoCodePushesNobodyOut() {
    setUpCode();
    for (int i = 0; i < 25; i++) {
      site.visit().post("/sign-in", Map.of("name", "viewer", "password", Site.PASSWORD));
    }
    assertEquals(200, viewer.get("/").statusCode());
  }

  @Test
  void halfASessionEndsAfterFiveMinutes() {
    String secret = setUpCode();
    Visit visit = site.visit();
    visit.post("/sign-in", Map.of("name", "viewer", "password", Site.PASSWORD));
    clock.advance(Duration.ofMinutes(6));
    HttpResponse<String> late = visit.post("/sign-in/code", Map.of("code", code(secret)));
    assertEquals("/sign-in", Visit.location(late));
  }

  @Test
  void takesTheSecondFactorAwayWithThePasswordOnly() {
    setUpCode();
    assertEquals(422, viewer.post("/account/code/remove", Map.of("old", "wrong")).statusCode());
    assertEquals(
        303, viewer.post("/account/code/remove", Map.of("old", Site.PASSWORD)).statusCode());
    Visit visit = site.visit();
    visit.post("/sign-in", Map.of("name", "viewer", "password", Site.PASSWORD));
    assertEquals(200, visit.get("/").statusCode());
  }

  @Test
  void anApiKeyHasNoAccount() {
    Visit program = site.visit().with("Authorization", "Bearer key-viewer");
    assertEquals(403, program.get("/account").statusCode());
    assertEquals(403, program.post("/account/others", Map.of()).statusCode());
  }
}
