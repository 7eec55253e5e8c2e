package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that do not go with what is there: the answer names place, value and reason. */
final class WrongValueTest {
  private static final String KEY =
      Base64.getEncoder()
          .encodeToString("0123456789abcdef".repeat(2).getBytes(StandardCharsets.UTF_8));

  @TempDir private static Path folder;
  private static RunningManager manager;
  private static Api owner;
  private static String network;
  private static String setupKey;

  @BeforeAll
  static void start() {
    manager = RunningManager.start(folder.resolve("data"), new ManualClock());
    owner = manager.owner;
    network = manager.network("plants");
    setupKey = manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  private static void refused(Api.Reply reply, int status, String field, String... words) {
    assertEquals(status, reply.status(), reply.toString());
    assertEquals(field, reply.text("field"), reply.toString());
    for (String word : words) {
      assertTrue(reply.text("detail").contains(word), word + ": " + reply);
    }
  }

  private static Api.Reply post(String path, String document) {
    return owner.post(path, Api.json(document));
  }

  private static String revoked(String name) {
    String id = manager.device(setupKey, name).enrol().id();
    owner.post("/devices/" + id + "/revoke").expect(200);
    return id;
  }

  @Test
  void siteHasAGatewayThatBelongs() {
    String sites = "/networks/" + network + "/sites";
    String gone = revoked("old-gw");
    refused(
        post(sites, "{'name': 'bonn', 'gateway': '" + gone + "'}"),
        422,
        "gateway",
        gone,
        "old-gw is revoked");
    refused(
        post(sites, "{'name': 'bonn', 'gateway': 'd-nobody'}"),
        422,
        "gateway",
        "d-nobody",
        "there is no such one");
  }

  @Test
  void siteOfAGatewayThatWasRevokedMeanwhileCanBeChanged() {
    String gateway = manager.device(setupKey, "bern-gw").enrol().id();
    String site =
        post("/networks/" + network + "/sites", "{'name': 'bern', 'gateway': '" + gateway + "'}")
            .expect(201)
            .text("id");
    owner.post("/devices/" + gateway + "/revoke").expect(200);
    owner.patch("/sites/" + site, Api.json("{'description': 'closed'}")).expect(200);
    owner.patch("/sites/" + site, Api.json("{'gateway': null}")).expect(200);
    refused(
        owner.patch("/sites/" + site, Api.json("{'gateway': '" + gateway + "'}")),
        422,
        "gateway",
        "bern-gw is revoked");
  }

  @Test
  void serviceIsAtADeviceThatThereIs() {
    String services = "/networks/" + network + "/services";
    String rest = ", 'protocol': 'tcp', 'ports': ['502']}";
    refused(
        post(services, "{'name': 'modbus', 'at': 'device:plc7'" + rest),
        422,
        "at",
        "\"device:plc7\"",
        "no device \"plc7\"");
    String gone = revoked("plc8");
    for (String name : new String[] {"plc8", gone}) {
      refused(
          post(services, "{'name': 'modbus', 'at': 'device:" + name + "'" + rest),
          422,
          "at",
          "plc8 is revoked");
    }
    String id = manager.device(setupKey, "plc9").enrol().id();
    String service =
        post(services, "{'name': 'modbus', 'at': 'device:plc9'" + rest).expect(201).text("id");
    owner.post("/devices/" + id + "/revoke").expect(200);
    owner.patch("/services/" + service, Api.json("{'ports': ['503']}")).expect(200);
  }

  @Test
  void domainIsOfOneNetwork() {
    post("/networks", "{'name': 'one', 'domain': 'corp.test'}").expect(201);
    Api.Reply taken = post("/networks", "{'name': 'two', 'domain': 'corp.test'}");
    refused(taken, 409, "domain", "\"corp.test\"");
    assertEquals("domain-taken", taken.text("code"));
    refused(post("/networks", "{'name': 'one'}"), 409, "name", "\"one\"");
    String two = post("/networks", "{'name': 'two'}").expect(201).text("id");
    refused(owner.patch("/networks/" + two, Api.json("{'domain': 'corp.test'}")), 409, "domain");
    owner.patch("/networks/" + two, Api.json("{'domain': 'two.omniedge'}")).expect(200);
  }

  @Test
  void referencesNameTheirPlace() {
    String device = manager.device(setupKey, "referring").enrol().id();
    refused(
        owner.patch("/devices/" + device, Api.json("{'site': 's-none'}")), 422, "site", "s-none");
    refused(
        post("/networks/" + network + "/setup-keys", "{'name': 'x', 'site': 's-none'}"),
        422,
        "site",
        "s-none");
    String client = ", 'name': 'phone', 'publicKey': '" + KEY + "'";
    refused(post("/clients", "{'network': 'n-none'" + client + "}"), 422, "network", "n-none");
    refused(
        post("/clients", "{'network': '" + network + "'" + client + ", 'gateway': 'd-none'}"),
        422,
        "gateway",
        "d-none");
    refused(
        owner.put("/devices/" + device + "/routes", Api.json("{'approved': ['0.0.0.0/4']}")),
        422,
        "approved",
        "too large");
    refused(
        owner.put("/devices/" + device + "/routes", Api.json("{'approved': ['100.64.0.0/10']}")),
        409,
        "approved",
        "100.64.0.0/10 overlaps");
  }

  @Test
  void headersAreNamedToo() {
    String groups = "/networks/" + network + "/groups";
    owner.post(groups, Api.json("{'name': 'a'}"), "Idempotency-Key", "k").expect(201);
    refused(
        owner.post(groups, Api.json("{'name': 'b'}"), "Idempotency-Key", "k"),
        422,
        "Idempotency-Key");
    refused(
        owner.put(
            "/networks/" + network + "/policy",
            Api.json("{'document': '{}'}"),
            "If-Match",
            "seven"),
        412,
        "If-Match");
  }
}
