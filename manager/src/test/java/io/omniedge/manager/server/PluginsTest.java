package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.omniedge.manager.plugin.PluginFile;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.PluginState;
import io.omniedge.protocol.sign.SigningKey;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Plugins from their upload to what a gateway says of them, over the real broker. */
final class PluginsTest {
  private static final String FORMS =
      "{'version': 1, 'forms': {'io.omniedge.plugin.Plugins': {'name': 'Plugins', 'attributes': ["
          + "{'id': 'wanted', 'type': 'string', 'cardinality': 100},"
          + "{'id': 'trustedKeys', 'type': 'string', 'cardinality': 100},"
          + "{'id': 'allowUnsigned', 'type': 'boolean', 'cardinality': 0}]},"
          + "'io.omniedge.plugin.of.com.acme.hook': {'name': 'Line hooks', 'attributes': ["
          + "{'id': 'enabled', 'type': 'boolean', 'cardinality': 0},"
          + "{'id': 'grants', 'type': 'string', 'cardinality': 12},"
          + "{'id': 'threshold', 'name': 'Threshold', 'type': 'integer', 'cardinality': 0,"
          + " 'min': '1', 'max': '9'}]}}}";

  @TempDir private static Path folder;
  private static RunningManager manager;
  private static Api owner;
  private String network = "";
  private String plugin = "";
  private SimulatedDevice device;
  private SigningKey signer;
  private String keyName = "";
  private String keyId = "";

