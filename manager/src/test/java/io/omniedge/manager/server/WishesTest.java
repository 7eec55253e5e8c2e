package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.message.Leaf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What a device refused or took back is not wanted of it again, unless somebody says so. */
final class WishesTest {
  private static final String FORMS =
      "{'version': 1, 'forms': {'t': {'attributes': [{'id': 'mtu', 'type': 'integer', 'min':"
          + " '1280', 'max': '9000'}, {'id': 'name', 'type': 'string'}, {'id': 'pin', 'type':"
          + " 'password'}]}}}";

  @TempDir private static Path folder;
  private static RunningManager manager;
  private SimulatedDevice device;
  private String path = "";

  @BeforeAll
  static void start() {
    manager = RunningManager.start(folder.resolve("data"), new ManualClock());
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  @BeforeEach
  void connect(TestInfo test) {
    String network = manager.network("n" + Integer.toHexString(test.getDisplayName().hashCode()));
    device =
        manager
            .device(manager.setupKey(network, ", 'autoApprove': true"), "device")
            .enrol()
            .connect();
    path = "/devices/" + device.id() + "/configuration";
  }

  @AfterEach
  void disconnect() {
    device.close();
  }

  private void tells(Leaf leaf, String document) {
    Mqtt5PublishResult _ =
        device.publish(
            device.topic(leaf).toString(),
            document.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
            true);
    device.settle();
  }

  private void reports(long revision, String outcome, String properties) {
    boolean isWrong = outcome.equals("refused");
    tells(
        Leaf.REPORTED,
        "{'revision': "
            + revision
            + ", 'outcome': '"
            + outcome
            + "', 'reason': '"
            + (isWrong ? "1 property is wrong" : "")
            + "', 'errors': ["
            + (isWrong ? "{'pid': 't', 'property': 'mtu', 'reason': 'too large'}" : "")
            + "], 'components': {'t': {'properties': {"
            + properties
            + "}}}}");
  }

  private Api.Reply change(String properties) {
    return manager.owner.post(
        path + "/changes", Api.json("{'components': {'t': {'properties': {" + properties + "}}}}"));
  }

  /** The next message to the device: its revision and what it wants. */
  private String wanted() throws ProtocolException {
    DesiredConfiguration desired =
        DesiredConfiguration.verified(device.await(Leaf.DESIRED), device.answer().managerKey());
    TreeMap<String, String> components = new TreeMap<>();
    desired
        .components()
        .forEach((pid, settings) -> components.put(pid, settings.properties().toJson()));
    return desired.revision() + " knows " + desired.answered() + " " + components;
  }

  private List<String> history() {
    return manager.owner.get(path + "/history").expect(200).items().stream()
        .map(one -> one.find("revision").orElseThrow() + " " + text(one, "outcome"))
        .toList();
  }

  private static String text(JsonObject object, String name) {
    return ((JsonString) object.find(name).orElseThrow()).value();
  }

  @Test
  void refusedValueIsNotSentAgainWithTheNextChange() throws ProtocolException {
    reports(0, "none", "'mtu': 1420, 'name': 'a'");
    change("'mtu': 99999").expect(200);
    assertEquals("2 knows 0 {t={\"mtu\":99999}}", wanted());
    reports(2, "refused", "'mtu': 1420, 'name': 'a'");
    JsonObject desired = manager.owner.get(path + "/desired").expect(200).json();
    assertEquals("refused", text(desired, "outcome"));
    assertEquals("1 property is wrong", text(desired, "reason"));
    assertTrue(desired.toJson().contains("\"reason\":\"too large\""), desired.toJson());
    assertEquals(JsonObject.EMPTY, desired.find("components").orElseThrow());

    change("'name': 'b'").expect(200);
    assertEquals("4 knows 2 {t={\"name\":\"b\"}}", wanted());
    reports(4, "applied", "'mtu': 1420, 'name': 'b'");
    assertEquals(List.of("4 applied", "3 applied", "2 refused", "1 applied"), history());

    Api.Reply bad = manager.owner.post(path + "/rollback", Api.json("{'revision': 2}")).expect(409);
    assertEquals("undone-revision", bad.text("code"));
    manager.owner.post(path + "/rollback", Api.json("{'revision': 1}")).expect(200);
    assertEquals("5 knows 4 {t={\"mtu\":1420,\"name\":\"a\"}}", wanted());
  }

  @Test
  void whoReadsWhatIsWantedAndSendsItBackSendsNothingThatWasTakenBack() throws ProtocolException {
    reports(0, "none", "'mtu': 1420, 'name': 'a'");
    change("'name': 'b'").expect(200);
    assertEquals("2 knows 0 {t={\"name\":\"b\"}}", wanted());
    reports(2, "applied", "'mtu': 1420, 'name': 'b'");
    change("'mtu': 1280").expect(200);
    assertEquals("4 knows 2 {t={\"mtu\":1280,\"name\":\"b\"}}", wanted());
    reports(4, "reverted", "'mtu': 1420, 'name': 'b'");
    JsonObject desired = manager.owner.get(path + "/desired").expect(200).json();
    manager.owner.put(path + "/desired", desired, "If-Match", "\"4\"").expect(200);
    assertEquals("5 knows 4 {t={\"name\":\"b\"}}", wanted());
    change("'mtu': 1280").expect(200);
    assertEquals("7 knows 4 {t={\"mtu\":1280,\"name\":\"b\"}}", wanted(), "it was asked for");
  }

  @Test
  void whatWasMadeOnTopOfAChangeThatFallsFallsWithIt() throws ProtocolException {
    reports(0, "none", "'mtu': 1420, 'name': 'a'");
    change("'mtu': 1280").expect(200);
    assertEquals("2 knows 0 {t={\"mtu\":1280}}", wanted());
    change("'name': 'b'").expect(200);
    assertEquals("4 knows 0 {t={\"mtu\":1280,\"name\":\"b\"}}", wanted());
    assertEquals(List.of("4 pending", "3 applied", "2 superseded", "1 applied"), history());
    reports(2, "reverted", "'mtu': 1420, 'name': 'a'");
    assertEquals(List.of("4 refused", "3 applied", "2 reverted", "1 applied"), history());
    assertEquals(
        "it was made on top of revision 2, which was reverted",
        manager.owner.get(path + "/desired").text("reason"));
    change("'name': 'c'").expect(200);
    assertEquals("6 knows 4 {t={\"name\":\"c\"}}", wanted());
  }

  @Test
  void aChangeIsBuiltOnOneThatIsWaitedFor() throws ProtocolException {
    change("'mtu': 1280").expect(200);
    change("'name': 'b'").expect(200);
    assertEquals("1 knows 0 {t={\"mtu\":1280}}", wanted());
    assertEquals("2 knows 0 {t={\"mtu\":1280,\"name\":\"b\"}}", wanted());
    reports(2, "trial", "'mtu': 1280, 'name': 'b'");
    assertEquals(List.of("2 pending", "1 superseded"), history());
    reports(2, "applied", "'mtu': 1280, 'name': 'b'");
    assertEquals(List.of("2 applied", "1 superseded"), history());
  }

  @Test
  void whatSomebodyChangedOnTheDeviceStays() throws ProtocolException {
    reports(0, "none", "'mtu': 1420, 'name': 'a'");
    change("'mtu': 1300, 'name': 'b'").expect(200);
    assertEquals("2 knows 0 {t={\"mtu\":1300,\"name\":\"b\"}}", wanted());
    reports(2, "applied", "'mtu': 1300, 'name': 'b'");
    reports(2, "overridden", "'mtu': 1350, 'name': 'b'");
    change("'name': 'c'").expect(200);
    assertEquals("3 knows 2 {t={\"name\":\"c\"}}", wanted());
  }

  @Test
  void refusesByTheFormsBeforeThereIsARevision() {
    tells(Leaf.FORMS, FORMS);
    reports(0, "none", "'mtu': 1420");
    Api.Reply refused = change("'mtu': 99999").expect(422);
    assertEquals("components.t.properties.mtu", refused.text("field"));
    assertEquals(
        "components.t.properties.mtu: \"99999\": it must be 1280 to 9000", refused.text("detail"));
    JsonObject wrong = Api.json("{'components': {'t': {'properties': {'mut': 1300}}}}");
    assertEquals(
        "components.t.properties.mut",
        manager.owner.put(path + "/desired", wrong).expect(422).text("field"));
    assertEquals(List.of(), history());
    assertEquals(404, manager.owner.get(path + "/desired").status());
  }

  @Test
  void refusesMistypedMembersAndChangesOfNothing() {
    reports(0, "none", "'mtu': 1420");
    for (String mistyped :
        List.of(
            "{'propertys': {'mtu': 1300}}",
            "{'properties': {'mtu': 1300}, 'propertys': {}}",
            "{'propertys': 1, 'factory': 'f'}")) {
      JsonObject wrong = Api.json("{'components': {'t': " + mistyped + "}}");
      assertEquals(
          "components.t.propertys",
          manager.owner.post(path + "/changes", wrong).expect(422).text("field"));
      assertEquals(
          "components.t.propertys",
          manager.owner.put(path + "/desired", wrong).expect(422).text("field"));
    }
    for (String nothing :
        List.of("{}", "{'components': {}}", "{'components': {'t': {}}, 'note': 'why'}")) {
      Api.Reply refused = manager.owner.post(path + "/changes", Api.json(nothing)).expect(422);
      assertTrue(
          refused.text("detail").contains("nothing is to be changed"), refused.text("detail"));
    }
    assertEquals(List.of(), history());
    manager.owner.put(path + "/desired", Api.json("{'components': {}}")).expect(200);
  }

  @Test
  void passwordThatWasNotSetIsTakenAwayByGoingBack() throws ProtocolException {
    tells(Leaf.FORMS, FORMS);
    reports(0, "none", "'mtu': '1420'");
    change("'pin': 'hush', 'mtu': 1300").expect(200);
    assertEquals("2 knows 0 {t={\"mtu\":1300,\"pin\":\"hush\"}}", wanted());
    reports(2, "applied", "'mtu': 1300, 'pin': '***'");
    Api.Reply back =
        manager.owner.post(path + "/rollback", Api.json("{'revision': 1}")).expect(200);
    assertTrue(back.response().body().contains("\"pin\":null"), back.toString());
    assertEquals("3 knows 2 {t={\"mtu\":1420,\"pin\":null}}", wanted());
  }

  @Test
  void goingBackToAPasswordThatNobodyKnowsIsRefused() throws ProtocolException {
    tells(Leaf.FORMS, FORMS);
    reports(0, "none", "'mtu': 1420, 'pin': '***'");
    change("'mtu': 1300").expect(200);
    assertEquals("2 knows 0 {t={\"mtu\":1300}}", wanted());
    reports(2, "applied", "'mtu': 1300, 'pin': '***'");
    change("'pin': 'hush'").expect(200);
    assertEquals("4 knows 2 {t={\"mtu\":1300,\"pin\":\"hush\"}}", wanted());
    reports(4, "applied", "'mtu': 1300, 'pin': '***'");
    Api.Reply refused =
        manager.owner.post(path + "/rollback", Api.json("{'revision': 2}")).expect(409);
    assertEquals("unknown-password", refused.text("code"));
    assertTrue(refused.text("detail").startsWith("t.pin: "), refused.text("detail"));
    change("'pin': 'other'").expect(200);
    assertEquals("5 knows 4 {t={\"mtu\":1300,\"pin\":\"other\"}}", wanted());
    manager.owner.post(path + "/rollback", Api.json("{'revision': 4}")).expect(200);
    assertEquals("6 knows 4 {t={\"mtu\":1300,\"pin\":\"hush\"}}", wanted());
    String shown = manager.owner.get(path + "/history").response().body();
    assertFalse(shown.contains("hush") || shown.contains("other"), shown);
  }

  @Test
  void passwordOfAnInstanceIsHiddenThoughItsFactoryIsNotNamed() {
    tells(
        Leaf.FORMS,
        "{'version': 1, 'forms': {'f': {'factory': true, 'attributes': [{'id': 'pin', 'type':"
            + " 'password'}]}}}");
    tells(
        Leaf.REPORTED, "{'revision': 0, 'outcome': 'none', 'components': {'t': {'factory': 'f'}}}");
    String shown = change("'pin': 'hush'").expect(200).response().body();
    assertFalse(shown.contains("hush"), shown);
  }
}
