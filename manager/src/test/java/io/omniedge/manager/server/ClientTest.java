package io.omniedge.manager.server;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.net.Prefix;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients with the standard WireGuard app, as the maps of the others have them. */
final class ClientTest {
  private static final String KEY = "Xk3zJ4m1vQb0bq6m7nJ0zB7hHk9mYb7l3p1Qy8mQh2E=";

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

  private static Api.Reply create(String network, String name, String key, String more) {
    return manager.owner.post(
        "/clients",
        Api.json(
            "{'network': '"
                + network
                + "', 'name': '"
                + name
                + "', 'publicKey': '"
                + key
                + "'"
                + more
                + "}"));
  }

  @Test
  void clientIsAPeerOfItsGatewayAndARouteForTheOthers() {
    String network = manager.network("clients");
    manager.policy(
        network,
        "{'rules': [{'id': 'phone', 'from': ['tag:phone'], 'to': ['device:plc'],"
            + " 'protocol': 'tcp', 'ports': ['502']}]}");
    String setupKey = manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
    try (SimulatedDevice gateway = manager.device(setupKey, "gw").enrol().connect();
        SimulatedDevice plc = manager.device(setupKey, "plc").enrol().connect();
        SimulatedDevice camera = manager.device(setupKey, "camera").enrol().connect()) {
      assertTrue(gateway.nextMap().peers().isEmpty());
      assertTrue(plc.nextMap().peers().isEmpty());
      camera.nextMap();

      Api.Reply made =
          create(network, "phone", KEY, ", 'tags': ['phone'], 'gateway': '" + gateway.id() + "'")
              .expect(201);
      String client = made.text("id");

      NetworkMap atGateway = gateway.awaitMap(map -> map.peers().containsKey(client));
      MapPeer peer = requireNonNull(atGateway.peers().get(client));
      assertEquals(KEY, peer.publicKey());
      assertTrue(
          atGateway.peers().containsKey(plc.id()), "whom its client reaches, the gateway reaches");
      assertFalse(atGateway.rules().isEmpty(), "it passes on what its client may send");
      NetworkMap atPlc = plc.awaitMap(map -> map.peers().containsKey(gateway.id()));
      assertEquals(List.of(gateway.id()), List.copyOf(atPlc.peers().keySet()));
      List<Prefix> routes = requireNonNull(atPlc.peers().get(gateway.id())).routes();
      assertEquals(peer.addresses(), routes);
      camera.askForMap();
      assertTrue(camera.nextMap().peers().isEmpty(), "no rule, no peer");

      manager.owner.post("/devices/" + client + "/revoke").expect(200);
      gateway.awaitMap(map -> map.peers().isEmpty() && map.rules().isEmpty());
      plc.awaitMap(map -> map.peers().isEmpty());
    }
  }

  @Test
  void whoeverLosesTheGatewayLosesItsClients() {
    String network = manager.network("lost-gateway");
    manager.policy(
        network,
        "{'rules': [{'id': 'all', 'from': ['device:phone'], 'to': ['device:plc'],"
            + " 'protocol': 'any'}]}");
    String setupKey = manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
    try (SimulatedDevice gateway = manager.device(setupKey, "gw").enrol().connect();
        SimulatedDevice plc = manager.device(setupKey, "plc").enrol().connect()) {
      plc.nextMap();
      gateway.nextMap();
      create(network, "phone", KEY, ", 'gateway': '" + gateway.id() + "'").expect(201);
      plc.awaitMap(map -> map.peers().containsKey(gateway.id()));

      manager.owner.post("/devices/" + gateway.id() + "/quarantine").expect(200);
      assertTrue(plc.awaitMap(map -> map.peers().isEmpty()).peers().isEmpty());
      manager.owner.post("/devices/" + gateway.id() + "/approve").expect(200);
      plc.awaitMap(map -> map.peers().containsKey(gateway.id()));

      manager.owner.delete("/devices/" + gateway.id()).expect(204);
      plc.awaitMap(map -> map.peers().isEmpty());
    }
  }

