package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.http.Route;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route of the web page with every role, from the list of routes itself. */
class RoleMatrixTest {
  /** What nobody needs to sign in for; a new one is a decision, so it is written down here too. */
  private static final Set<String> OPEN =
      Set.of(
          "GET /assets/{file}",
          "GET /sign-in",
          "POST /sign-in",
          "GET /sign-in/code",
          "POST /sign-in/code",
          "GET /sign-in/openid/{provider}",
          "GET /sign-in/openid/{provider}/callback",
          "GET /invitation/{token}",
          "POST /invitation/{token}",
          "GET /.well-known/oauth-authorization-server",
          "POST /oauth/device_authorization",
          "POST /oauth/token",
          "POST /oauth/revoke");

  @TempDir Path folder;

  @Test
  void eachRouteAnswersTheRolesThatMayAndNoOther() {
    try (Site site = Site.open(folder, new TestClock())) {
      Map<Role, Visit> visits = new EnumMap<>(Role.class);
      for (Role role : Role.values()) {
        site.addUser(role);
        visits.put(role, site.signedIn(role));
      }
      List<String> wrong = new ArrayList<>();
      for (Route route : site.routes()) {
        boolean isOpen = route.permission() == Permission.PUBLIC;
        assertEquals(OPEN.contains(name(route)), isOpen, "who may " + name(route));
        if (!isOpen) {
          assertNeedsSignIn(site, route);
          visits.forEach((role, visit) -> wrong.addAll(checked(route, role, visit)));
        }
      }
      assertTrue(wrong.isEmpty(), String.join("\n", wrong));
    }
  }

  private static String name(Route route) {
    return route.method() + " " + route.path();
  }

  private static String path(Route route) {
    return route.path().replaceAll("\\{\\w+}", "u-unknown");
  }

  private static void assertNeedsSignIn(Site site, Route route) {
    HttpResponse<String> person = send(site.visit(), route);
    assertEquals(303, person.statusCode(), name(route));
    assertTrue(Visit.location(person).startsWith("/sign-in"), name(route));
    HttpResponse<String> program = send(site.visit().without("Accept"), route);
    assertEquals(401, program.statusCode(), name(route));
  }

  /** Sends nothing that would change anything: unknown people, empty forms. */
  private static HttpResponse<String> send(Visit visit, Route route) {
    return route.method().equals("GET")
        ? visit.get(path(route))
        : visit.post(path(route), Map.of("nothing", ""));
  }

  private static List<String> checked(Route route, Role role, Visit visit) {
    String before = visit.session();
    HttpResponse<String> answer = send(visit, route);
    if (route.path().equals("/sign-out")) {
      visit.signIn(role.text());
    } else {
      assertEquals(before, visit.session(), name(route));
    }
    boolean mayNot = answer.statusCode() == 403 && answer.body().contains("lacks the permission");
    assertFalse(answer.statusCode() >= 500, name(route) + " answers " + answer.statusCode());
    return mayNot == role.allows(route.permission())
        ? List.of(name(route) + " as " + role + " answers " + answer.statusCode())
        : List.of();
  }

  @Test
  void showsOnlyTheEntriesOfTheNavigationThatLeadSomewhere() {
    try (Site site = Site.open(folder, new TestClock())) {
      site.addUser(Role.OWNER);
      site.addUser(Role.VIEWER);
      String owner = site.signedIn(Role.OWNER).get("/").body();
      String viewer = site.signedIn(Role.VIEWER).get("/").body();
      assertTrue(owner.contains("<a href=\"/users\""), owner);
      assertFalse(viewer.contains("<a href=\"/users\""), viewer);
      assertTrue(viewer.contains("<a href=\"/\" aria-current=\"page\">Overview</a>"), viewer);
    }
  }
}
