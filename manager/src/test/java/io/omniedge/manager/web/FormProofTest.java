package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Role;
import io.omniedge.manager.http.Route;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cross-site request forgery: what another site's page can make a browser send. */
class FormProofTest {
  @TempDir Path folder;
  private Site site;
  private Visit owner;

  @BeforeEach
  void open() {
    site = Site.open(folder, new TestClock());
    site.addUser(Role.OWNER);
    owner = site.signedIn(Role.OWNER);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static final Map<String, String> NEW_USER = Map.of("name", "eve", "role", "owner");

  private void assertRefused(HttpResponse<String> answer) {
    assertEquals(403, answer.statusCode(), answer.body());
    assertFalse(site.people().all(site.tenant).stream().anyMatch(p -> p.name().equals("eve")));
  }

  @Test
  void takesAFormOfThisSession() {
    assertEquals(200, owner.post("/users", NEW_USER).statusCode());
  }

  @Test
  void refusesAFormWithoutItsToken() {
    assertRefused(owner.send("POST", "/users", "name=eve&role=owner"));
    assertRefused(owner.send("POST", "/users", "name=eve&role=owner&csrf="));
  }

  @Test
  void refusesTheTokenOfAnotherSession() {
    Visit other = site.signedIn(Role.OWNER);
    assertRefused(owner.send("POST", "/users", "name=eve&role=owner&csrf=" + other.csrf()));
  }

  @Test
  void refusesAFormFromAnotherSiteEvenWithTheToken() {
    assertRefused(owner.with("Sec-Fetch-Site", "cross-site").post("/users", NEW_USER));
    assertRefused(owner.with("Sec-Fetch-Site", "same-site").post("/users", NEW_USER));
    owner.without("Sec-Fetch-Site");
    assertRefused(owner.with("Origin", "https://evil.example").post("/users", NEW_USER));
    assertRefused(owner.with("Origin", "null").post("/users", NEW_USER));
    owner.with("Origin", "https://localhost:" + site.port);
    assertEquals(200, owner.post("/users", NEW_USER).statusCode());
  }

  @Test
  void takesTheTokenInAHeaderAsHtmxSendsIt() {
    owner.with("X-CSRF-Token", owner.csrf());
    assertEquals(200, owner.send("POST", "/users", "name=eve&role=viewer").statusCode());
  }

  @Test
  void everyChangeOfEveryPageNeedsTheToken() {
    int changes = 0;
    for (Route route : site.routes()) {
      if (!route.method().equals("GET") && !route.permission().name().equals("PUBLIC")) {
        String path = route.path().replaceAll("\\{\\w+}", "u-x");
        HttpResponse<String> answer = owner.send(route.method(), path, "x=y");
        assertEquals(403, answer.statusCode(), route.path());
        assertTrue(answer.body().contains("The form is not of this session"), route.path());
        changes++;
      }
    }
    assertTrue(changes >= 14, "routes that change: " + changes);
  }

  @Test
  void aPageOfAnotherSiteSignsNobodyIn() {
    HttpResponse<String> answer =
        site.visit()
            .with("Sec-Fetch-Site", "cross-site")
            .post("/sign-in", Map.of("name", "owner", "password", Site.PASSWORD));
    assertEquals(403, answer.statusCode());
  }

  @Test
  void anApiKeyNeedsNoToken() {
    Visit program =
        site.visit().with("Authorization", "Bearer key-admin").without("Sec-Fetch-Site");
    assertEquals(200, program.send("POST", "/users", "name=eve&role=viewer").statusCode());
    program.with("Authorization", "Bearer key-unknown").without("Accept");
    assertEquals(401, program.send("POST", "/users", "name=mallory&role=viewer").statusCode());
  }

  @Test
  void aWrongBearerIsNotHelpedByACookie() {
    owner.with("Authorization", "Bearer key-unknown").without("Accept");
    assertEquals(401, owner.get("/users").statusCode());
  }
}
