package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Role;
import io.omniedge.manager.plugin.AuthenticatorFile;
import io.omniedge.manager.plugin.PluginFile;
import io.omniedge.protocol.message.PluginState;
import io.omniedge.protocol.sign.SigningKey;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of plugins, by their forms. */
class PluginPagesTest {
  static final String FORMS =
      "{'version': 1, 'forms': {'io.omniedge.plugin.Plugins': {'name': 'Plugins', 'attributes': ["
          + "{'id': 'wanted', 'type': 'string', 'cardinality': 100},"
          + "{'id': 'trustedKeys', 'type': 'string', 'cardinality': 100},"
          + "{'id': 'allowUnsigned', 'type': 'boolean', 'cardinality': 0}]}}}";

  @TempDir Path folder;
  private final SigningKey signer = SigningKey.generate();
  private Site site;
  private Plant plant;

  @BeforeEach
  void open() {
    site = Site.open(folder, new TestClock());
    plant = new Plant(site);
    plant.hall.sendsForms(FORMS);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static void assertSays(HttpResponse<String> answer, int status, String... words) {
    assertEquals(status, answer.statusCode(), answer.body());
    for (String word : words) {
      assertTrue(answer.body().contains(word), word + " is not in " + answer.body());
    }
  }

  private HttpResponse<String> trust() {
    return plant.owner.post(
        "/plugins/keys", Map.of("name", "acme", "key", signer.verifyKey().toString()));
  }

  /** Its identifier. */
  private String uploaded(String version) {
    assertEquals(303, trust().statusCode());
    return site.api
        .registry
        .upload(site.tenant, PluginFile.signed(signer, "com.acme.hook", version), "u-1 (somebody)")
        .id();
  }

  private HttpResponse<String> followed(HttpResponse<String> answer) {
    assertEquals(303, answer.statusCode(), answer.body());
    return plant.owner.get(Visit.location(answer));
  }

  @Test
  void keysAreTrustedAndNoMore() {
    assertSays(plant.owner.get("/plugins"), 200, "None yet", "no signed plugin is taken yet");
    assertSays(followed(trust()), 200, "Plugins signed by acme are taken.");
    assertSays(trust(), 409, "There is another of the name");
    assertSays(
        plant.owner.post("/plugins/keys", Map.of("name", "<b>", "key", "x")), 422, "&lt;b&gt;");
    String page = plant.owner.get("/plugins").body();
    String key = page.replaceFirst("(?s).*/plugins/keys/(y-[a-z0-9]+)/delete.*", "$1");
    assertSays(
        followed(plant.owner.post("/plugins/keys/" + key + "/delete", Map.of("x", ""))),
        200,
        "trusted no more");
  }

  @Test
  void unsignedOnesAreAskedFor() {
    assertSays(
        followed(plant.owner.post("/plugins/settings", Map.of("allowUnsigned", "true"))),
        200,
        "without a signature",
        "unsigned ones are taken");
    assertSays(
        followed(plant.owner.post("/plugins/settings", Map.of("allowUnsigned", "false"))),
        200,
        "Only signed plugins are taken.");
  }

  @Test
  void packageIsInstalledUninstalledAndForgotten() {
    String here = "/plugins/" + uploaded("1.0.0");
    assertSays(plant.owner.get(here), 200, "com.acme.hook", "installed nowhere", "hall-1 of plant");
    String where = "device " + plant.hall.id;
    assertSays(
        followed(plant.owner.post(here + "/install", Map.of("where", where))),
        200,
        "is wanted on 1 device",
        "awaited");
    assertSays(
        plant.owner.get("/devices/" + plant.hall.id), 200, "com.acme.hook", "1.0.0 is wanted");
    assertSays(plant.owner.post(here + "/delete", Map.of("x", "")), 409, "uninstall it first");
    assertSays(
        followed(plant.owner.post(here + "/uninstall", Map.of("where", where))),
        200,
        "is wanted no more on 1 device",
        "installed nowhere");
    assertSays(followed(plant.owner.post(here + "/delete", Map.of("x", ""))), 200, "is forgotten");
    assertSays(plant.owner.get(here), 404);
  }

  @Test
  void placeThatIsNoneIsRefused() {
    String here = "/plugins/" + uploaded("1.0.0");
    assertSays(
        plant.owner.post(here + "/install", Map.of("where", "nonsense")), 422, "hoose where");
    String tag = "tag " + plant.network + " nobody";
    assertSays(
        plant.owner.post(here + "/install", Map.of("where", tag)), 422, "o gateway is meant");
  }

  @Test
  void whatAGatewayTellsIsShownAndRunsNoScript() {
    String id = uploaded("1.0.0");
    String sha256 = digest(id);
    plant
        .hall
        .runs(
            new PluginState(
                "com.acme.hook",
                "1.0.0",
                "event-hooks",
                sha256,
                "quarantined",
                List.of("<script>alert(1)</script>"),
                "acme",
                new TreeMap<>(Map.of("traps", 5L))))
        .says();
    for (String path : List.of("/plugins/" + id, "/devices/" + plant.hall.id)) {
      HttpResponse<String> page = plant.owner.get(path);
      assertSays(page, 200, "quarantined", "&lt;script&gt;");
      assertFalse(page.body().contains("<script>alert"), path);
    }
    assertSays(plant.owner.get("/devices/" + plant.hall.id), 200, "traps");
    assertSays(plant.owner.get("/plugins"), 200, "1 device");
  }

  private String digest(String id) {
    String page = plant.owner.get("/plugins/" + id).body();
    return page.replaceFirst("(?s).*<code>([0-9a-f]{64})</code>.*", "$1");
  }

  @Test
  void authenticatorIsAskedByTheManagerItself() {
    assertEquals(303, trust().statusCode());
    String id =
        site.api
            .registry
            .upload(
                site.tenant,
                PluginFile.signed(signer, AuthenticatorFile.unsigned("com.acme.door", "1.0.0")),
                "u-1 (somebody)")
            .id();
    String here = "/plugins/" + id;
    assertSays(plant.owner.get(here), 200, "Ask it here");
    assertSays(plant.owner.post(here + "/ask", Map.of("newcomers", "viewer")), 422, "enrolment");
    assertSays(
        plant.owner.post(here + "/ask", Map.of("purposes", "sign-in", "settings", "odd")),
        422,
        "NAME=VALUE");
    assertSays(
        followed(
            plant.owner.post(here + "/ask", Map.of("purposes", "sign-in", "newcomers", "viewer"))),
        200,
        "The manager asks it from now on.",
        "asks it for sign-in",
        "Ask it no more");
    assertSays(site.visit().get("/sign-in"), 200, "Plant account");
    HttpResponse<String> entered =
        site.visit()
            .post(
                "/sign-in",
                Map.of("method", "com.acme.door#custom#password", "name", "andy", "password", "x"));
    assertEquals(303, entered.statusCode(), entered.body());
    HttpResponse<String> denied =
        site.visit()
            .post(
                "/sign-in",
                Map.of("method", "com.acme.door#custom#password", "name", "bob", "password", "x"));
    assertSays(denied, 422, "User name or password is wrong.", "selected");
    assertSays(
        followed(plant.owner.post(here + "/ask-no-more", Map.of("x", ""))),
        200,
        "The manager asks it no more.");
    assertFalse(site.visit().get("/sign-in").body().contains("Plant account"));
  }

  @Test
  void eachRoleSeesWhatItMayDo() {
    String here = "/plugins/" + uploaded("1.0.0");
    site.addUser(Role.OPERATOR);
    site.addUser(Role.AUDITOR);
    site.addUser(Role.VIEWER);
    Visit operator = site.signedIn(Role.OPERATOR);
    assertSays(operator.get("/plugins"), 200, "Upload a plugin");
    assertFalse(operator.get("/plugins").body().contains("Trust a key"));
    assertSays(operator.get(here), 200, "Install or uninstall");
    Visit auditor = site.signedIn(Role.AUDITOR);
    assertFalse(auditor.get("/plugins").body().contains("Upload a plugin"));
    assertFalse(auditor.get(here).body().contains("Install or uninstall"));
    Visit viewer = site.signedIn(Role.VIEWER);
    assertSays(viewer.get("/plugins"), 403);
    assertFalse(viewer.get("/devices/" + plant.hall.id).body().contains("Plugins</h2>"));
  }
}
