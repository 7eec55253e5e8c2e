package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.http.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route of the manager with every role, from the list of routes itself. */
class RouteRolesTest {
  /** What programs need no credentials for; a new one is a decision, so it is written down here. */
  private static final Set<String> OPEN_API =
      new TreeSet<>(
          Set.of(
              "GET /api/v1/healthz",
              "GET /api/v1/openapi.yaml",
              "POST /api/v1/enrolment/challenge",
              "POST /api/v1/enrolment",
              "POST /api/v1/renewal"));

  private static final String PREFIX = "/api/v1";

  @TempDir Path folder;

  @Test
  void eachRouteAnswersTheRolesThatMayAndNoOther() {
    try (RunningManager running = RunningManager.start(folder, new ManualClock())) {
      // The others are of the web page, and have a test with browsers' sessions there.
      List<Route> routes =
          running.manager.routes().stream()
              .filter(route -> route.path().startsWith(PREFIX))
              .toList();
      assertEquals(
          OPEN_API,
          routes.stream()
              .filter(route -> route.permission() == Permission.PUBLIC)
              .map(route -> route.method() + " " + route.path())
              .collect(Collectors.toCollection(TreeSet::new)));
      List<String> wrong = new ArrayList<>();
      for (Role role : Role.values()) {
        Api api = running.owner.as(key(running, role));
        for (Route route : routes) {
          if (route.permission() != Permission.PUBLIC) {
            wrong.addAll(wrong(api, role, route));
          }
        }
      }
      Api nobody = running.owner.as("omniedge_" + "x".repeat(32));
      for (Route route : routes) {
        if (route.permission() != Permission.PUBLIC) {
          assertEquals(401, send(nobody, route).status(), route.path());
        }
      }
      assertTrue(wrong.isEmpty(), String.join("\n", wrong));
      assertTrue(routes.size() > 40, "routes: " + routes.size());
    }
  }

  private static String key(RunningManager running, Role role) {
    return running
        .owner
        .post("/api-keys", Api.json("{'name': 'for a test', 'role': '" + role.text() + "'}"))
        .expect(201)
        .text("secret");
  }

  /** Nothing that would change anything: unknown identifiers, empty documents. */
  private static Api.Reply send(Api api, Route route) {
    String path = route.path().substring(PREFIX.length()).replaceAll("\\{\\w+}", "x-unknown");
    return api.with(route.method(), path, route.method().equals("GET") ? "" : "{}");
  }

  private static List<String> wrong(Api api, Role role, Route route) {
    Api.Reply reply = send(api, route);
    boolean mayNot =
        reply.status() == 403 && reply.response().body().contains("lacks the permission");
    boolean isRight = mayNot != role.allows(route.permission()) && reply.status() < 500;
    return isRight
        ? List.of()
        : List.of(
            route.method() + " " + route.path() + " as " + role + " answers " + reply.status());
  }
}
