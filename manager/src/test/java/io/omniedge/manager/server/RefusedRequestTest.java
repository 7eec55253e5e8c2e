package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Route;
import io.omniedge.protocol.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that mean nothing, and what is said to them. */
final class RefusedRequestTest {
  /** Devices may be newer than we are. */
  private static final Pattern TAKES_MORE = Pattern.compile(".*/(enrolment.*|renewal)");

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

  private static List<Route> apiRoutes() {
    return manager.manager.routes().stream()
        .filter(route -> route.path().startsWith("/api/v1"))
        .toList();
  }

  private static String concrete(Route route) {
    return route.path().substring("/api/v1".length()).replaceAll("\\{[a-zA-Z]+}", "x-0");
  }

  @Test
  void otherMethodsAreToldWhichThereAre() {
    Api.Reply reply = owner.with("PUT", "/devices", "").expect(405);
    assertEquals("method-not-allowed", reply.text("code"));
    assertEquals("GET, HEAD", reply.response().headers().firstValue("Allow").orElse(""));
    assertEquals(
        "DELETE, GET, HEAD, PATCH",
        owner
            .with("POST", "/networks/x-0", "")
            .expect(405)
            .response()
            .headers()
            .firstValue("Allow")
            .orElse(""));
    assertEquals("", owner.with("HEAD", "/devices", "").expect(200).response().body());
    assertEquals(
        "POST",
        owner
            .get("/devices/x-0/revoke")
            .expect(405)
            .response()
            .headers()
            .firstValue("Allow")
            .orElse(""));
    owner.with("PUT", "/nothing", "").expect(404);
  }

  @Test
  void everyRouteNamesAQueryParameterItDoesNotKnow() {
    for (Route route : apiRoutes()) {
      if (route.permission() != Permission.DEVICE) {
        Api.Reply reply =
            owner.with(route.method(), concrete(route) + "?surprise=1", "").expect(422);
        assertEquals("surprise", reply.text("field"), reply.toString());
      }
    }
    owner.get("/devices?limit=1&limit=2").expect(422);
    assertEquals("invalid", owner.get("/devices?membershp=active").expect(422).text("code"));
  }

  @Test
  void everyRouteWithADocumentNamesAMemberItDoesNotKnow() {
    JsonObject surprise = Api.json("{'surprise': 1}");
    int documents = 0;
    for (Route route : apiRoutes()) {
      boolean empty = route.path().matches(".*/(approve|revoke|acknowledge)");
      if (route.method().matches("POST|PUT|PATCH")
          && !empty
          && !route.takesFile()
          && !TAKES_MORE.matcher(route.path()).matches()) {
        Api.Reply reply =
            owner.with(route.method(), concrete(route), surprise.toJson()).expect(422);
        assertEquals("surprise", reply.text("field"), reply.toString());
        documents++;
      }
    }
    assertTrue(documents > 10, documents + " routes take documents");
  }

  @Test
  void documentsAreJson() {
    String body = "{\"name\": \"typed\"}";
    for (String type :
        List.of("text/plain", "application/xml", "application/json; charset=latin1")) {
      Api.Reply reply = owner.with("POST", "/networks", body, "Content-Type", type).expect(415);
      assertEquals("unsupported-media-type", reply.text("code"));
      assertEquals("Content-Type", reply.text("field"));
    }
    owner
        .with(
            "POST", "/networks", "name=typed", "Content-Type", "application/x-www-form-urlencoded")
        .expect(415);
    String id =
        owner
            .with("POST", "/networks", body, "Content-Type", "application/json; charset=UTF-8")
            .expect(201)
            .text("id");
    owner
        .with("PATCH", "/networks/" + id, body, "Content-Type", "application/merge-patch+json")
        .expect(200);
  }

  @Test
  void cursorsAndFiltersThatMeanNothingAreRefused() {
    assertEquals("cursor", owner.get("/devices?cursor=nonsense").expect(422).text("field"));
    assertEquals("cursor", owner.get("/audit?cursor=nonsense").expect(422).text("field"));
    owner.get("/devices?network=n-unknown").expect(404);
    owner.get("/devices?network=" + network).expect(200);
  }

