package io.omniedge.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.enrol.EnrolmentRequest;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.Heartbeat;
import io.omniedge.protocol.message.PluginState;
import io.omniedge.protocol.message.ReportKept;
import io.omniedge.protocol.message.ReportMessage;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.protocol.sign.VerifyKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/protocol are what the classes read and write. */
class DocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "protocol", "README.md");

  /** RFC 8032, 7.1, test 1, as PKCS#8 [RFC 8410]. */
  static final SigningKey KEY =
      SigningKey.of(
          HexFormat.of()
              .parseHex(
                  "302e020100300506032b657004220420"
                      + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
          VerifyKey.parse("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));

  private static String example(String name) throws IOException {
    String text = Files.readString(DOCUMENT);
    Matcher block = Pattern.compile("(?s)```" + name + "\n(.*?)\n```").matcher(text);
    assertTrue(block.find(), "no example " + name);
    return block.group(1).strip();
  }

  private static JsonObject object(String name) throws Exception {
    return assertInstanceOf(JsonObject.class, JsonReader.read(example(name)));
  }

  private static SignedMap signedMap() throws Exception {
    return new SignedMap(object("map"), example("map-signature"));
  }

  @Test
  void mapIsReadAndWrittenAsItStands() throws Exception {
    NetworkMap map = NetworkMap.read(object("map"));
    assertEquals(object("map"), map.toJson());
    assertEquals("control-room", map.peers().values().iterator().next().name());
  }

  @Test
  void signatureOfTheMapIsTheOneThatStandsThere() throws Exception {
    assertEquals(
        SignedMap.sign(object("map"), KEY).signature(), example("map-signature"), "signature");
    assertEquals(42, signedMap().verified(KEY.verifyKey()).epoch());
  }

  @Test
  void deltaMakesAMapThatIsSigned() throws Exception {
    MapUpdate update = MapUpdate.fromBytes(example("delta").getBytes(StandardCharsets.UTF_8));
    SignedMap after = update.applyTo(Optional.of(signedMap()), 42).orElseThrow();
    assertEquals(SignedMap.sign(after.document(), KEY).signature(), after.signature(), "signature");
    assertEquals(0, after.verified(KEY.verifyKey()).peers().size());
    assertEquals(Optional.empty(), update.applyTo(Optional.of(signedMap()), 41));
    assertEquals(Optional.empty(), update.applyTo(Optional.empty(), 0));
  }

  @Test
  void forgedMapIsRefused() throws Exception {
    String forged = object("map").toJson().replace("100.64.0.7/32", "100.64.0.8/32");
    SignedMap map =
        new SignedMap(
            assertInstanceOf(JsonObject.class, JsonReader.read(forged)), example("map-signature"));
    ProtocolException refusal =
        assertThrows(ProtocolException.class, () -> map.verified(KEY.verifyKey()));
    assertTrue(String.valueOf(refusal.getMessage()).contains("not by key"), refusal.toString());
    assertThrows(
        ProtocolException.class, () -> signedMap().verified(SigningKey.generate().verifyKey()));
  }

  @Test
  void enrolmentIsReadAsTheIdentitySignedIt() throws Exception {
    String jws = Jws.sign(DocumentType.ENROLMENT, object("enrolment"), KEY);
    EnrolmentRequest request = EnrolmentRequest.verified(jws);
    assertEquals("press-hall-3", request.name());
    assertEquals(jws, request.signed(KEY));
    // The same bytes under another type are no enrolment.
    assertThrows(
        ProtocolException.class,
        () -> EnrolmentRequest.verified(Jws.sign(DocumentType.RENEWAL, object("enrolment"), KEY)));
    // Nor are they another identity's.
    assertThrows(
        ProtocolException.class,
        () ->
            EnrolmentRequest.verified(
                Jws.sign(DocumentType.ENROLMENT, object("enrolment"), SigningKey.generate())));
  }

  @Test
  void answerIsReadAndWrittenAsItStands() throws Exception {
    EnrolmentAnswer answer =
        EnrolmentAnswer.fromBytes(example("answer").getBytes(StandardCharsets.UTF_8));
    assertEquals(object("answer"), JsonReader.readObject(answer.toBytes(), 100_000));
  }

  @Test
  void desiredConfigurationIsReadAsTheManagerSignedIt() throws Exception {
    byte[] message =
        Jws.sign(DocumentType.DESIRED, object("desired"), KEY).getBytes(StandardCharsets.US_ASCII);
    DesiredConfiguration desired = DesiredConfiguration.verified(message, KEY.verifyKey());
    assertEquals(
        new String(message, StandardCharsets.US_ASCII),
        new String(desired.signed(KEY), StandardCharsets.US_ASCII));
  }

  @Test
  void heartbeatIsReadAndWrittenAsItStands() throws Exception {
    Heartbeat heartbeat =
        Heartbeat.fromBytes(example("heartbeat").getBytes(StandardCharsets.UTF_8));
    assertEquals(new Heartbeat("Yb3kq0ZpTzG1", 43), heartbeat);
    assertEquals(object("heartbeat"), JsonReader.readObject(heartbeat.toBytes(), 1_000));
  }

  @Test
  void reportIsReadAndWrittenAsItStands() throws Exception {
    ReportMessage report =
        ReportMessage.fromBytes(example("report").getBytes(StandardCharsets.UTF_8));
    assertEquals(object("report"), JsonReader.readObject(report.toBytes(), 1_000));
    assertEquals(
        Optional.of(Jws.signDetached(DocumentType.REPORT, report.body(), KEY)), report.signature());
    report.verify(KEY.verifyKey());
    assertEquals(object("report-kept"), JsonReader.readObject(report.kept().toBytes(), 1_000));
    assertEquals(
        report.kept(),
        ReportKept.fromBytes(example("report-kept").getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void longStatesAreSentLessOften() {
    assertEquals(0, DeviceState.pauseSeconds(300));
    assertEquals(0, DeviceState.pauseSeconds(4096));
    assertEquals(150, DeviceState.pauseSeconds(4096 + 150 * 64));
    assertEquals(300, DeviceState.pauseSeconds(DeviceState.MAX_BYTES));
  }

  @Test
  void reportedConfigurationIsReadAndWrittenAsItStands() throws Exception {
    ReportedConfiguration reported =
        ReportedConfiguration.fromBytes(example("reported").getBytes(StandardCharsets.UTF_8));
    assertEquals(object("reported"), JsonReader.readObject(reported.toBytes(), 100_000));
  }

  @Test
  void stateIsReadAndWrittenAsItStands() throws Exception {
    DeviceState state = DeviceState.fromBytes(example("state").getBytes(StandardCharsets.UTF_8));
    assertEquals(object("state"), JsonReader.readObject(state.toBytes(), 100_000));
  }

  @Test
  void stateOfADeviceThatKnowsNoPluginsIsTaken() throws Exception {
    TreeMap<String, JsonValue> old = new TreeMap<>(object("state").members());
    assertTrue(old.remove("plugins") != null);
    assertEquals(List.of(), DeviceState.fromBytes(new JsonObject(old).toBytes()).plugins());
  }

  @Test
  void wrongPluginOfAStateIsNamed() throws Exception {
    String state = object("state").toJson();
    String digest = state.replace("\"9f86d081", "\"9F86d081");
    assertEquals("plugins[0].sha256", refusal(digest).place());
    String counter = state.replace("\"traps\":0", "\"traps\":-1");
    assertEquals("plugins[0].counters.traps", refusal(counter).place());
    String plugin = state.substring(state.indexOf("[{") + 1, state.indexOf("}]") + 1);
    String many = state.replace(plugin, plugin + ("," + plugin).repeat(PluginState.MOST));
    assertEquals("plugins", refusal(many).place());
  }

  private static ProtocolException refusal(String state) {
    return assertThrows(
        ProtocolException.class,
        () -> DeviceState.fromBytes(state.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void setupKeyIsReadAndNeverPrinted() throws Exception {
    SetupKey key = SetupKey.parse(example("setup-key"));
    assertEquals(example("setup-key"), key.exposeText());
    assertTrue(!key.toString().contains(key.exposeSecret()), key.toString());
  }
}
