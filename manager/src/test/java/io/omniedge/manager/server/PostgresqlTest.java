package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.plugin.PluginFile;
import io.omniedge.manager.store.TestDatabases;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.sign.SigningKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole manager on a real PostgreSQL. */
final class PostgresqlTest {
  @TempDir private Path folder;

  @Test
  void devicesGetInApprovedMappedConfiguredAndOutAgain() {
    Properties properties = new Properties();
    properties.setProperty("database", TestDatabases.postgresqlUrl());
    properties.setProperty("database.user", "postgres");
    try (RunningManager manager =
        RunningManager.start(folder.resolve("data"), new ManualClock(), properties)) {
      Api owner = manager.owner;
      String network = manager.network("plants");
      manager.policy(
          network, "{'rules': [{'id': 'all', 'from': ['any'], 'to': ['any'], 'protocol': 'any'}]}");
      String key = manager.setupKey(network, ", 'maxUses': 0, 'tags': ['new']");
      try (SimulatedDevice one = manager.device(key, "one").enrol().connect();
          SimulatedDevice other = manager.device(key, "other").enrol().connect()) {
        owner.post("/devices/" + one.id() + "/approve").expect(200);
        owner.post("/devices/" + other.id() + "/approve").expect(200);
        NetworkMap map = one.awaitMap(now -> now.peers().containsKey(other.id()));
        assertEquals(Membership.ACTIVE, map.membership());
        owner
            .post(
                "/networks/" + network + "/sites",
                Api.json(
                    "{'name': 'berlin', 'gateway': '"
                        + one.id()
                        + "', 'prefixes': ['192.168.7.0/24']}"))
            .expect(201);
        owner.post("/networks/" + network + "/groups", Api.json("{'name': 'g'}")).expect(201);
        owner
            .post(
                "/networks/" + network + "/services",
                Api.json(
                    "{'name': 'web', 'at': 'device:one', 'protocol': 'tcp', 'ports': ['443']}"))
            .expect(201);
        owner
            .patch("/devices/" + other.id(), Api.json("{'groups': ['g'], 'tags': ['x']}"))
            .expect(200);
        owner
            .put(
                "/devices/" + one.id() + "/configuration/desired",
                Api.json("{'components': {'pid': {'properties': {'a': 1}}}}"),
                "If-Match",
                "\"0\"")
            .expect(200);
        SigningKey signer = SigningKey.generate();
        owner
            .post("/plugin-keys", Api.json("{'name': 'acme', 'key': '" + signer.verifyKey() + "'}"))
            .expect(201);
        byte[] file = PluginFile.signed(signer, "com.acme.hook", "1.0.0");
        Api.Reply uploaded = owner.file("/plugin-packages", file, "application/wasm").expect(201);
        String plugins = "/plugin-packages/" + uploaded.text("id");
        one.versions.put("agent", "0.1.0");
        one.sayState();
        one.settle();
        owner.post(plugins + "/install", Api.json("{'devices': ['" + one.id() + "']}")).expect(200);
        assertArrayEquals(
            file, one.fetch("/device/plugin-packages/" + uploaded.text("sha256")).body());
        owner.delete(plugins).expect(409);
        assertEquals(1, owner.get("/plugin-packages").expect(200).items().size());
        assertEquals(1, owner.get("/devices?q=ONE").expect(200).items().size());
        owner.post("/devices/" + other.id() + "/revoke").expect(200);
        NetworkMap _ = one.awaitMap(now -> now.peers().isEmpty());
        owner.delete("/devices/" + other.id()).expect(204);
      }
      assertEquals("true", owner.get("/audit/verification").text("intact"));
      assertTrue(owner.get("/audit?limit=50").items().size() > 8);
    }
  }

  @Test
  void reportsAlarmsAndWebhooksAreListed() {
    Properties properties = new Properties();
    properties.setProperty("database", TestDatabases.postgresqlUrl());
    properties.setProperty("database.user", "postgres");
    try (RunningManager manager =
        RunningManager.start(folder.resolve("data"), new ManualClock(), properties)) {
      Api owner = manager.owner;
      assertEquals("asset", owner.get("/reports?asset=%00").expect(422).text("field"));
      for (String list : List.of("/reports?asset=pump-7", "/machines", "/alarms?machine=m-0")) {
        assertEquals(List.of(), owner.get(list).expect(200).items());
      }
      Api.Reply hook =
          owner
              .post("/webhooks", Api.json("{'name': 'a', 'url': 'https://a.example/'}"))
              .expect(201);
      String path = "/webhooks/" + hook.text("id");
      assertEquals(List.of(), owner.get(path + "/deliveries").expect(200).items());
      assertTrue(owner.get("/webhooks").expect(200).response().body().contains("\"failed\":0"));
      owner.delete(path).expect(204);
    }
  }
}
