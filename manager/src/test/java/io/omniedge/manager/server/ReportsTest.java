package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.ReportKept;
import io.omniedge.protocol.message.ReportMessage;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.SigningKey;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports over a real broker, up to the API. */
class ReportsTest {
  private static final String STREAM = "0123456789abcdef";

  private final ManualClock clock = new ManualClock();

  @TempDir private Path folder;
  private RunningManager manager;
  private SimulatedDevice device;

  @BeforeEach
  void start() {
    Properties few = new Properties();
    few.setProperty("reports.days", "30");
    manager = RunningManager.start(folder.resolve("data"), clock, few);
    String key = manager.setupKey(manager.network("plants"), ", 'autoApprove': true");
    device = manager.device(key, "device").enrol().connect();
  }

  @AfterEach
  void stop() {
    device.close();
    manager.close();
  }

  private static byte[] document(String level, String alarmState) {
    return ("{'type': 'ALARM', 'identity': {'asset': 'pump-7', 'point': 'drive-end'}, 'level': '"
            + level
            + "', 'severity': {'zone': 'C'}, 'alarms': [{'name': 'bearing', 'criterion':"
            + " 'BEARING_INNER_RACE', 'level': '"
            + level
            + "', 'state': '"
            + alarmState
            + "', 'occurrence': 1}]}")
        .replace('\'', '"')
        .getBytes(StandardCharsets.UTF_8);
  }

  private void send(long sequence, byte[] body, SigningKey key) throws Exception {
    send(sequence, message(sequence, body, key));
  }

  private byte[] message(long sequence, byte[] body) {
    return message(sequence, body, device.identity);
  }

  private byte[] message(long sequence, byte[] body, SigningKey key) {
    return new ReportMessage(
            "pdm-report",
            STREAM,
            sequence,
            clock.millis(),
            false,
            "application/json",
            body,
            Optional.of(Jws.signDetached(DocumentType.REPORT, body, key)))
        .toBytes();
  }

  private void send(long sequence, byte[] message) throws Exception {
    var _ = device.publish(device.topic(Leaf.REPORT).toString(), message, false);
    assertEquals(
        new ReportKept(STREAM, sequence), ReportKept.fromBytes(device.await(Leaf.REPORT_KEPT)));
  }

  /** What is at a path once it says so; others see to that beside us. */
  private String awaited(String path, String said) {
    long deadlineNanos = System.nanoTime() + 60_000_000_000L;
    String found = "";
    while (!found.contains(said)) {
      assertTrue(System.nanoTime() - deadlineNanos < 0, found);
      found = manager.owner.get(path).expect(200).response().body();
    }
    return found;
  }

  @Test
  void isKeptOnceAndAnsweredEachTime() throws Exception {
    byte[] body = document("ALERT", "UNACKNOWLEDGED");
    send(1, body, device.identity);
    send(1, body, device.identity);
    String list =
        manager.owner.get("/reports?asset=pump-7&level=ALERT").expect(200).response().body();
    assertEquals(1, list.split("\"sequence\":1,", -1).length - 1, list);
    Api.Reply machines = manager.owner.get("/machines").expect(200);
    assertTrue(machines.response().body().contains("\"zone\":\"C\""), machines.response().body());
    String id = list.replaceAll("(?s).*\"id\":\"(r-[0-9a-z]+)\".*", "$1");
    Api.Reply report = manager.owner.get("/reports/" + id).expect(200);
    assertEquals("true", report.text("signatureHolds"));
    assertTrue(
        report.response().body().contains("\"criterion\":\"BEARING_INNER_RACE\""),
        report.response().body());
    Api.Reply raw = manager.owner.get("/reports/" + id + "/body").expect(200);
    assertEquals(new String(body, StandardCharsets.UTF_8), raw.response().body());
    assertTrue(metrics().contains("omniedge_reports_repeated_total 1"), metrics());
  }

  private String metrics() {
    return manager.owner.get("/metrics").expect(200).response().body();
  }

  @Test
  void wronglySignedIsKeptOutAnsweredAndTold() throws Exception {
    send(1, document("OK", "NORMAL"), SigningKey.generate());
    String unsigned =
        "{\"kind\":\"pdm-report\",\"stream\":\""
            + STREAM
            + "\",\"sequence\":2,\"atMillis\":1,"
            + "\"contentType\":\"text/plain\",\"text\":\"x\"}";
    send(2, unsigned.getBytes(StandardCharsets.UTF_8));
    send(3, unsigned.replace(":2", ":3").replace("pdm-r", "PDM").getBytes(StandardCharsets.UTF_8));
    assertEquals("{\"items\":[]}", manager.owner.get("/reports").expect(200).response().body());
    Api.Reply refused =
        manager.owner.get("/devices/" + device.id() + "/refused-reports").expect(200);
    assertEquals("3", refused.text("count"));
    assertTrue(refused.text("reason").startsWith("kind "), refused.response().body());
    assertTrue(metrics().contains("omniedge_reports_refused_total 3"), metrics());
  }

