package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningInTest {
  private static final String ME =
      "{\"tenant\":\"t-1\",\"id\":\"u-1\",\"name\":\"anna\",\"role\":\"admin\"}";
  private static final String AUTHORIZATION =
      "{\"device_code\":\"DEVICE-CODE\",\"user_code\":\"WDJB-MJHT\","
          + "\"verification_uri\":\"https://localhost/device\",\"expires_in\":600,\"interval\":5}";

  private FakeManager manager;
  private Terminal terminal;

  @BeforeEach
  void start(@TempDir Path home) {
    manager = FakeManager.start().on("GET /api/v1/me", 200, ME);
    terminal = new Terminal(home);
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  private Terminal.Result login(String... more) {
    List<String> args = new ArrayList<>(List.of("login", manager.url()));
    args.addAll(List.of(more));
    return terminal.run(args.toArray(String[]::new));
  }

  private static String token(String name) {
    return "{\"access_token\":\""
        + name
        + "\",\"token_type\":\"Bearer\",\"expires_in\":600,\"refresh_token\":\"refresh-"
        + name
        + "\"}";
  }

  private static String oauth(String error) {
    return "{\"error\":\"" + error + "\"}";
  }

  private void signIn() {
    manager
        .on("POST /oauth/device_authorization", 200, AUTHORIZATION)
        .on("POST /oauth/token", 200, token("access-1"));
    login("--ca", manager.authority()).ok();
  }

  @Test
  void showsTheCodeAndWaitsUntilItIsApproved() {
    manager
        .on("POST /oauth/device_authorization", 200, AUTHORIZATION)
        .on("POST /oauth/token", 400, oauth("authorization_pending"))
        .on("POST /oauth/token", 400, oauth("slow_down"))
        .on("POST /oauth/token", 200, token("access-1"));
    var begin = terminal.now();
    login("--ca", manager.authority())
        .ok()
        .says("as anna (admin)")
        .complains("https://localhost/device")
        .complains("WDJB-MJHT");
    assertEquals(20, terminal.now().getEpochSecond() - begin.getEpochSecond(), "5, 5, then 10 s");
    assertEquals("Bearer access-1", manager.last("GET /api/v1/me").headers().get("Authorization"));
  }

  @Test
  void theProfileIsItsOwnersOnly() throws IOException {
    signIn();
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(terminal.profile())));
    Files.setPosixFilePermissions(terminal.profile(), PosixFilePermissions.fromString("rw-r--r--"));
    terminal.run("whoami").failed(2).complains("chmod 600");
  }

  @Test
  void neverPrintsAToken() {
    signIn();
    for (String[] args : new String[][] {{"whoami"}, {"whoami", "--json"}, {"logout"}}) {
      Terminal.Result result = terminal.run(args);
      assertFalse((result.out() + result.err()).contains("access-1"), result.toString());
    }
  }

  @Test
  void aRefusalInTheBrowserIsAuthentication() {
    manager
        .on("POST /oauth/device_authorization", 200, AUTHORIZATION)
        .on("POST /oauth/token", 400, oauth("access_denied"));
    login("--ca", manager.authority()).failed(3).complains("refused in the browser");
    assertFalse(Files.exists(terminal.profile()));
  }

  @Test
  void givesUpWhenTheCodeHasExpired() {
    manager
        .on("POST /oauth/device_authorization", 200, AUTHORIZATION)
        .on("POST /oauth/token", 400, oauth("authorization_pending"));
    login("--ca", manager.authority()).failed(3).complains("in time");
  }

  @Test
  void renewsTheTokenBeforeItExpiresAndStoresThePairFirst() throws IOException {
    signIn();
    manager.on("POST /oauth/token", 200, token("access-2"));
    terminal.later(590).run("whoami").ok();
    assertTrue(manager.last("POST /oauth/token").body().contains("refresh_token=refresh-access-1"));
    assertEquals("Bearer access-2", manager.last("GET /api/v1/me").headers().get("Authorization"));
    assertTrue(Files.readString(terminal.profile()).contains("refresh-access-2"));
  }

  @Test
  void renewsARefusedTokenAndAsksAgain() {
    signIn();
    FakeManager refusing =
        manager.on("GET /api/v1/networks", 401, FakeManager.problem(401, "unauthenticated", "no"));
    refusing.on("GET /api/v1/networks", 200, "{\"items\":[]}");
    manager.on("POST /oauth/token", 200, token("access-2"));
    terminal.run("network", "list").ok();
  }

  @Test
  void aSessionThatEndedIsAuthentication() {
    signIn();
    manager.on("POST /oauth/token", 400, oauth("invalid_grant"));
    terminal.later(3_600).run("whoami").failed(3).complains("omniedge login");
  }

  @Test
  void logoutTellsTheManagerAndForgets() throws IOException {
    signIn();
    manager.on("POST /oauth/revoke", 200, "");
    terminal.run("logout").ok().says("Signed out.");
    assertTrue(manager.last("POST /oauth/revoke").body().contains("token=refresh-access-1"));
    assertFalse(Files.readString(terminal.profile()).contains("access-1"));
    terminal.run("whoami").failed(3);
    terminal.run("logout").ok().says("not signed in");
  }

  @Test
  void logoutForgetsEvenIfTheManagerIsGone() throws IOException {
    signIn();
    manager.close();
    assertFalse(View.flag(terminal.run("logout", "--json").ok().json(), "revoked"));
    assertFalse(Files.readString(terminal.profile()).contains("access-1"));
  }

  @Test
  void signsInWithAnApiKeyFromStandardInput() throws IOException {
    terminal.reading("key-1234567890\n");
    login("--ca", manager.authority(), "--api-key", "-").ok().says("anna");
    assertEquals(
        "Bearer key-1234567890", manager.last("GET /api/v1/me").headers().get("Authorization"));
    assertTrue(Files.readString(terminal.profile()).contains("key-1234567890"));
    terminal.reading("").run("whoami").ok().says("admin");
  }

  @Test
  void storesNothingThatTheManagerRefuses() {
    FakeManager other =
        FakeManager.start()
            .on("GET /api/v1/me", 401, FakeManager.problem(401, "unauthenticated", "revoked key"));
    try (other) {
      terminal
          .run("login", other.url(), "--ca", other.authority(), "--api-key", "key-1234567890")
          .failed(3)
          .complains("revoked key");
    }
    assertFalse(Files.exists(terminal.profile()));
  }

  @Test
  void anotherAuthorityIsRefused() {
    login("--ca", "0".repeat(64), "--api-key", "key-1234567890")
        .failed(4)
        .complains("another manager")
        .complains("--ca");
    assertEquals(List.of(), manager.lines(), "the key was not sent");
  }

  @Test
  void aPrivateAuthorityIsNotTrustedUnasked() {
    login("--api-key", "key-1234567890").failed(4).complains("--trust-on-first-use");
    assertEquals(List.of(), manager.lines());
  }

  @Test
  void trustOnFirstUseShowsTheFingerprintAndPinsIt() throws IOException {
    login("--trust-on-first-use", "--api-key", "key-1234567890")
        .ok()
        .complains(manager.authority());
    assertTrue(Files.readString(terminal.profile()).contains(manager.authority()));
    try (FakeManager other = FakeManager.start()) {
      // The same profile, another authority behind the same address: never taken over.
      terminal
          .run("--ca", other.authority(), "login", manager.url(), "--trust-on-first-use")
          .failed(4)
          .complains("not the one that was pinned");
    }
  }

  @Test
  void aWrongAddressIsInput() {
    terminal.run("login", "http://manager.example").failed(5).complains("https only");
    terminal.run("login", "https://user@manager.example/path").failed(5);
    terminal.run("login", "manager.example", "--ca", "abc").failed(5).complains("64 hexadecimal");
    terminal.run("login", "-").failed(5);
  }

  @Test
  void aManagerThatIsNotThereIsNetwork() {
    String url = manager.url();
    manager.close();
    terminal
        .run("login", url, "--ca", "0".repeat(64), "--api-key", "key-1234567890")
        .failed(4)
        .complains("cannot reach the manager");
  }

  @Test
  void nobodySignedInIsAuthentication() {
    terminal.run("whoami").failed(3).complains("omniedge login");
    assertEquals("not-signed-in", View.text(terminal.run("whoami", "--json").error(), "code"));
  }

  @Test
  void whoamiIsADocumentForPrograms() {
    terminal.at(manager);
    assertEquals(
        "{\"manager\":\"" + manager.url() + "\",\"me\":" + sorted() + "}",
        terminal.run("whoami", "--json").ok().json().toJson());
  }

  private static String sorted() {
    return "{\"id\":\"u-1\",\"name\":\"anna\",\"role\":\"admin\",\"tenant\":\"t-1\"}";
  }

  @Test
  void aDamagedProfileIsNamed() throws IOException {
    signIn();
    Files.writeString(terminal.profile(), "{\"version\":1");
    terminal.run("whoami").failed(5).complains(terminal.profile().toString());
  }

  @Test
  void aManagerThatIsNotTrustedIsSaidSoInPlainWords() {
    Terminal.Result result = terminal.without("OMNIEDGE_CA").run("login", manager.url()).failed(4);
    result.complains("is not trusted").complains("--ca FINGERPRINT");
    assertFalse(result.err().contains("PKIX"), result.err());
  }
}
