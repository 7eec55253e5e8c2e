package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.plugin.AuthenticatorFile;
import io.omniedge.manager.plugin.PluginFile;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.sign.SigningKey;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that the manager asks who somebody is. */
final class SignInPluginTest {
  private static final String METHOD = "com.acme.door#custom#password";

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock();
  private final SigningKey signer = SigningKey.generate();
  private RunningManager manager;
  private String packageId = "";

  @BeforeEach
  void start() {
    manager = RunningManager.start(folder.resolve("data"), clock);
    manager
        .owner
        .post("/plugin-keys", Api.json("{'name': 'acme', 'key': '" + signer.verifyKey() + "'}"))
        .expect(201);
    packageId = upload("1.0.0");
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  private String upload(String version) {
    byte[] file = PluginFile.signed(signer, AuthenticatorFile.unsigned("com.acme.door", version));
    return manager.owner.file("/plugin-packages", file, "application/wasm").expect(201).text("id");
  }

  private Api.Reply enable(String body) {
    return manager.owner.put("/sign-in-plugins/" + packageId, Api.json(body));
  }

  private int signIn(String user) {
    return manager
        .owner
        .as("")
        .submitHere(
            "/sign-in",
            "method=" + METHOD.replace("#", "%23") + "&name=" + user + "&password=secret")
        .status();
  }

  private String page() {
    return manager.owner.as("").page("/sign-in").expect(200).response().body();
  }

  private List<String> audit(String action) {
    return manager.owner.get("/audit?limit=1000").expect(200).items().stream()
        .filter(entry -> entry.toJson().contains("\"action\":\"" + action + "\""))
        .map(JsonObject::toJson)
        .toList();
  }

  @Test
  void personSignsInByThePluginAndBySomebodyWhoDecidedIsTold() {
    assertFalse(page().contains("Plant account"));
    assertEquals(422, signIn("andy"), "it is not switched on");
    Api.Reply on = enable("{'purposes': ['sign-in'], 'newcomers': 'operator'}").expect(200);
    assertTrue(on.response().body().contains("\"label\":\"Plant account\""), on.toString());
    assertTrue(page().contains("Plant account"));
    assertEquals(303, signIn("andy"));
    assertEquals(422, signIn("bob"));
    String entry = audit("person.signed-in").getFirst();
    assertTrue(entry.contains("\"by\":\"plugin:com.acme.door\""), entry);
    assertTrue(audit("person.joined").getFirst().contains("operator"));
    String refused = audit("person.sign-in-refused").getFirst();
    assertTrue(refused.contains("plugin:com.acme.door"), refused);
    assertEquals(303, signIn("andy"));
    assertEquals(1, audit("person.joined").size(), "the same subject is the same person");

    manager.owner.delete("/sign-in-plugins/" + packageId).expect(204);
    assertEquals(422, signIn("andy"));
    assertFalse(page().contains("Plant account"));
  }

  @Test
  void whoTrapsOrNeverEndsLetsNobodyIn() {
    enable("{'purposes': ['sign-in'], 'newcomers': 'viewer'}").expect(200);
    assertEquals(422, signIn("walt"));
    assertEquals(422, signIn("paul"));
    assertEquals(303, signIn("andy"), "it goes on");
  }

  @Test
  void peopleWhomNobodyBringsAreNotMade() {
    enable("{'purposes': ['sign-in']}").expect(200);
    assertEquals(422, signIn("andy"));
    assertEquals(0, audit("person.joined").size());
  }

  @Test
  void deviceIsLetInIfThePluginSaysYesToo() {
    String network = manager.network("plants");
    String key = manager.setupKey(network, ", 'maxUses': 0");
    enable("{'purposes': ['enrolment']}").expect(200);
    assertFalse(page().contains("Plant account"), "it is for devices");
    manager.device(key, "factory").enrol();
    String entry = audit("device.enrol").getFirst();
    assertTrue(entry.contains("\"decidedBy\":\"plugin:com.acme.door\""), entry);
    for (String name : List.of("press", "hall", "gantt")) {
      Api.Reply refused = manager.device(key, name).tryToEnrol().expect(403);
      assertEquals("enrolment-denied", refused.text("code"));
    }
    assertTrue(audit("device.enrolment-refused").getFirst().contains("plugin:com.acme.door"));
    manager.owner.delete("/sign-in-plugins/" + packageId).expect(204);
    manager.device(key, "press").enrol();
  }

  @Test
  void itIsAskedAgainAfterTheManagerStartedAnew() {
    enable("{'purposes': ['sign-in'], 'newcomers': 'viewer'}").expect(200);
    manager.close();
    manager = RunningManager.start(folder.resolve("data"), clock);
    assertTrue(page().contains("Plant account"));
    assertEquals(303, signIn("andy"));
  }

  @Test
  void whatIsNoAuthenticatorIsRefused() {
    byte[] hooks = PluginFile.signed(signer, "com.acme.hook", "1.0.0");
    String other =
        manager.owner.file("/plugin-packages", hooks, "application/wasm").expect(201).text("id");
    Api.Reply refused =
        manager
            .owner
            .put("/sign-in-plugins/" + other, Api.json("{'purposes': ['sign-in']}"))
            .expect(422);
    assertTrue(refused.text("detail").contains("event-hooks"), refused.toString());
    assertEquals("purposes[0]", enable("{'purposes': ['tea']}").expect(422).text("field"));
    assertEquals("purposes", enable("{}").expect(422).text("field"));
    assertEquals(
        "newcomers",
        enable("{'purposes': ['sign-in'], 'newcomers': 'king'}").expect(422).text("field"));
    enable("{'purposes': ['sign-in']}").expect(200);
    assertEquals(
        "plugin-wanted",
        manager.owner.delete("/plugin-packages/" + packageId).expect(409).text("code"));
    manager.owner.delete("/sign-in-plugins/p-unknown").expect(404);
  }

  @Test
  void newerVersionTakesThePlaceOfTheOlder() {
    enable("{'purposes': ['sign-in'], 'newcomers': 'viewer'}").expect(200);
    packageId = upload("1.1.0");
    enable("{'purposes': ['sign-in'], 'newcomers': 'viewer'}").expect(200);
    assertEquals(1, manager.owner.get("/sign-in-plugins").expect(200).items().size());
    assertEquals(303, signIn("andy"));
  }
}