  @BeforeAll
  static void start() {
    manager = RunningManager.start(folder.resolve("data"), new ManualClock());
    owner = manager.owner;
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  @BeforeEach
  void connect(TestInfo test) {
    String name = Integer.toHexString(test.getDisplayName().hashCode());
    network = manager.network("n" + name);
    plugin = "com.acme.p" + name;
    device = gateway("hall");
    signer = SigningKey.generate();
    keyName = "acme-" + name;
    keyId =
        owner
            .post(
                "/plugin-keys",
                Api.json("{'name': '" + keyName + "', 'key': '" + signer.verifyKey() + "'}"))
            .expect(201)
            .text("id");
  }

  @AfterEach
  void disconnect() {
    device.close();
  }

  private SimulatedDevice gateway(String name) {
    SimulatedDevice made =
        manager.device(manager.setupKey(network, ", 'autoApprove': true"), name).enrol();
    made.versions.put("agent", "0.1.0");
    made.connect();
    tells(made, Leaf.FORMS, FORMS);
    tells(
        made,
        Leaf.REPORTED,
        "{'revision': 0, 'outcome': 'none', 'components': {'io.omniedge.plugin.Plugins':"
            + " {'properties': {'wanted': [], 'trustedKeys': ['local AAAA'], 'allowUnsigned':"
            + " false}}, 'io.omniedge.plugin.of.com.acme.hook': {'properties': {'enabled': true}}}}");
    return made;
  }

  private static void tells(SimulatedDevice who, Leaf leaf, String document) {
    Mqtt5PublishResult _ =
        who.publish(
            who.topic(leaf).toString(),
            document.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
            true);
    who.settle();
  }

  private byte[] file(String version) {
    return PluginFile.signed(signer, plugin, version);
  }

  private static Api.Reply upload(byte[] file) {
    return owner.file("/plugin-packages", file, "application/wasm");
  }

  private static Api.Reply install(String packageId, String where) {
    return owner.post("/plugin-packages/" + packageId + "/install", Api.json(where));
  }

  private Api.Reply install(String packageId) {
    return install(packageId, "{'devices': ['" + device.id() + "']}");
  }

  private Api.Reply uninstall(String packageId) {
    return owner.post(
        "/plugin-packages/" + packageId + "/uninstall",
        Api.json("{'devices': ['" + device.id() + "']}"));
  }

  /** What the next message to a device wants of its plugins. */
  private static JsonObject wanted(SimulatedDevice who) {
    try {
      ComponentSettings settings =
          DesiredConfiguration.verified(who.await(Leaf.DESIRED), who.answer().managerKey())
              .components()
              .get("io.omniedge.plugin.Plugins");
      return settings == null ? JsonObject.EMPTY : settings.properties();
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> audit(String action) {
    return owner.get("/audit?limit=1000").expect(200).items().stream()
        .filter(entry -> text(entry, "action").equals(action))
        .map(entry -> text(entry, "target"))
        .toList();
  }

  private static String text(JsonObject object, String name) {
    return object.find(name).orElseThrow() instanceof JsonString text
        ? text.value()
        : object.find(name).orElseThrow().toJson();
  }

  @Test
  void whatIsUploadedAndInstalledIsFetchedByTheGatewayAndSeenByThePeople() {
    byte[] file = file("1.0.0");
    Api.Reply uploaded = upload(file).expect(201);
    String id = uploaded.text("id");
    String sha256 = uploaded.text("sha256");
    assertEquals(plugin + " 1.0.0 event-hooks " + keyName, line(uploaded.json()));

    JsonObject outcome = install(id).expect(200).items().getFirst();
    assertEquals(device.id(), text(outcome, "device"));
    assertEquals(
        Api.json(
            "{'wanted': ['"
                + plugin
                + " 1.0.0 "
                + sha256
                + "'], 'trustedKeys': ['local AAAA', '"
                + keyName
                + " "
                + signer.verifyKey()
                + "']}"),
        wanted(device));
    assertEquals("awaited", text(pluginOfDevice(), "state"));

    HttpResponse<byte[]> fetched = device.fetch("/device/plugin-packages/" + sha256);
    assertEquals(200, fetched.statusCode());
    assertArrayEquals(file, fetched.body());

    device.plugins =
        List.of(
            new PluginState(
                plugin,
                "1.0.0",
                "event-hooks",
                sha256,
                "active",
                List.of("it is slow"),
                keyName,
                new TreeMap<>(Map.of("calls.ok", 42L))));
    device.sayState();
    device.settle();
    JsonObject seen = pluginOfDevice();
    assertEquals("active", text(seen, "state"));
    assertEquals("1.0.0", text(seen, "wanted"));
    assertEquals("{\"calls.ok\":42}", text(seen, "counters"));
    JsonObject where =
        owner.get("/plugin-packages/" + id + "/devices").expect(200).items().getFirst();
    assertEquals(
        "hall true active",
        text(where, "name") + " " + text(where, "isWanted") + " " + text(where, "state"));
    assertEquals("1", owner.get("/plugin-packages/" + id).expect(200).text("devices"));

    String packages = owner.page("/plugins").expect(200).response().body();
    assertTrue(packages.contains(plugin) && packages.contains("1 device"), packages);
    String one = owner.page("/plugins/" + id).expect(200).response().body();
    assertTrue(one.contains("hall") && one.contains("it is slow"), one);
    String ofDevice = owner.page("/devices/" + device.id()).expect(200).response().body();
    assertTrue(ofDevice.contains(plugin) && ofDevice.contains("it is slow"), ofDevice);
    assertTrue(ofDevice.contains("calls.ok"), ofDevice);

    assertTrue(audit("plugin.upload").contains(id));
    assertTrue(audit("plugin.install").contains(id));
  }

  private static String line(JsonObject one) {
    return text(one, "plugin")
        + " "
        + text(one, "version")
        + " "
        + text(one, "type")
        + " "
        + text(one, "signedBy");
  }

  private JsonObject pluginOfDevice() {
    return owner.get("/devices/" + device.id() + "/plugins").expect(200).items().getFirst();
  }

  @Test
  void packageThatIsNotTrustedIsRefusedWithTheReason() {
    byte[] good = file("1.0.0");
    byte[] changed = good.clone();
    changed[changed.length - 1] ^= 1;
    assertRefused(changed, "no trusted key signed these bytes");
    assertRefused(PluginFile.unsigned(plugin, "1.0.0", "x"), "it is not signed");
    byte[] stranger = PluginFile.signed(SigningKey.generate(), plugin, "1.0.0");
    assertRefused(stranger, "no trusted key signed these bytes");
    assertRefused("nonsense".getBytes(StandardCharsets.UTF_8), "");
    assertRefused(new byte[0], "");
    Api.Reply large = upload(new byte[(1 << 20) + 1]).expect(413);
    assertEquals("package", large.text("field"));
    assertTrue(large.text("detail").contains("1048576"), large.toString());
    assertEquals("too-large", large.text("code"));
    Api.Reply type = owner.file("/plugin-packages", good, "text/plain").expect(415);
    assertTrue(type.text("detail").contains("application/wasm"), type.toString());
    upload(good).expect(201);
  }

  private static void assertRefused(byte[] file, String reason) {
    Api.Reply reply = upload(file).expect(422);
    assertEquals("package", reply.text("field"));
    assertTrue(reply.text("detail").contains(reason), reply.toString());
  }

  @Test
  void keySignsOnlyWhatItMay() {
    SigningKey limited = SigningKey.generate();
    owner
        .post(
            "/plugin-keys",
            Api.json(
                "{'name': 'limited', 'key': '"
                    + limited.verifyKey()
                    + "', 'ids': ['org.other.*'], 'types': ['event-hooks']}"))
        .expect(201);
    assertRefused(PluginFile.signed(limited, plugin, "1.0.0"), "limited may not sign " + plugin);
    String id = upload(PluginFile.signed(limited, "org.other.one", "1.0.0")).expect(201).text("id");
    install(id).expect(200);
    String keys = text(wanted(device), "trustedKeys");
    assertTrue(keys.contains(" ids=org.other.* types=event-hooks\""), keys);
  }

  @Test
  void wrongKeysAreNamed() {
    String key = SigningKey.generate().verifyKey().toString();
    for (Map.Entry<String, String> wrong :
        Map.of(
                "key", "'name': 'n', 'key': 'AAAA'",
                "name", "'name': 'Two words', 'key': '" + key + "'",
                "ids[0]", "'name': 'n', 'key': '" + key + "', 'ids': ['com.*.x']",
                "types[0]", "'name': 'n', 'key': '" + key + "', 'types': ['magic']")
            .entrySet()) {
      Api.Reply reply =
          owner.post("/plugin-keys", Api.json("{" + wrong.getValue() + "}")).expect(422);
      assertEquals(wrong.getKey(), reply.text("field"), reply.toString());
    }
    String again = "{'name': 'another', 'key': '" + signer.verifyKey() + "'}";
    assertEquals(
        "plugin-key-known", owner.post("/plugin-keys", Api.json(again)).expect(409).text("code"));
    String taken = "{'name': '" + keyName + "', 'key': '" + key + "'}";
    assertEquals(
        "name-taken", owner.post("/plugin-keys", Api.json(taken)).expect(409).text("code"));
  }

  @Test
  void duplicatesAndOlderVersionsAreRefused() {
    String first = upload(file("1.2.0")).expect(201).text("id");
    assertEquals("plugin-duplicate", upload(file("1.2.0")).expect(409).text("code"));
    byte[] other = PluginFile.signed(signer, PluginFile.unsigned(plugin, "1.2.0", "Other"));
    Api.Reply taken = upload(other).expect(409);
    assertEquals("plugin-version-taken version", taken.text("code") + " " + taken.text("field"));
    Api.Reply older = upload(file("1.1.9")).expect(409);
    assertEquals("plugin-downgrade version", older.text("code") + " " + older.text("field"));
    owner.delete("/plugin-packages/" + first).expect(204);
    assertEquals("plugin-downgrade", upload(file("1.1.9")).expect(409).text("code"));
    upload(file("1.10.0")).expect(201);
    assertTrue(audit("plugin.delete").contains(first));
  }

  @Test
  void unsignedOnesAreTakenOnlyIfTheTenantSaysSo() {
    byte[] file = PluginFile.unsigned(plugin, "1.0.0", "Draft");
    upload(file).expect(422);
    owner.put("/plugin-settings", Api.json("{'allowUnsigned': true}")).expect(200);
    String id = upload(file).expect(201).text("id");
    install(id).expect(200);
    assertEquals("true", text(wanted(device), "allowUnsigned"));
    owner.put("/plugin-settings", Api.json("{'allowUnsigned': false}")).expect(200);
    assertEquals("plugin-unsigned", install(id).expect(409).text("code"));
    uninstall(id).expect(200);
    assertEquals("false", text(wanted(device), "allowUnsigned"));
  }

  @Test
  void whatIsWantedIsNotDeletedAndNeitherIsItsKey() {
    String id = upload(file("1.0.0")).expect(201).text("id");
    install(id).expect(200);
    JsonObject _ = wanted(device);
    Api.Reply refused = owner.delete("/plugin-packages/" + id).expect(409);
    assertEquals("plugin-wanted", refused.text("code"));
    assertTrue(refused.text("detail").contains("1 device, hall: uninstall"), refused.toString());
    assertEquals(
        "plugin-key-in-use", owner.delete("/plugin-keys/" + keyId).expect(409).text("code"));
    uninstall(id).expect(200);
    assertEquals(
        Api.json("{'wanted': [], 'trustedKeys': ['local AAAA']}"),
        wanted(device),
        "what somebody else trusted there stays");
    owner.delete("/plugin-packages/" + id).expect(204);
    owner.delete("/plugin-keys/" + keyId).expect(204);
    assertTrue(audit("plugin-key.delete").contains(keyId));
    assertTrue(audit("plugin.uninstall").contains(id));
  }

  @Test
  void newerVersionTakesThePlaceOfTheOlderAndAsksForNothingTwice() {
    String first = upload(file("1.0.0")).expect(201).text("id");
    install(first).expect(200);
    JsonObject _ = wanted(device);
    Api.Reply second = upload(file("1.1.0")).expect(201);
    install(second.text("id")).expect(200);
    assertEquals(
        "[\"" + plugin + " 1.1.0 " + second.text("sha256") + "\"]", text(wanted(device), "wanted"));
    JsonObject again = install(second.text("id")).expect(200).items().getFirst();
    assertEquals("0", text(again, "revision"));
  }

  @Test
  void groupsAndTagsMeanTheirGatewaysAndNobodyElse() {
    try (SimulatedDevice press = gateway("press");
        SimulatedDevice server =
            manager.device(manager.setupKey(network, ", 'autoApprove': true"), "server").enrol()) {
      server.versions.put("omniedge", "0.1.0");
      server.connect();
      server.settle();
      owner.post("/networks/" + network + "/groups", Api.json("{'name': 'halls'}")).expect(201);
      owner.patch("/devices/" + device.id(), Api.json("{'groups': ['halls']}")).expect(200);
      owner.patch("/devices/" + press.id(), Api.json("{'tags': ['canary']}")).expect(200);
      owner.patch("/devices/" + server.id(), Api.json("{'tags': ['canary']}")).expect(200);
      String id = upload(file("1.0.0")).expect(201).text("id");
      String place = "{'network': '" + network + "', 'groups': ['halls'], 'tags': ['canary']}";
      assertEquals(
          List.of("hall", "press"),
          install(id, place).expect(200).items().stream()
              .map(one -> text(one, "name"))
              .sorted()
              .toList());
      assertTrue(text(wanted(press), "wanted").contains(plugin));
      assertTrue(text(wanted(device), "wanted").contains(plugin));

      Api.Reply member = install(id, "{'devices': ['" + server.id() + "']}").expect(422);
      assertTrue(member.text("detail").contains("no gateway"), member.toString());
      assertEquals("devices", install(id, "{}").expect(422).text("field"));
      assertEquals("network", install(id, "{'groups': ['halls']}").expect(422).text("field"));
      String none = "{'network': '" + network + "', 'groups': ['nowhere']}";
      assertEquals("groups", install(id, none).expect(422).text("field"));
      install(id, "{'devices': ['d-unknown']}").expect(422);
    }
  }

  @Test
  void gatewayWithoutPluginsSaysWhyItTakesNone() {
    tells(device, Leaf.FORMS, "{'version': 1, 'forms': {'t': {'attributes': []}}}");
    tells(device, Leaf.REPORTED, "{'revision': 0, 'outcome': 'none', 'components': {}}");
    Api.Reply refused = install(upload(file("1.0.0")).expect(201).text("id")).expect(422);
    assertTrue(refused.text("detail").contains("no component of that name"), refused.toString());
  }

  @Test
  void bytesAreForTheDeviceThatIsToHaveThem() {
    Api.Reply uploaded = upload(file("1.0.0")).expect(201);
    String path = "/device/plugin-packages/" + uploaded.text("sha256");
    assertEquals(404, device.fetch(path).statusCode(), "it is not to have it");
    install(uploaded.text("id")).expect(200);
    assertEquals(200, device.fetch(path).statusCode());
    assertEquals(404, device.fetch("/device/plugin-packages/" + "0".repeat(64)).statusCode());
    owner.get(path).expect(401);
    owner.as("").get(path).expect(401);
    assertEquals(401, device.fetch("/devices").statusCode(), "a certificate is no API key");
    owner.post("/devices/" + device.id() + "/revoke").expect(200);
    assertEquals(403, device.fetch(path).statusCode(), "it is revoked");
  }

  @Test
  void valuesOfAPluginAreCheckedByTheFormThatItsGatewaySent() {
    String pid = "io.omniedge.plugin.of.com.acme.hook";
    String page =
        owner
            .page("/devices/" + device.id() + "/configuration/" + pid)
            .expect(200)
            .response()
            .body();
    assertTrue(page.contains("Line hooks") && page.contains("Threshold"), page);
    String list =
        owner.page("/devices/" + device.id() + "/configuration").expect(200).response().body();
    assertTrue(list.contains("Line hooks"), list);
    String changes = "/devices/" + device.id() + "/configuration/changes";
    String wrong = "{'components': {'" + pid + "': {'properties': {'threshold': 12}}}}";
    Api.Reply refused = owner.post(changes, Api.json(wrong)).expect(422);
    assertEquals("components." + pid + ".properties.threshold", refused.text("field"));
    owner.post(changes, Api.json(wrong.replace("12", "7"))).expect(200);
    assertFalse(new String(device.await(Leaf.DESIRED), StandardCharsets.US_ASCII).isEmpty());
  }

  @Test
  void packagesAreFoundByTheirPlugin() {
    String id = upload(file("1.0.0")).expect(201).text("id");
    assertEquals(
        Optional.of(id),
        owner.get("/plugin-packages?plugin=" + plugin).expect(200).items().stream()
            .map(one -> text(one, "id"))
            .findFirst());
    assertEquals(0, owner.get("/plugin-packages?plugin=com.other.x").expect(200).items().size());
    owner.get("/plugin-packages/p-unknown").expect(404);
    owner.get("/plugin-packages/p-unknown/devices").expect(404);
    owner.delete("/plugin-keys/y-unknown").expect(404);
  }
}