  @Test
  void joinsThroughAGatewayAndThroughNothingElse() {
    String network = manager.network("chosen-gateway");
    String setupKey = manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
    String passing =
        manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0, 'ephemeral': true");
    SimulatedDevice server = manager.device(setupKey, "a-server");
    server.versions.put("omniedge", "1.0.0");
    try (SimulatedDevice member = server.enrol().connect();
        SimulatedDevice container = manager.device(passing, "b-container").enrol().connect()) {
      awaitOnline(member, container);
      Api.Reply none = create(network, "phone", KEY, "").expect(409);
      assertEquals("no-gateway", none.text("code"));
      assertTrue(none.text("detail").contains("plain and ephemeral members"), none.toString());
      String named = ", 'gateway': '" + container.id() + "'";
      Api.Reply refused = create(network, "phone", KEY, named).expect(409);
      assertTrue(refused.text("detail").contains("ephemeral"), refused.toString());

      SimulatedDevice offline = manager.device(setupKey, "c-gw").enrol();
      assertEquals(offline.id(), create(network, "one", KEY, "").expect(201).text("gateway"));
      try (SimulatedDevice gateway = manager.device(setupKey, "d-gw").enrol().connect()) {
        awaitOnline(gateway);
        Api.Reply second = create(network, "two", SimulatedDevice.randomWireguardKey(), "");
        assertEquals(gateway.id(), second.expect(201).text("gateway"));
      }
      assertEquals("member", manager.owner.get("/devices/" + member.id()).text("kind"));
      String chosen = ", 'gateway': '" + member.id() + "'";
      create(network, "three", SimulatedDevice.randomWireguardKey(), chosen).expect(201);
    }
  }

  @Test
  void exitNodeDoesNotTakeItsClientsOffTheInternet() {
    String network = manager.network("clients-and-exit");
    String setupKey = manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
    SimulatedDevice gateway = manager.device(setupKey, "gw").enrol();
    manager
        .owner
        .put(
            "/devices/" + gateway.id() + "/routes",
            Api.json("{'approved': ['10.7.0.0/16', '0.0.0.0/0', '::/0']}"))
        .expect(200);
    String reached =
        create(network, "phone", KEY, "").expect(201).json().find("peer").orElseThrow().toString();
    assertTrue(reached.contains("10.7.0.0/16"), reached);
    assertFalse(reached.contains("0.0.0.0/0"), reached);
    assertFalse(reached.contains("::/0"), reached);
  }

  private static void awaitOnline(SimulatedDevice... devices) {
    for (SimulatedDevice device : devices) {
      device.settle(); // it asks for its map before it says that it is there
    }
  }

  @Test
  void clientIsNeitherOnlineNorOffline() {
    String network = manager.network("present-clients");
    String setupKey = manager.setupKey(network, ", 'autoApprove': true");
    SimulatedDevice gateway = manager.device(setupKey, "gw").enrol();
    String client = create(network, "phone", KEY, "").expect(201).text("id");
    Api.Reply shown = manager.owner.get("/devices/" + client).expect(200);
    assertTrue(shown.json().find("online").isEmpty(), shown.toString());
    assertTrue(shown.json().find("lastSeenAt").isEmpty(), shown.toString());
    String devices = "/devices?network=" + network;
    assertEquals(2, manager.owner.get(devices).items().size());
    assertEquals(0, manager.owner.get(devices + "&online=true").items().size());
    List<JsonObject> offline = manager.owner.get(devices + "&online=false").items();
    assertEquals(1, offline.size());
    assertTrue(offline.getFirst().toJson().contains(gateway.id()));
  }

  @Test
  void refusesWhatCannotBe() {
    String network = manager.network("refused-clients");
    String setupKey = manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
    assertEquals("no-gateway", create(network, "phone", KEY, "").expect(409).text("code"));
    try (SimulatedDevice gateway = manager.device(setupKey, "gw").enrol()) {
      String through = ", 'gateway': '" + gateway.id() + "'";
      assertEquals("invalid", create(network, "phone", "short", through).expect(422).text("code"));
      assertEquals(
          "wireguard-key-taken",
          create(network, "phone", gateway.wireguardKey, through).expect(409).text("code"));
      assertEquals("name-taken", create(network, "gw", KEY, through).expect(409).text("code"));
      create(network, "Phone", KEY, through).expect(422);
      Api.Reply zeros = create(network, "zeros", "A".repeat(43) + "=", through).expect(422);
      assertEquals("publicKey", zeros.text("field"), "no gateway could have it as a peer");
      create(network, "phone", KEY, ", 'gateway': 'd-nothing'").expect(422);
      create(manager.network("other-clients"), "phone", KEY, through).expect(422);
      create("n-nothing", "phone", KEY, through).expect(422);
      String id = create(network, "phone", KEY, through).expect(201).text("id");
      Api.Reply shown = manager.owner.get("/devices/" + id).expect(200);
      assertEquals("client", shown.text("kind"));
      assertEquals(gateway.id(), shown.text("gateway"));
      assertEquals(
          "no-gateway",
          create(network, "second", "A".repeat(42) + "E=", ", 'gateway': '" + id + "'")
              .expect(409)
              .text("code"),
          "a client is no gateway");
    }
  }
}
