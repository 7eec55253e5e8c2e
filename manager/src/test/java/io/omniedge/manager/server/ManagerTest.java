package io.omniedge.manager.server;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.message.Command;
import io.omniedge.protocol.message.CommandResult;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A manager with its broker, and devices that do what gateways do: over HTTPS and MQTT. */
final class ManagerTest {
  private static final String ALL_TO_ALL =
      "{'rules': [{'id': 'all', 'from': ['any'], 'to': ['any'], 'protocol': 'any'}]}";
  private static final String NOTHING = "{'rules': []}";

  @TempDir private static Path folder;
  private static RunningManager manager;

  @BeforeAll
  static void start() {
    manager = RunningManager.start(folder.resolve("data"), new ManualClock());
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  private static String approving(String network) {
    return manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
  }

  private static MapPeer peer(NetworkMap map, SimulatedDevice device) {
    return requireNonNull(map.peers().get(device.id()), "no peer");
  }

  /** The broker must say no; silence is none. */
  private static void assertRefused(Executable attempt, String what) {
    Throwable refusal = assertThrows(CompletionException.class, attempt, what);
    assertFalse(refusal.getCause() instanceof TimeoutException, what + ": no answer");
  }

  @Test
  void deviceEnrolsWaitsIsApprovedAndGetsItsPeers() {
    String network = manager.network("approval");
    manager.policy(network, ALL_TO_ALL);
    String approving = approving(network);
    try (SimulatedDevice first = manager.device(approving, "first").enrol().connect();
        SimulatedDevice second =
            manager.device(manager.setupKey(network, ""), "second").enrol().connect()) {
      assertEquals(Membership.PENDING, second.answer().membership());
      NetworkMap waiting = second.nextMap();
      assertEquals(Membership.PENDING, waiting.membership());
      assertTrue(waiting.peers().isEmpty() && waiting.rules().isEmpty());
      assertTrue(first.nextMap().peers().isEmpty());

      manager.owner.post("/devices/" + second.id() + "/approve").expect(200);

      NetworkMap active = second.awaitMap(map -> map.membership() == Membership.ACTIVE);
      assertEquals(List.of(first.id()), List.copyOf(active.peers().keySet()));
      assertEquals(first.wireguardKey, peer(active, first).publicKey());
      assertFalse(active.rules().isEmpty());
      NetworkMap other = first.awaitMap(map -> !map.peers().isEmpty());
      assertEquals(second.wireguardKey, peer(other, second).publicKey());
      assertEquals(1, first.fulls, "what follows the first map are differences");
    }
  }

  @Test
  void policyChangeReachesOnlyThoseWhomItConcerns() {
    String network = manager.network("change");
    manager.policy(network, NOTHING);
    String key = approving(network);
    try (SimulatedDevice plc = manager.device(key, "plc").enrol().connect();
        SimulatedDevice laptop = manager.device(key, "laptop").enrol().connect();
        SimulatedDevice camera = manager.device(key, "camera").enrol().connect()) {
      plc.nextMap();
      laptop.nextMap();
      camera.nextMap();

      manager.policy(
          network,
          "{'rules': [{'id': 'modbus', 'from': ['device:laptop'], 'to': ['device:plc'],"
              + " 'protocol': 'tcp', 'ports': ['502']}]}");

      NetworkMap of = plc.awaitMap(map -> !map.rules().isEmpty());
      assertEquals(List.of(laptop.id()), List.copyOf(of.peers().keySet()));
      NetworkMap other = laptop.awaitMap(map -> !map.rules().isEmpty());
      assertEquals(of.epoch(), other.epoch());
      assertEquals(1, plc.deltas);
      camera.askForMap(); // whatever had been sent to it would come before the answer
      assertEquals(0, camera.nextMap().rules().size());
      assertEquals(1, camera.fulls + camera.deltas, "nothing was sent to whom it does not concern");
    }
  }

  @Test
  void revokedDeviceIsCutOffAndGoneFromAllMaps() {
    String network = manager.network("revocation");
    manager.policy(network, ALL_TO_ALL);
    String key = approving(network);
    try (SimulatedDevice good = manager.device(key, "good").enrol().connect();
        SimulatedDevice bad = manager.device(key, "bad").enrol().connect()) {
      good.awaitMap(map -> map.peers().containsKey(bad.id()));
      bad.nextMap();

      manager.owner.post("/devices/" + bad.id() + "/revoke").expect(200);

      good.awaitMap(map -> !map.peers().containsKey(bad.id()));
      assertEquals(Membership.REVOKED, bad.awaitMap(map -> map.peers().isEmpty()).membership());
      manager.clock.advance(Duration.ofSeconds(2));
      manager.timers.runDue();
      assertRefused(() -> bad.connectAs(bad.id()), "a revoked device");
      assertEquals("device-revoked", bad.tryToRenew().expect(403).text("code"));
      assertEquals("device-revoked", bad.tryToEnrol().expect(403).text("code"));
      assertEquals(
          "device-revoked",
          manager.owner.post("/devices/" + bad.id() + "/approve").expect(409).text("code"));
    }
  }

  @Test
  void deviceCannotSpeakForAnotherNorListenToIt() {
    String network = manager.network("foreign");
    String key = approving(network);
    try (SimulatedDevice one = manager.device(key, "one").enrol().connect();
        SimulatedDevice other = manager.device(key, "other").enrol()) {
      String foreign = new Topic(other.answer().tenant(), other.id(), Leaf.STATE).toString();
      for (String filter :
          List.of(
              "#",
              "omniedge/v1/#",
              new Topic("t-1", other.id(), Leaf.MAP).toString(),
              "$share/g/" + one.topic(Leaf.MAP),
              "omniedge/v1/+/+/map",
              "$SYS/#")) {
        assertRefused(() -> one.subscribe(filter), filter);
      }
      assertRefused(
          () -> one.publish(foreign, one.state().toBytes(), true), "publishing as another device");
      assertRefused(
          () -> one.publish(one.topic(Leaf.MAP).toString(), new byte[] {1}, false),
          "publishing what only the manager may");

      assertRefused(() -> one.connectAs(other.id()), "another's identifier");
      assertRefused(() -> one.connectAs("omniedge-manager"), "our identifier");
      assertRefused(one::connectWithoutCertificate, "no certificate");
      assertEquals("false", manager.owner.get("/devices/" + other.id()).expect(200).text("online"));
    }
  }

  @Test
  void brokenMessagesChangeNothingAndAreCounted() {
    String network = manager.network("broken");
    try (SimulatedDevice device = manager.device(approving(network), "device").enrol().connect()) {
      device.nextMap();
      for (String bad :
          List.of("", "{", "null", "[".repeat(500), "{\"online\":1}", "\u0000", "{\"epoch\":-1}")) {
        for (Leaf leaf : List.of(Leaf.STATE, Leaf.MAP_REQUEST, Leaf.REPORTED, Leaf.RESULT)) {
          var _ =
              device.publish(
                  device.topic(leaf).toString(), bad.getBytes(StandardCharsets.UTF_8), false);
        }
      }
      device.settle();
      assertEquals("true", manager.owner.get("/devices/" + device.id()).text("online"));
      assertEquals(
          404, manager.owner.get("/devices/" + device.id() + "/configuration/reported").status());
      String metrics = manager.owner.get("/metrics").expect(200).response().body();
      assertFalse(metrics.contains("omniedge_messages_refused_total 0.0"), metrics);
    }
  }

  @Test
  void copiedIdentityPutsBothCopiesInQuarantineUntilAPersonLooks() {
    String network = manager.network("clone");
    manager.policy(network, ALL_TO_ALL);
    String key = approving(network);
    try (SimulatedDevice peer = manager.device(key, "peer").enrol().connect();
        SimulatedDevice device = manager.device(key, "device").enrol().connect()) {
      peer.awaitMap(map -> map.peers().containsKey(device.id()));
      device.awaitMap(map -> map.membership() == Membership.ACTIVE);

      device.boot = "boot-of-the-copy"; // it started from the same state: the same number
      device.sayState();

      assertEquals(
          Membership.QUARANTINED, device.awaitMap(map -> map.peers().isEmpty()).membership());
      peer.awaitMap(map -> !map.peers().containsKey(device.id()));
      assertEquals("cloned", manager.owner.get("/devices/" + device.id()).text("reason"));

      manager.owner.post("/devices/" + device.id() + "/approve").expect(200);
      device.awaitMap(map -> map.membership() == Membership.ACTIVE);
      device.sayState();
      device.keyGeneration--; // an older copy of the disk
      device.sayState();
      device.awaitMap(map -> map.membership() == Membership.QUARANTINED);
    }
  }

  @Test
  void configurationIsWantedReportedAndRolledBack() throws Exception {
    String network = manager.network("configuration");
    try (SimulatedDevice device = manager.device(approving(network), "device").enrol().connect()) {
      String path = "/devices/" + device.id() + "/configuration";
      JsonObject wanted =
          Api.json("{'components': {'a.pid': {'properties': {'rate': 5}}}, 'note': 'faster'}");
      manager.owner.put(path + "/desired", wanted).expect(200);
      DesiredConfiguration first =
          DesiredConfiguration.verified(device.await(Leaf.DESIRED), device.answer().managerKey());
      assertEquals(1, first.revision());
      assertEquals(device.id(), first.device());
      assertEquals(
          Api.json("{'rate': 5}"), requireNonNull(first.components().get("a.pid")).properties());

      manager
          .owner
          .put(path + "/desired", Api.json("{'components': {}}"), "If-Match", "\"0\"")
          .expect(412);
      manager
          .owner
          .put(path + "/desired", Api.json("{'components': {}}"), "If-Match", "\"1\"")
          .expect(200);
      manager.owner.post(path + "/rollback", Api.json("{'revision': 1}")).expect(200);
      device.await(Leaf.DESIRED);
      DesiredConfiguration again =
          DesiredConfiguration.verified(device.await(Leaf.DESIRED), device.answer().managerKey());
      assertEquals(3, again.revision());
      assertEquals(first.components(), again.components());

      TreeMap<String, ComponentSettings> components = new TreeMap<>();
      components.put("a.pid", new ComponentSettings(Optional.empty(), Api.json("{'rate': 5}")));
      ReportedConfiguration reported =
          new ReportedConfiguration(
              3, ReportedConfiguration.Outcome.APPLIED, "", 7, List.of(), components);
      var _ = device.publish(device.topic(Leaf.REPORTED).toString(), reported.toBytes(), true);
      device.settle();
      Api.Reply shown = manager.owner.get(path + "/reported").expect(200);
      assertTrue(shown.text("document").contains("\"outcome\":\"applied\""), shown.toString());
      assertEquals(3, manager.owner.get(path + "/history").items().size());
    }
  }

  @Test
  void desiredPasswordsReachTheDeviceAndNobodyElse() throws Exception {
    String network = manager.network("passwords");
    try (SimulatedDevice device = manager.device(approving(network), "device").enrol().connect()) {
      String path = "/devices/" + device.id() + "/configuration";
      var _ =
          device.publish(
              device.topic(Leaf.FORMS).toString(),
              Api.json(
                      "{'version': 1, 'forms': {'a.pid': {'attributes':"
                          + " [{'id': 'pin', 'type': 'password'},"
                          + " {'id': 'n', 'type': 'integer'}]}}}")
                  .toBytes(),
              true);
      device.settle();
      Api.Reply shown =
          manager
              .owner
              .put(
                  path + "/desired",
                  Api.json("{'components': {'a.pid': {'properties': {'pin': 'hush', 'n': 1}}}}"))
              .expect(200);
      assertEquals("hush", pin(device));
      JsonObject components = (JsonObject) shown.json().find("components").orElseThrow();
      for (Api.Reply reply :
          List.of(
              shown,
              manager.owner.get(path + "/desired").expect(200),
              manager.owner.get(path + "/history").expect(200),
              manager
                  .owner
                  .put(
                      path + "/desired",
                      JsonObject.builder().put("components", components).put("note", "n").build())
                  .expect(200),
              manager.owner.post(path + "/rollback", Api.json("{'revision': 1}")).expect(200))) {
        assertFalse(reply.response().body().contains("hush"), reply.toString());
        assertTrue(reply.response().body().contains("\"pin\":\"***\""), reply.toString());
      }
      assertEquals("hush", pin(device));
      assertEquals("hush", pin(device));
    }
  }

  private static String pin(SimulatedDevice device) throws Exception {
    DesiredConfiguration desired =
        DesiredConfiguration.verified(device.await(Leaf.DESIRED), device.answer().managerKey());
    JsonString pin =
        (JsonString)
            requireNonNull(desired.components().get("a.pid"))
                .properties()
                .find("pin")
                .orElseThrow();
    return pin.value();
  }

  @Test
  void firstChangeOfAConfigurationCanBeUndone() throws Exception {
    String network = manager.network("undo");
    try (SimulatedDevice device = manager.device(approving(network), "device").enrol().connect()) {
      String path = "/devices/" + device.id() + "/configuration";
      TreeMap<String, ComponentSettings> components = new TreeMap<>();
      components.put(
          "a.pid", new ComponentSettings(Optional.empty(), Api.json("{'rate': 5, 'name': 'x'}")));
      var _ =
          device.publish(
              device.topic(Leaf.REPORTED).toString(),
              new ReportedConfiguration(
                      0, ReportedConfiguration.Outcome.NONE, "", 7, List.of(), components)
                  .toBytes(),
              true);
      device.settle();
      JsonObject wanted = Api.json("{'components': {'a.pid': {'properties': {'rate': 6}}}}");
      assertEquals("2", manager.owner.put(path + "/desired", wanted).expect(200).text("revision"));
      manager.owner.post(path + "/rollback", Api.json("{'revision': 1}")).expect(200);
      device.await(Leaf.DESIRED);
      DesiredConfiguration undone =
          DesiredConfiguration.verified(device.await(Leaf.DESIRED), device.answer().managerKey());
      assertEquals(3, undone.revision());
      assertEquals(
          Api.json("{'rate': 5}"), requireNonNull(undone.components().get("a.pid")).properties());
    }
  }

  @Test
  void commandIsSignedDoneOnceAndAnswered() throws Exception {
    String network = manager.network("command");
    try (SimulatedDevice device = manager.device(approving(network), "device").enrol().connect()) {
      Api.Reply given =
          manager
              .owner
              .post("/devices/" + device.id() + "/commands", Api.json("{'name': 'reload'}"))
              .expect(202);
      Command command = Command.verified(device.await(Leaf.COMMAND), device.answer().managerKey());
      assertEquals(given.text("id"), command.id());
      var _ =
          device.publish(
              device.topic(Leaf.RESULT).toString(),
              new CommandResult(command.id(), true, "done <b>so</b>").toBytes(),
              false);
      var _ =
          device.publish(
              device.topic(Leaf.RESULT).toString(),
              new CommandResult(command.id(), false, "a second answer").toBytes(),
              false);
      device.settle();
      String path = "/devices/" + device.id() + "/commands/" + command.id();
      assertEquals("done", manager.owner.get(path).expect(200).text("state"));
      assertEquals("done <b>so</b>", manager.owner.get(path).text("result"));
    }
  }

  @Test
  void siteMakesItsGatewayServeItsNetworks() {
    String network = manager.network("site");
    manager.policy(
        network,
        "{'rules': [{'id': 'all', 'from': ['device:office'], 'to': ['site:berlin'],"
            + " 'protocol': 'any'}]}");
    String key = approving(network);
    try (SimulatedDevice gateway = manager.device(key, "gateway").enrol().connect();
        SimulatedDevice office = manager.device(key, "office").enrol().connect()) {
      office.nextMap();
      Api.Reply site =
          manager
              .owner
              .post(
                  "/networks/" + network + "/sites",
                  Api.json(
                      "{'name': 'berlin', 'gateway': '"
                          + gateway.id()
                          + "', 'prefixes': ['192.168.7.0/24'],"
                          + " 'hosts': {'plc': '192.168.7.20'}}"))
              .expect(201);
      NetworkMap map = office.awaitMap(now -> !now.peers().isEmpty());
      assertEquals("192.168.7.0/24", peer(map, gateway).routes().getFirst().toString());
      assertEquals(
          "192.168.7.20/32", requireNonNull(map.names().get("plc.berlin")).getFirst().toString());
      assertEquals(
          "192.168.7.0/24",
          gateway.awaitMap(now -> !now.routes().isEmpty()).routes().getFirst().toString());
      assertEquals(
          "route-conflict",
          manager
              .owner
              .put(
                  "/devices/" + office.id() + "/routes",
                  Api.json("{'approved': ['192.168.7.128/25']}"))
              .expect(409)
              .text("code"));

      manager.owner.delete("/sites/" + site.text("id")).expect(204);
      office.awaitMap(now -> now.peers().isEmpty());
    }
  }
}
