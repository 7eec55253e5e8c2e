package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.http.Route;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The entries of the navigation, in their order: those there is a page for and the person may see.
 */
final class Navigation {
  /**
   * An entry.
   *
   * @param path of the page, also what a page names as its tab
   * @param text for people
   */
  record Entry(String path, String text) {}

  private static final List<Entry> ALL =
      List.of(
          new Entry("/", "Overview"),
          new Entry("/devices", "Devices"),
          new Entry("/approvals", "Approvals"),
          new Entry("/machines", "Machines"),
          new Entry("/plugins", "Plugins"),
          new Entry("/policy", "Policy"),
          new Entry("/setup-keys", "Setup keys"),
          new Entry("/networks", "Networks"),
          new Entry("/audit", "Audit"),
          new Entry("/users", "Users"),
          new Entry("/api-keys", "API keys"));

  private final Map<String, Permission> permissions;

  Navigation(List<Route> routes) {
    permissions =
        routes.stream()
            .filter(route -> route.method().equals("GET"))
            .filter(route -> ALL.stream().anyMatch(entry -> entry.path().equals(route.path())))
            .collect(Collectors.toMap(Route::path, Route::permission));
  }

  List<Entry> of(Role role) {
    return ALL.stream().filter(entry -> mayGo(role, entry)).toList();
  }

  private boolean mayGo(Role role, Entry entry) {
    Permission needed = permissions.get(entry.path());
    return needed != null && role.allows(needed);
  }
}
