package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Role;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The device authorization grant [RFC 8628] as a command line and a person use it. */
class OAuthTest {
  private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private Site site;
  private Visit program;
  private Visit operator;

  @BeforeEach
  void open() {
    site = Site.open(folder, clock);
    site.addUser(Role.OPERATOR);
    program = site.visit().without("Sec-Fetch-Site").without("Accept");
    operator = site.signedIn(Role.OPERATOR);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Fields begin() {
    return program.program("/oauth/device_authorization", 200, Map.of("client_id", "omniedge-cli"));
  }

  private Fields poll(Fields begun, int status) throws ProtocolException {
    return program.program(
        "/oauth/token",
        status,
        Map.of(
            "grant_type",
            DEVICE_CODE,
            "client_id",
            "omniedge-cli",
            "device_code",
            begun.text("device_code", 100)));
  }

  private String error(Fields begun) throws ProtocolException {
    return poll(begun, 400).text("error", 100);
  }

  private Fields refresh(String token, int status) {
    return program.program(
        "/oauth/token",
        status,
        Map.of("grant_type", "refresh_token", "client_id", "omniedge-cli", "refresh_token", token));
  }

  private HttpResponse<String> decide(Fields begun, String decision) throws ProtocolException {
    return operator.post(
        "/device", Map.of("code", begun.text("user_code", 20), "decision", decision));
  }

  private Fields letIn() throws ProtocolException {
    Fields begun = begin();
    decide(begun, "approve");
    return poll(begun, 200);
  }

  private int usersWith(String accessToken) {
    return site.visit()
        .without("Accept")
        .with("Authorization", "Bearer " + accessToken)
        .get("/users")
        .statusCode();
  }

  private int overviewWith(String accessToken) {
    return site.visit()
        .without("Accept")
        .with("Authorization", "Bearer " + accessToken)
        .get("/")
        .statusCode();
  }

  @Test
  void letsAProgramInOnceAPersonSaysSo() throws ProtocolException {
    Fields begun = begin();
    assertTrue(begun.text("user_code", 20).matches("[B-Z]{4}-[B-Z]{4}"));
    assertEquals("https://localhost:" + site.port + "/device", begun.text("verification_uri", 100));
    assertEquals("authorization_pending", error(begun));

    String look =
        operator.get("/device?code=" + begun.text("user_code", 20).toLowerCase(Locale.ROOT)).body();
    assertTrue(look.contains("omniedge-cli") && look.contains("127.0.0.1"), look);
    assertEquals(200, decide(begun, "approve").statusCode());
    clock.advance(Duration.ofSeconds(5));
    Fields tokens = poll(begun, 200);
    assertEquals("Bearer", tokens.text("token_type", 20));
    assertEquals(3600, tokens.integer("expires_in", 0, 100_000));

    String access = tokens.text("access_token", 200);
    assertEquals(200, overviewWith(access));
    assertEquals(403, usersWith(access), "an operator's program is an operator");
    assertEquals("invalid_grant", error(begun), "a device code works once");
    assertTrue(operator.get("/account").body().contains("omniedge-cli"));
  }

  @Test
  void aProgramThatAsksTooOftenIsToldToSlowDown() throws ProtocolException {
    Fields begun = begin();
    assertEquals("authorization_pending", error(begun));
    clock.advance(Duration.ofSeconds(2));
    assertEquals("slow_down", error(begun));
    clock.advance(Duration.ofSeconds(6));
    assertEquals("slow_down", error(begun), "the interval is ten seconds now");
    clock.advance(Duration.ofSeconds(15));
    assertEquals("authorization_pending", error(begun));
  }

  @Test
  void aDeniedProgramStaysOut() throws ProtocolException {
    Fields begun = begin();
    decide(begun, "deny");
    assertEquals("access_denied", error(begun));
    assertEquals("invalid_grant", error(begun));
  }

  @Test
  void aCodeExpires() throws ProtocolException {
    Fields begun = begin();
    clock.advance(Duration.ofMinutes(10));
    assertEquals("expired_token", error(begun));
    assertEquals(404, decide(begun, "approve").statusCode());
  }

  @Test
  void takesNoOtherClientGrantOrCode() throws ProtocolException {
    program.program("/oauth/device_authorization", 401, Map.of("client_id", "evil"));
    program.program("/oauth/device_authorization", 401, Map.of());
    Map<String, String> unknown =
        Map.of("grant_type", "password", "client_id", "omniedge-cli", "username", "operator");
    assertEquals(
        "unsupported_grant_type", program.program("/oauth/token", 400, unknown).text("error", 100));
    assertEquals(
        "invalid_request", program.program("/oauth/token", 400, Map.of()).text("error", 100));
    Map<String, String> guessed =
        Map.of("grant_type", DEVICE_CODE, "client_id", "omniedge-cli", "device_code", "x");
    assertEquals("invalid_grant", program.program("/oauth/token", 400, guessed).text("error", 99));
  }

  @Test
  void aRefreshTokenWorksOnceAndASecondTimeEndsAll() throws ProtocolException {
    Fields first = letIn();
    Fields second = refresh(first.text("refresh_token", 200), 200);
    assertNotEquals(first.text("access_token", 200), second.text("access_token", 200));
    assertEquals(401, overviewWith(first.text("access_token", 200)), "replaced");
    assertEquals(200, overviewWith(second.text("access_token", 200)));

    Fields reused = refresh(first.text("refresh_token", 200), 400);
    assertEquals("invalid_grant", reused.text("error", 100));
    assertEquals(401, overviewWith(second.text("access_token", 200)), "whoever has it is out");
    refresh(second.text("refresh_token", 200), 400);
  }

  @Test
  void tokensExpire() throws ProtocolException {
    Fields tokens = letIn();
    clock.advance(Duration.ofHours(1));
    assertEquals(401, overviewWith(tokens.text("access_token", 200)));
    Fields fresh = refresh(tokens.text("refresh_token", 200), 200);
    clock.advance(Duration.ofDays(30));
    refresh(fresh.text("refresh_token", 200), 400);
  }

  @Test
  void aProgramOrItsOwnerSignsItOut() throws ProtocolException {
    Fields tokens = letIn();
    Map<String, String> revocation =
        Map.of("client_id", "omniedge-cli", "token", tokens.text("refresh_token", 200));
    program.program("/oauth/revoke", 200, revocation);
    assertEquals(401, overviewWith(tokens.text("access_token", 200)));
    program.program("/oauth/revoke", 200, revocation);

    Fields other = letIn();
    program.program(
        "/oauth/revoke",
        200,
        Map.of("client_id", "omniedge-cli", "token", other.text("access_token", 200)));
    refresh(other.text("refresh_token", 200), 400);

    Fields third = letIn();
    String page = operator.get("/account").body();
    Matcher id = Pattern.compile("name=\"program\" value=\"([^\"]+)\"").matcher(page);
    assertTrue(id.find());
    operator.post("/account/program", Map.of("program", id.group(1)));
    assertEquals(401, overviewWith(third.text("access_token", 200)));
  }

  @Test
  void aDisabledPersonsProgramIsOut() throws ProtocolException {
    Fields tokens = letIn();
    site.addUser(Role.OWNER);
    String id = site.people().all(site.tenant).get(0).id();
    site.signedIn(Role.OWNER).post("/users/" + id + "/disable", Map.of());
    assertEquals(401, overviewWith(tokens.text("access_token", 200)));
    refresh(tokens.text("refresh_token", 200), 400);
  }

  @Test
  void nobodyEndsAnothersProgram() throws ProtocolException {
    Fields tokens = letIn();
    String page = operator.get("/account").body();
    Matcher id = Pattern.compile("name=\"program\" value=\"([^\"]+)\"").matcher(page);
    assertTrue(id.find());
    site.addUser(Role.OWNER);
    site.signedIn(Role.OWNER).post("/account/program", Map.of("program", id.group(1)));
    assertEquals(200, overviewWith(tokens.text("access_token", 200)));
  }

  @Test
  void fewWaitAtOnceFromOneAddress() {
    for (int i = 0; i < 10; i++) {
      begin();
    }
    HttpResponse<String> more =
        program.send("POST", "/oauth/device_authorization", "client_id=omniedge-cli");
    assertEquals(429, more.statusCode());
    assertTrue(more.headers().firstValue("Retry-After").isPresent());
    clock.advance(Duration.ofMinutes(11));
    begin();
  }

  @Test
  void guessesNoCode() throws ProtocolException {
    Fields begun = begin();
    int tried = 0;
    for (int i = 0; i < 30; i++) {
      tried +=
          operator.get("/device?code=BBBB-BBB" + (char) ('B' + i % 20)).statusCode() == 404 ? 1 : 0;
    }
    assertEquals(10, tried);
    assertEquals(429, decide(begun, "approve").statusCode());
  }

  @Test
  void describesItself() throws ProtocolException {
    HttpResponse<String> metadata = program.get("/.well-known/oauth-authorization-server");
    assertEquals(200, metadata.statusCode());
    assertTrue(metadata.body().contains("/oauth/device_authorization"), metadata.body());
    assertFalse(metadata.body().contains("authorization_code"));
  }
}