  @Test
  void anAlarmIsAcknowledgedOnceAndEnds() throws Exception {
    send(1, document("ALERT", "UNACKNOWLEDGED"), device.identity);
    String alarms = manager.owner.get("/alarms").expect(200).response().body();
    String id = alarms.replaceAll("(?s).*\"id\":\"(l-[0-9a-z]+)\".*", "$1");
    Api.Reply done = manager.owner.post("/alarms/" + id + "/acknowledge").expect(200);
    assertTrue(done.text("acknowledgedBy").contains("owner"), done.response().body());
    String told =
        manager.owner.get("/devices/" + device.id() + "/commands").expect(200).response().body();
    assertTrue(told.contains("\"name\":\"acknowledge-alarm\""), told);
    assertTrue(told.contains("\"point\":\"pump-7/drive-end\""), told);
    clock.advance(Duration.ofMinutes(5));
    send(2, document("ALERT", "UNACKNOWLEDGED"), device.identity);
    assertTrue(
        manager.owner.get("/alarms").response().body().contains("(owner)"),
        "it is acknowledged still");
    clock.advance(Duration.ofMinutes(5));
    send(3, document("DANGER", "UNACKNOWLEDGED"), device.identity);
    assertTrue(
        manager.owner.get("/alarms").response().body().contains("\"acknowledgedBy\":\"\""),
        "worse is new for everybody");
    clock.advance(Duration.ofMinutes(5));
    send(4, document("OK", "NORMAL"), device.identity);
    assertEquals("{\"items\":[]}", manager.owner.get("/alarms").expect(200).response().body());
    assertTrue(manager.owner.get("/alarms?ended=true").response().body().contains(id));
    assertEquals(409, manager.owner.post("/alarms/" + id + "/acknowledge").status());
    assertTrue(manager.owner.get("/audit").response().body().contains("alarm.acknowledge"));
  }

  @Test
  void anOldReportThatComesLateChangesNoMachine() throws Exception {
    clock.advance(Duration.ofHours(1));
    send(2, document("DANGER", "UNACKNOWLEDGED"), device.identity);
    clock.advance(Duration.ofHours(-1));
    send(1, document("OK", "NORMAL"), device.identity);
    assertTrue(manager.owner.get("/machines").response().body().contains("DANGER"));
    assertTrue(manager.owner.get("/alarms").response().body().contains("UNACKNOWLEDGED"));
  }

  @Test
  void reportsOfAQuarantinedGatewayComeAgainAndAreKeptWhenItIsApproved() throws Exception {
    Api.Reply _ = manager.owner.post("/devices/" + device.id() + "/quarantine").expect(200);
    byte[] body = document("ALERT", "UNACKNOWLEDGED");
    var _ = device.publish(device.topic(Leaf.REPORT).toString(), message(1, body), false);
    String refused =
        awaited(
            "/devices/" + device.id() + "/refused-reports", "reports are taken of members only");
    assertTrue(refused.contains("quarantined"), refused);
    assertEquals("{\"items\":[]}", manager.owner.get("/reports").expect(200).response().body());
    Api.Reply _ = manager.owner.post("/devices/" + device.id() + "/approve").expect(200);
    send(1, body, device.identity); // the first answer there is
    assertEquals(1, manager.owner.get("/reports").expect(200).items().size());
  }

  @Test
  void alarmsOfADeletedGatewayAreOver() throws Exception {
    send(1, document("ALERT", "UNACKNOWLEDGED"), device.identity);
    assertEquals(1, manager.owner.get("/alarms").expect(200).items().size());
    Api.Reply _ = manager.owner.post("/devices/" + device.id() + "/revoke").expect(200);
    Api.Reply _ = manager.owner.delete("/devices/" + device.id()).expect(204);
    assertEquals("{\"items\":[]}", manager.owner.get("/alarms").expect(200).response().body());
    String over = manager.owner.get("/alarms?ended=true").expect(200).response().body();
    assertTrue(over.contains("\"state\":\"GATEWAY_DELETED\""), over);
    assertEquals(1, manager.owner.get("/reports").expect(200).items().size());
  }

  @Test
  void alarmsAreListedByMachineAndGatewayAndAWrongValueIsNamed() throws Exception {
    send(1, document("ALERT", "UNACKNOWLEDGED"), device.identity);
    String machine =
        manager
            .owner
            .get("/machines")
            .expect(200)
            .response()
            .body()
            .replaceAll("(?s).*\"(m-[0-9a-z]+)\".*", "$1");
    assertEquals(1, manager.owner.get("/alarms?machine=" + machine).expect(200).items().size());
    assertEquals(0, manager.owner.get("/alarms?machine=m-0").expect(200).items().size());
    assertEquals(1, manager.owner.get("/alarms?device=" + device.id()).expect(200).items().size());
    for (String query : List.of("/reports?asset=%00", "/alarms?machine=a%00b", "/devices?q=%00")) {
      String field = query.replaceAll(".*\\?|=.*", "");
      assertEquals(field, manager.owner.get(query).expect(422).text("field"));
    }
  }

  @Test
  void whatAWebhookNeverTookIsListed() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Api.Reply hook =
          manager
              .owner
              .post(
                  "/webhooks",
                  Api.json(
                      "{'name': 'on-call', 'url': 'http://127.0.0.1:"
                          + server.getLocalPort()
                          + "/'}"))
              .expect(201);
      send(1, document("ALERT", "UNACKNOWLEDGED"), device.identity);
      String path = "/webhooks/" + hook.text("id") + "/deliveries";
      String listed = awaited(path, "to-own-machine"); // which the manager may not reach
      assertTrue(listed.contains("\"state\":\"waiting\""), listed);
      assertTrue(listed.contains("\"change\":\"begin\""), listed);
      assertEquals(404, manager.owner.get("/webhooks/h-0/deliveries").status());
      assertEquals(0, manager.owner.get(path + "?cursor=1").expect(200).items().size());
    }
  }

  @Test
  void bytesThatAreNoDocumentAreKept() throws Exception {
    send(1, new byte[] {0, -1, 7}, device.identity);
    String list = manager.owner.get("/reports").expect(200).response().body();
    String id = list.replaceAll("(?s).*\"id\":\"(r-[0-9a-z]+)\".*", "$1");
    Api.Reply report = manager.owner.get("/reports/" + id).expect(200);
    assertEquals("it is not UTF-8", report.text("noDocument"));
  }
}
