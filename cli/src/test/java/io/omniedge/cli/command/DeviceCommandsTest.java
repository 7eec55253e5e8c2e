package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceCommandsTest {
  private static final String BERLIN =
      "{\"id\":\"d-1\",\"name\":\"berlin-gw\",\"network\":\"n-1\",\"membership\":\"active\","
          + "\"online\":true,\"addresses\":[\"100.64.0.1/32\"],\"tags\":[\"gateway\"],"
          + "\"offeredRoutes\":[\"192.168.10.0/24\",\"10.9.0.0/16\"],"
          + "\"approvedRoutes\":[\"10.9.0.0/16\"],\"lastSeenAt\":1780315000}";
  private static final String PLC =
      "{\"id\":\"d-2\",\"name\":\"plc1\",\"network\":\"n-1\",\"membership\":\"pending\","
          + "\"online\":false,\"addresses\":[\"100.64.0.2/32\"],\"tags\":[],\"lastSeenAt\":0}";

  private FakeManager manager;
  private Terminal terminal;

  @BeforeEach
  void start(@TempDir Path home) {
    manager =
        FakeManager.start()
            .withNetwork()
            .on("GET /api/v1/devices", 200, "{\"items\":[" + BERLIN + "," + PLC + "]}")
            .on("GET /api/v1/devices/d-1", 200, BERLIN)
            .on("GET /api/v1/devices/d-2", 200, PLC)
            .on("GET /api/v1/devices/d-1/state", 200, "{\"online\":true}")
            .on("GET /api/v1/devices/d-2/state", 200, "{\"online\":false}");
    terminal = new Terminal(home).at(manager);
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  @Test
  void listsDevicesInATableOfEightyColumns() {
    Terminal.Result result = terminal.run("device", "list").ok();
    result.says("berlin-gw  online").says("plc1       pending").says("now");
    assertTrue(result.out().lines().allMatch(line -> line.length() <= 80), result.out());
  }

  @Test
  void clientIsNotOffline() {
    String client =
        "{\"id\":\"d-3\",\"name\":\"phone\",\"kind\":\"client\",\"membership\":\"active\"}";
    manager.instead("GET /api/v1/devices", 200, "{\"items\":[" + client + "]}");
    Terminal.Result result = terminal.run("device", "list").ok().says("phone  client");
    assertFalse(result.out().contains("offline"), result.out());
  }

  @Test
  void theListIsADocumentForPrograms() {
    JsonObject list = terminal.run("--json", "device", "list").ok().json();
    assertEquals("berlin-gw", View.text(View.objects(list, "items").get(0), "name"));
  }

  @Test
  void filtersByTagAndMembership() {
    terminal.run("device", "list", "--tag", "gateway").ok().says("berlin-gw");
    assertFalse(terminal.run("device", "list", "--tag", "gateway").out().contains("plc1"));
    terminal.run("device", "list", "--membership", "pending").ok();
    assertTrue(manager.last("GET /api/v1/devices").line().contains("membership=pending"));
    terminal.run("device", "list", "--membership", "often").failed(5);
  }

  @Test
  void followsThePagesOfALongList() {
    manager
        .on("GET /api/v1/devices", 200, "{\"items\":[" + BERLIN + "],\"next\":\"c&1\"}")
        .on("GET /api/v1/devices?cursor=c%261&limit=200", 200, "{\"items\":[" + PLC + "]}");
    terminal.run("device", "list").ok().says("berlin-gw").says("plc1");
  }

  @Test
  void showsADevice() {
    terminal
        .run("device", "show", "berlin-gw")
        .ok()
        .says("d-1")
        .says("10.9.0.0/16")
        .says("2026-06-01 11:56:40Z");
    terminal.run("device", "show", "d-2").ok().says("plc1");
  }

  @Test
  void anUnknownDeviceIsInput() {
    terminal.run("device", "show", "nobody").failed(5).complains("no device \"nobody\"");
    terminal.run("device", "show", "../../etc").failed(5).complains("no name of a device");
  }

  @Test
  void approvesByName() {
    manager.on("POST /api/v1/devices/d-2/approve", 200, PLC);
    terminal.run("device", "approve", "plc1").ok().says("plc1 is a member now.");
    assertTrue(
        manager
            .last("POST")
            .headers()
            .getOrDefault("Idempotency-key", "")
            .matches("[0-9a-f-]{36}"));
  }

  @Test
  void rejectsOnlyWhatWaits() {
    manager.on("POST /api/v1/devices/d-2/revoke", 200, PLC);
    terminal.run("device", "reject", "berlin-gw", "--yes").failed(5).complains("it is active");
    terminal.run("device", "reject", "plc1", "--yes").ok().says("turned away");
  }

  @Test
  void asksBeforeItRevokes() {
    manager.on("POST /api/v1/devices/d-1/revoke", 204, "");
    terminal.run("device", "revoke", "berlin-gw").failed(5).complains("--yes");
    terminal.typing("n\n").run("device", "revoke", "berlin-gw").failed(1).complains("nothing");
    terminal.typing("").run("device", "revoke", "berlin-gw").failed(1);
    terminal.typing("yes\n").run("device", "revoke", "berlin-gw").ok().says("is revoked");
    terminal.reading("").run("device", "revoke", "berlin-gw", "--yes", "--json").ok().json();
    assertEquals(2, manager.lines().stream().filter(line -> line.startsWith("POST")).count());
  }

  @Test
  void quarantinesWithAReason() {
    manager.on("POST /api/v1/devices/d-1/quarantine", 200, BERLIN);
    terminal.run("device", "quarantine", "berlin-gw", "--reason", "odd traffic").ok();
    assertEquals("{\"reason\":\"odd traffic\"}", manager.last("POST").body());
  }

  @Test
  void saysWhichTestsOfThePolicyNameARevokedDevice() {
    manager.on(
        "POST /api/v1/devices/d-1/revoke",
        200,
        "{\"id\":\"d-1\",\"policyTests\":[\"tests[1] device:berlin-gw -> device:plc1 tcp/502\"]}");
    terminal
        .run("device", "revoke", "berlin-gw", "--yes")
        .ok()
        .says("berlin-gw is revoked.")
        .complains("tests[1] device:berlin-gw -> device:plc1 tcp/502");
    terminal.run("device", "revoke", "berlin-gw", "--yes", "--json").ok().says("tests[1]");
  }

  @Test
  void deletesOnlyWhatIsRevoked() {
    String revoked = PLC.replace("pending", "revoked");
    manager.on("DELETE /api/v1/devices/d-2", 204, "");
    terminal
        .run("device", "delete", "plc1", "--yes")
        .failed(5)
        .complains("plc1 is not revoked: it is pending")
        .complains("omniedge device revoke plc1");
    manager.instead("GET /api/v1/devices/d-2", 200, revoked);
    terminal.run("device", "delete", "plc1").failed(5).complains("--yes");
    assertFalse(manager.lines().contains("DELETE /api/v1/devices/d-2"));
    terminal.run("device", "delete", "plc1", "--yes").ok().says("plc1 is forgotten.");
    assertTrue(manager.lines().contains("DELETE /api/v1/devices/d-2"));
  }

  @Test
  void renames() {
    manager.on("PATCH /api/v1/devices/d-2", 200, PLC);
    terminal.run("device", "rename", "plc1", "press-4").ok();
    assertEquals("{\"name\":\"press-4\"}", manager.last("PATCH").body());
  }

  @Test
  void whatTheManagerRefusesBecomesTheRightStatus() {
    record Case(int http, int exit) {}
    for (Case one :
        new Case[] {
          new Case(400, 5), new Case(401, 3), new Case(403, 2), new Case(404, 5),
          new Case(409, 1), new Case(412, 1), new Case(422, 5), new Case(429, 4),
          new Case(500, 1), new Case(503, 4)
        }) {
      manager.on(
          "POST /api/v1/devices/d-2/approve",
          one.http(),
          FakeManager.problem(one.http(), "the-code", "the detail"));
      terminal.run("device", "approve", "plc1").failed(one.exit()).complains("the detail");
      JsonObject error = terminal.run("device", "approve", "plc1", "--json").error();
      assertEquals("the-code", View.text(error, "code"));
      assertEquals(one.exit(), View.number(error, "exit"));
      assertEquals(one.http(), View.number(View.object(error, "problem"), "status"));
    }
  }

  @Test
  void whatIsNoJsonIsNamed() {
    manager.instead("GET /api/v1/devices", 200, "<html>");
    terminal.run("device", "list").failed(1).complains("cannot be read");
    manager.on("POST /api/v1/devices/d-1/approve", 502, "<html>bad gateway");
    terminal.run("device", "approve", "d-1").failed(1); // the list it looks in is no JSON
  }

  @Test
  void quietPrintsResultsOnly() {
    manager.on("POST /api/v1/devices/d-2/approve", 200, PLC);
    Terminal.Result result = terminal.run("-q", "device", "approve", "plc1").ok();
    assertEquals("", result.out() + result.err());
  }

  @Test
  void coloursOnlyWhereTheyAreWanted() {
    terminal.with("TERM", "xterm").typing("");
    assertTrue(terminal.run("device", "list").out().contains("\u001b["));
    assertFalse(terminal.with("NO_COLOR", "1").run("device", "list").out().contains("\u001b["));
    assertFalse(
        terminal.without("NO_COLOR").reading("").run("device", "list").out().contains("\u001b["));
  }

  @Test
  void listsAndApprovesRoutes() {
    manager.on("PUT /api/v1/devices/d-1/routes", 200, BERLIN);
    terminal.run("routes", "list").ok().says("waits for approval").says("10.9.0.0/16");
    terminal.run("routes", "approve", "berlin-gw", "192.168.10.0/24").ok();
    assertEquals(
        "{\"approved\":[\"10.9.0.0/16\",\"192.168.10.0/24\"]}", manager.last("PUT").body());
    terminal.run("routes", "reject", "berlin-gw", "10.9.0.0/16").ok().says("serves no network");
    assertEquals("{\"approved\":[]}", manager.last("PUT").body());
    terminal.run("routes", "approve", "berlin-gw", "--all").ok();
    assertTrue(manager.last("PUT").body().contains("192.168.10.0/24"));
  }

  @Test
  void wrongRoutesAreInput() {
    terminal
        .run("routes", "approve", "berlin-gw", "192.168.10.1/24")
        .failed(5)
        .complains("192.168.10.0/24");
    terminal.run("routes", "approve", "berlin-gw").failed(5).complains("no network is named");
    terminal.run("routes", "approve", "berlin-gw", "--all", "10.0.0.0/8").failed(5);
    terminal.run("routes", "reject", "berlin-gw").failed(5);
  }

  @Test
  void showsPeersAsADeviceSeesThem() {
    manager.instead(
        "GET /api/v1/devices/d-1/state",
        200,
        "{\"state\":{\"peers\":{\"d-2\":{\"endpoint\":"
            + "\"192.0.2.7:51820\",\"lastHandshake\":1780315190,\"receivedBytes\":1400000,"
            + "\"sentBytes\":512}}}}");
    terminal
        .run("peers", "berlin-gw")
        .ok()
        .says("plc1")
        .says("192.0.2.7:51820")
        .says("10 s ago")
        .says("1.4 MB")
        .says("512 B");
  }

  private Terminal.Result peersOf(String device, String state) {
    manager.instead("GET /api/v1/devices/d-1", 200, device);
    manager.instead("GET /api/v1/devices/d-1/state", 200, state);
    return terminal.run("peers", "berlin-gw").ok();
  }

  private static String state(long secondsAgo, String peers) {
    return "{\"toldAt\":" + (1_780_315_200 - secondsAgo) + ",\"state\":{\"peers\":" + peers + "}}";
  }

  @Test
  void saysOfHowLongAgoThePeersAre() {
    String one = "{\"d-2\":{\"endpoint\":\"192.0.2.7:51820\"}}";
    assertEquals("", peersOf(BERLIN, state(20, one)).err());
    peersOf(BERLIN, state(600, one)).complains("This is what berlin-gw told 10 min ago.");
    peersOf(BERLIN.replace("true", "false"), state(600, one))
        .says("plc1")
        .complains("berlin-gw is offline: this is what it told 10 min ago.");
    peersOf(BERLIN.replace("active", "revoked"), state(7200, one))
        .says("plc1")
        .complains("berlin-gw is revoked: this is what it told 2 h ago.");
    JsonObject document = terminal.run("peers", "berlin-gw", "--json").ok().json();
    assertEquals("revoked", View.text(document, "membership"));
    assertEquals(1_780_308_000, View.number(document, "stateAt"));
  }

  @Test
  void saysWhyThereAreNoPeers() {
    String offline = BERLIN.replace("true", "false");
    peersOf(BERLIN, state(20, "{}")).complains("no rule of the policy is about it");
    peersOf(offline, state(600, "{}")).complains("It had no peers 10 min ago");
    peersOf(BERLIN, "{\"online\":true}").complains("not told of its peers since");
    peersOf(BERLIN.replace("active", "revoked"), state(20, "{}"))
        .complains("It has no peers: it is revoked.");
    peersOf(BERLIN.replace("\"name\"", "\"kind\":\"client\",\"name\""), "{}")
        .complains("It is a client");
  }
}