  @Test
  void networksAreMadeOfAddressesThatBelongToNobody() {
    for (String prefix :
        List.of(
            "127.0.0.0/8",
            "224.0.0.0/8",
            "0.0.0.0/8",
            "169.254.0.0/16",
            "8.8.8.0/24",
            "192.168.0.0/15",
            "203.0.113.0/24",
            "10.0.0.0/7",
            "10.0.0.0/30")) {
      JsonObject wanted = Api.json("{'name': 'odd', 'ipv4': '" + prefix + "'}");
      assertEquals("ipv4", owner.post("/networks", wanted).expect(422).text("field"), prefix);
    }
    for (String prefix : List.of("2001:db8::/48", "fe80::/64", "ff00::/32", "::/96")) {
      JsonObject wanted = Api.json("{'name': 'odd', 'ipv6': '" + prefix + "'}");
      assertEquals("ipv6", owner.post("/networks", wanted).expect(422).text("field"), prefix);
    }
    owner
        .post(
            "/networks", Api.json("{'name': 'ten', 'ipv4': '10.7.0.0/16', 'ipv6': 'fd00:7::/48'}"))
        .expect(201);
    for (String overlap :
        List.of("'ipv4': '10.7.3.0/24'", "'ipv4': '10.0.0.0/8'", "'ipv6': 'fd00:7::/64'")) {
      Api.Reply reply =
          owner.post("/networks", Api.json("{'name': 'two', " + overlap + "}")).expect(409);
      assertEquals("network-overlap", reply.text("code"));
      assertEquals(overlap.substring(1, 5), reply.text("field"));
      assertTrue(reply.text("detail").contains("\"ten\""), reply.toString());
    }
  }

  @Test
  void keysThatAreOverAreNotMade() {
    long now = manager.clock.millis() / 1000;
    String setupKeys = "/networks/" + network + "/setup-keys";
    JsonObject over = Api.json("{'name': 'late', 'expiresAt': " + now + "}");
    assertEquals("expiresAt", owner.post(setupKeys, over).expect(422).text("field"));
    JsonObject key = Api.json("{'name': 'late', 'role': 'viewer', 'expiresAt': 1}");
    assertEquals("expiresAt", owner.post("/api-keys", key).expect(422).text("field"));
    owner.post(setupKeys, Api.json("{'name': 'soon', 'expiresAt': " + (now + 1) + "}")).expect(201);
  }

  @Test
  void serviceIsAtASiteThatThereIs() {
    String services = "/networks/" + network + "/services";
    JsonObject service =
        Api.json("{'name': 'modbus', 'at': 'site:berlin', 'protocol': 'tcp', 'ports': ['502']}");
    Api.Reply reply = owner.post(services, service).expect(422);
    assertEquals("at", reply.text("field"));
    owner.post("/networks/" + network + "/sites", Api.json("{'name': 'berlin'}")).expect(201);
    owner.post(services, service).expect(201);
  }

  @Test
  void portsAreToldTheirLimits() {
    JsonObject service =
        Api.json("{'name': 'x', 'at': 'device:a', 'protocol': 'tcp', 'ports': ['70000']}");
    Api.Reply reply = owner.post("/networks/" + network + "/services", service).expect(422);
    assertTrue(reply.text("detail").contains("0 to 65535"), reply.toString());
  }

  @Test
  void pathsThatCouldBeReadInTwoWaysAreAProblemDocumentToo() {
    for (String path : List.of("/devices/..%2f", "/devices/a%2fb", "/devices/%2e%2e/x")) {
      Api.Reply reply = owner.get(path);
      assertTrue(reply.status() == 400 || reply.status() == 404, reply.toString());
      assertEquals(
          "application/problem+json",
          reply.response().headers().firstValue("Content-Type").orElse(""),
          reply.toString());
      assertEquals(Integer.toString(reply.status()), reply.text("status"));
    }
    Api.Reply tooLong = owner.get("/devices?q=" + "a".repeat(20_000));
    assertTrue(tooLong.status() >= 400 && tooLong.status() < 500, tooLong.toString());
    assertEquals(Integer.toString(tooLong.status()), tooLong.text("status"));
  }
}
