package io.omniedge.manager.server;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
      create(network, "phone", KEY, ", 'gateway': 'd-nothing'").expect(404);
      create(manager.network("other-clients"), "phone", KEY, through).expect(422);
      create("n-nothing", "phone", KEY, through).expect(404);
      String id = create(network, "phone", KEY, through).expect(201).text("id");
      Api.Reply shown = manager.owner.get("/devices/" + id).expect(200);
      assertEquals("client", shown.text("kind"));
      assertEquals(gateway.id(), shown.text("gateway"));
      assertEquals(
          "no-gateway",
          create(network, "second", "A".repeat(42) + "A=", ", 'gateway': '" + id + "'")
              .expect(409)
              .text("code"),
          "a client is no gateway");
    }
  }
}
