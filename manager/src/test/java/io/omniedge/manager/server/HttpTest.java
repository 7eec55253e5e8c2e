package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.DatabaseSettings;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The REST interface as programs and strangers use it. */
final class HttpTest {
  @TempDir private static Path folder;
  private static RunningManager manager;
  private static Api owner;
  private static String network;

  @BeforeAll
  static void start() {
    manager = RunningManager.start(folder.resolve("data"), new ManualClock());
    owner = manager.owner;
    network = manager.network("plants");
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  private static Api with(Role role) {
    JsonObject wanted =
        JsonObject.builder().put("name", "a " + role.text()).put("role", role.text()).build();
    return owner.as(owner.post("/api-keys", wanted).expect(201).text("secret"));
  }

  /** A new one is a decision, so it is written down here. */
  @Test
  void onlyTheseNeedNoCredentials() {
    assertEquals(
        Set.of(
            "GET /api/v1/healthz",
            "GET /api/v1/openapi.yaml",
            "POST /api/v1/enrolment/challenge",
            "POST /api/v1/enrolment",
            "POST /api/v1/renewal"),
        apiRoutes().stream()
            .filter(route -> route.permission() == Permission.PUBLIC)
            .map(route -> route.method() + " " + route.path())
            .collect(Collectors.toSet()));
  }

  private static String concrete(String path) {
    return path.substring("/api/v1".length()).replaceAll("\\{[a-zA-Z]+}", "x-0");
  }

  /** Those for programs; pages have a test of their own. */
  private List<Route> apiRoutes() {
    return manager.manager.routes().stream()
        .filter(route -> route.path().startsWith("/api/v1"))
        .toList();
  }

  @Test
  void everyRouteAsksForItsPermissionFromEveryRole() {
    Map<Role, Api> callers = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      callers.put(role, with(role));
    }
    List<String> wrong = new ArrayList<>();
    for (Route route : apiRoutes()) {
      for (Map.Entry<Role, Api> caller : callers.entrySet()) {
        int status = caller.getValue().with(route.method(), concrete(route.path()), "").status();
        boolean let = status != 401 && status != 403;
        boolean enrols = route.path().matches("/api/v1/(enrolment|renewal)"); // refuse by 400
        if (!enrols && let != caller.getKey().allows(route.permission())) {
          wrong.add(caller.getKey() + " " + route.method() + " " + route.path() + ": " + status);
        }
      }
      int nobody = owner.as("").with(route.method(), concrete(route.path()), "").status();
      if ((nobody == 401) == (route.permission() == Permission.PUBLIC)) {
        wrong.add("nobody " + route.method() + " " + route.path() + ": " + nobody);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void openApiDocumentAndRoutesAreTheSame() {
    String document = owner.as("").get("/openapi.yaml").expect(200).response().body();
    Map<String, Map<String, Object>> paths =
        cast(
            new Yaml(new SafeConstructor(new LoaderOptions()))
                .<Map<String, Object>>load(document)
                .get("paths"));
    TreeSet<String> documented = new TreeSet<>();
    paths.forEach(
        (path, methods) ->
            methods.forEach(
                (method, operation) -> {
                  if (method.matches("get|post|put|patch|delete")) {
                    documented.add(
                        method.toUpperCase(Locale.ROOT)
                            + " "
                            + path
                            + " "
                            + HttpTest.<Map<String, Object>>cast(operation).get("x-permission"));
                  }
                }));
    TreeSet<String> routes = new TreeSet<>();
    for (Route route : apiRoutes()) {
      routes.add(route.method() + " " + route.path() + " " + route.permission().text());
    }
    assertEquals(String.join("\n", routes), String.join("\n", documented));
  }

  @Test
  void openApiDocumentNamesTheQueryParametersOfEveryRoute() {
    String document = owner.as("").get("/openapi.yaml").expect(200).response().body();
    Map<String, Map<String, Object>> paths =
        cast(
            new Yaml(new SafeConstructor(new LoaderOptions()))
                .<Map<String, Object>>load(document)
                .get("paths"));
    for (Route route : apiRoutes()) {
      Map<String, Object> operation =
          cast(
              HttpTest.<Map<String, Object>>cast(paths.get(route.path()))
                  .get(route.method().toLowerCase(Locale.ROOT)));
      List<Map<String, Object>> parameters =
          operation.containsKey("parameters") ? cast(operation.get("parameters")) : List.of();
      assertEquals(
          new TreeSet<>(route.queries()),
          parameters.stream()
              .filter(parameter -> "query".equals(parameter.get("in")))
              .map(parameter -> String.valueOf(parameter.get("name")))
              .collect(Collectors.toCollection(TreeSet::new)),
          route.method() + " " + route.path());
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // YAML has no types
  private static <T> T cast(@Nullable Object value) {
    return (T) Objects.requireNonNull(value);
  }

  @Test
  void adminMakesNoOwnersAndOperatorNoKeysAtAll() {
    JsonObject ownerKey = Api.json("{'name': 'more', 'role': 'owner'}");
    assertEquals(403, with(Role.ADMIN).post("/api-keys", ownerKey).status());
    JsonObject viewerKey = Api.json("{'name': 'less', 'role': 'viewer'}");
    assertEquals(201, with(Role.ADMIN).post("/api-keys", viewerKey).status());
    assertEquals(403, with(Role.OPERATOR).post("/api-keys", viewerKey).status());
    String mine = owner.get("/me").text("id");
    assertEquals(403, with(Role.ADMIN).delete("/api-keys/" + mine).status());
  }

  @Test
  void keyThatExpiredOrWasRevokedIsNobody() {
    long soon = manager.clock.millis() / 1000 + 60;
    Api.Reply made =
        owner
            .post(
                "/api-keys",
                Api.json("{'name': 'short', 'role': 'viewer', 'expiresAt': " + soon + "}"))
            .expect(201);
    Api shortLived = owner.as(made.text("secret"));
    shortLived.get("/me").expect(200);
    manager.clock.advance(Duration.ofMinutes(2));
    assertEquals("unauthenticated", shortLived.get("/me").expect(401).text("code"));
    Api.Reply other =
        owner.post("/api-keys", Api.json("{'name': 'other', 'role': 'viewer'}")).expect(201);
    owner.delete("/api-keys/" + other.text("id")).expect(204);
    owner.as(other.text("secret")).get("/me").expect(401);
    owner.as("omniedge_guessed").get("/me").expect(401);
  }

  @Test
  void otherTenantsThingsAreNotThere() {
    String key;
    try (Database database =
        Database.open(DatabaseSettings.sqlite(manager.data.resolve("manager.db")))) {
      key = CreateOwnerCommand.create(database, manager.clock, "somebody else", "owner");
    }
    Api stranger = owner.as(key);
    SimulatedDevice device = manager.device(manager.setupKey(network, ""), "mine").enrol();
    String site =
        owner
            .post("/networks/" + network + "/sites", Api.json("{'name': 'mine'}"))
            .expect(201)
            .text("id");
    assertEquals(0, stranger.get("/networks").items().size());
    assertEquals(0, stranger.get("/devices").items().size());
    for (String path :
        List.of(
            "/networks/" + network,
            "/networks/" + network + "/policy",
            "/networks/" + network + "/setup-keys",
            "/networks/" + network + "/why?from=a&to=b",
            "/devices/" + device.id(),
            "/devices/" + device.id() + "/map",
            "/devices/" + device.id() + "/state",
            "/devices/" + device.id() + "/commands",
            "/devices/" + device.id() + "/configuration/history",
            "/sites/" + site)) {
      assertEquals(404, stranger.get(path).status(), path);
    }
    assertEquals(404, stranger.post("/devices/" + device.id() + "/approve").status());
    assertEquals(404, stranger.post("/devices/" + device.id() + "/revoke").status());
    assertEquals(404, stranger.delete("/devices/" + device.id()).status());
    assertEquals(404, stranger.delete("/sites/" + site).status());
    assertEquals(
        404,
        stranger
            .post("/devices/" + device.id() + "/commands", Api.json("{'name': 'reload'}"))
            .status());
    assertEquals("pending", owner.get("/devices/" + device.id()).text("membership"));
  }

  @Test
  void commandWithoutItsArgumentIsRefusedWithItsPlace() {
    SimulatedDevice device = manager.device(manager.setupKey(network, ""), "told").enrol();
    String path = "/devices/" + device.id() + "/commands";
    Api.Reply ping = owner.post(path, Api.json("{'name': 'ping'}")).expect(422);
    assertEquals("arguments.peer", ping.text("field"));
    String wrong = "{'name': 'restart', 'arguments': {'peer': 'x'}}";
    assertEquals(
        "arguments.component", owner.post(path, Api.json(wrong)).expect(422).text("field"));
    owner.post(path, Api.json("{'name': 'ping', 'arguments': {'peer': 'x'}}")).expect(202);
    assertEquals(1, owner.get(path).items().size());
  }

  @Test
  void largeDeepAndBrokenBodiesAreRefusedWithTheirPlace() {
    String huge = "{\"name\": \"" + "a".repeat(10 << 20) + "\"}";
    assertTooLarge(huge);
    assertEquals(400, owner.with("POST", "/networks", "[".repeat(100_000)).status());
    assertEquals(400, owner.with("POST", "/networks", "{\"a\":".repeat(70) + "1").status());
    assertEquals(400, owner.with("POST", "/networks", "{\"name\": \"a\"").status());
    assertEquals(400, owner.with("POST", "/networks", "").status());
    assertEquals(
        "ipv4",
        owner
            .post("/networks", Api.json("{'name': 'x', 'ipv4': '10.0.0.1/16'}"))
            .expect(422)
            .text("field"));
    assertEquals(
        "hosts.plc",
        owner
            .post(
                "/networks/" + network + "/sites",
                Api.json(
                    "{'name': 'x', 'prefixes': ['10.1.0.0/16'], 'hosts': {'plc': '10.2.0.1'}}"))
            .expect(422)
            .text("field"));
    assertEquals(422, owner.get("/devices?limit=100000").status());
    assertEquals(422, owner.get("/devices?limit=-1").status());
    assertEquals(422, owner.get("/devices?membership=owner").status());
  }

  /** The connection may be closed before all of it is sent; then it was refused all the same. */
  private static void assertTooLarge(String body) {
    try {
      assertEquals("too-large", owner.with("POST", "/networks", body).expect(413).text("code"));
    } catch (IllegalStateException e) {
      assertTrue(e.getCause() instanceof IOException, String.valueOf(e));
    }
    assertTrue(body.length() > Call.MAX_BODY_BYTES);
    owner.get("/me").expect(200);
  }

  @Test
  void sqlAndHtmlAreTextOrRefused() {
    SimulatedDevice device = manager.device(manager.setupKey(network, ""), "hostile").enrol();
    for (String text :
        List.of(
            "'; drop table device; --",
            "\" or 1=1 --",
            "<script>alert(1)</script>",
            "%_!\\",
            "${jndi:ldap://x}",
            "{{7*7}}",
            "\u202Eevil")) {
      JsonObject description = JsonObject.builder().put("description", text).build();
      assertEquals(
          text,
          string(owner.patch("/devices/" + device.id(), description).expect(200), "description"));
      assertEquals(
          422,
          owner
              .patch("/devices/" + device.id(), JsonObject.builder().put("name", text).build())
              .status());
      assertEquals(
          422,
          owner
              .patch(
                  "/devices/" + device.id(),
                  JsonObject.builder().put("tags", List.of(text)).build())
              .status());
      String query = URLEncoder.encode(text, StandardCharsets.UTF_8);
      List<JsonObject> found = owner.get("/devices?q=" + query).expect(200).items();
      assertEquals(1, found.size(), text);
      int status = owner.get("/devices/" + query).status();
      assertTrue(status == 404 || status == 400, text + ": " + status);
      assertEquals(422, owner.get("/devices?cursor=" + query).status());
    }
    JsonObject line = JsonObject.builder().put("description", "a\nforged log line").build();
    assertEquals(422, owner.patch("/devices/" + device.id(), line).status());
  }

  private static String string(Api.Reply reply, String member) {
    return ((JsonString) reply.json().find(member).orElseThrow()).value();
  }

  @Test
  void listsComeInPiecesThatFitTogether() {
    String many = manager.network("many");
    TreeSet<String> made = new TreeSet<>();
    for (int i = 0; i < 7; i++) {
      made.add(
          owner
              .post("/networks/" + many + "/groups", Api.json("{'name': 'g" + i + "'}"))
              .expect(201)
              .text("id"));
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    for (int pages = 0; pages < 4; pages++) {
      Api.Reply page =
          owner.get("/networks/" + many + "/groups?limit=3&cursor=" + cursor).expect(200);
      page.items()
          .forEach(item -> seen.add(item.find("id").orElseThrow().toJson().replace("\"", "")));
      if (page.json().find("next").isEmpty()) {
        break;
      }
      cursor = page.text("next");
    }
    assertEquals(List.copyOf(made), seen);
  }

  @Test
  void postWithAnIdempotencyKeyIsDoneOnce() {
    JsonObject group = Api.json("{'name': 'once'}");
    String path = "/networks/" + network + "/groups";
    Api.Reply first = owner.post(path, group, "Idempotency-Key", "key-1").expect(201);
    Api.Reply again = owner.post(path, group, "Idempotency-Key", "key-1").expect(201);
    assertEquals(first.response().body(), again.response().body());
    assertEquals(
        "idempotency-key-reused",
        owner
            .post(path, Api.json("{'name': 'other'}"), "Idempotency-Key", "key-1")
            .expect(422)
            .text("code"));
    assertEquals("name-taken", owner.post(path, group).expect(409).text("code"));
    owner.post(path, group, "Idempotency-Key", "key-2").expect(409);
    owner.post(path, Api.json("{'name': 'free'}"), "Idempotency-Key", "key-2").expect(201);
  }

  @Test
  void policyIsCheckedComparedAndGuardedByItsRevision() {
    String plants = manager.network("policies");
    String path = "/networks/" + plants + "/policy";
    String open =
        "{\"rules\": [{\"id\": \"a\", \"from\": [\"any\"], \"to\": [\"any\"], \"protocol\": \"icmp\"}]}";
    Api.Reply before = owner.get(path).expect(200);
    assertEquals("\"0\"", before.response().headers().firstValue("ETag").orElseThrow());
    JsonObject document = JsonObject.builder().put("document", open).build();
    assertEquals("true", owner.post(path + "/check", document).expect(200).text("passed"));
    owner.put(path, document, "If-Match", "\"0\"").expect(200);
    assertEquals(
        "precondition-failed",
        owner.put(path, document, "If-Match", "\"0\"").expect(412).text("code"));
    JsonObject unknown =
        JsonObject.builder().put("document", "{\"rules\": [{\"port\": 1}]}").build();
    assertTrue(owner.put(path, unknown).expect(422).text("field").startsWith("rules[0]"));
    SimulatedDevice a =
        manager.device(manager.setupKey(plants, ", 'autoApprove': true"), "a").enrol();
    SimulatedDevice b =
        manager.device(manager.setupKey(plants, ", 'autoApprove': true"), "b").enrol();
    String why = "/networks/" + plants + "/why?from=device:a&to=device:b&protocol=";
    assertEquals("true", owner.get(why + "icmp").expect(200).text("allowed"));
    assertEquals("false", owner.get(why + "tcp&port=80").expect(200).text("allowed"));
    Api.Reply all = owner.get("/networks/" + plants + "/why?from=device:a&to=device:b").expect(200);
    assertEquals("partly allowed", all.text("verdict"));
    assertTrue(all.text("parts").contains("[\"icmp\"]"), all.toString());
    JsonObject failing =
        JsonObject.builder()
            .put(
                "document",
                "{\"rules\": [], \"tests\": [{\"from\": \"device:a\", \"to\": \"device:b\","
                    + " \"protocol\": \"icmp\", \"expect\": \"allow\"}]}")
            .build();
    assertEquals("policy-test-failed", owner.put(path, failing).expect(422).text("code"));
    Api.Reply diff =
        owner
            .post(path + "/diff", JsonObject.builder().put("document", "{\"rules\": []}").build())
            .expect(200);
    assertTrue(diff.text("lost").contains("device:a -> device:b"), diff.toString());
    assertEquals(1, owner.get(path + "/history").items().size());
    assertFalse(a.id().equals(b.id()));
    Api.Reply map = owner.get("/devices/" + a.id() + "/map").expect(200);
    assertTrue(map.text("peers").contains(b.id()), map.toString());
  }

  @Test
  void policyDiffAndTestsLeaveRevokedDevicesOut() {
    String plants = manager.network("diffs");
    String setupKey = manager.setupKey(plants, ", 'autoApprove': true, 'maxUses': 0");
    SimulatedDevice a = manager.device(setupKey, "a").enrol();
    SimulatedDevice b = manager.device(setupKey, "b").enrol();
    SimulatedDevice gone = manager.device(setupKey, "gone").enrol();
    owner.post("/devices/" + gone.id() + "/revoke").expect(200);
    JsonObject open =
        JsonObject.builder()
            .put(
                "document",
                "{\"rules\": [{\"id\": \"r\", \"from\": [\"any\"], \"to\": [\"any\"]}]}")
            .build();
    Api.Reply diff = owner.post("/networks/" + plants + "/policy/diff", open).expect(200);
    assertTrue(diff.text("gained").contains("device:a -> device:b"), diff.toString());
    assertFalse(diff.text("gained").contains("gone"), diff.toString());
    assertFalse(a.id().equals(b.id()));
  }

  @Test
  void auditLogTellsWhoDidWhatAndIsIntact() {
    String audited = manager.network("audited");
    List<JsonObject> newest = owner.get("/audit?limit=1").items();
    assertTrue(newest.getFirst().toJson().contains(audited));
    assertTrue(newest.getFirst().toJson().contains("\"action\":\"network.create\""));
    assertEquals("true", owner.get("/audit/verification").expect(200).text("intact"));
    String lines = owner.get("/audit/export?limit=3").expect(200).response().body();
    assertEquals(3, lines.lines().count());
    assertTrue(lines.startsWith("{"), lines);
  }

  @Test
  void metricsAreText() {
    String text = owner.get("/metrics").expect(200).response().body();
    assertTrue(text.contains("# TYPE omniedge_devices_online gauge"), text);
    assertTrue(text.contains("omniedge_broker_connected 1.0"), text);
  }
}
