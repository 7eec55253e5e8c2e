package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.http.Route;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All devices of the tenant: search, filter, piece by piece. */
final class DeviceListPage implements Page {
  static final String PATH = "/devices";
  private static final String PIECE = "50";
  private static final List<String> STATES = List.of("active", "pending", "quarantined", "revoked");

  private final View view;
  private final LocalApi api;
  private final InstantSource clock;

  DeviceListPage(View view, LocalApi api, InstantSource clock) {
    this.view = view;
    this.api = api;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get(PATH, Permission.VIEW, this::show));
  }

  private Answer show(Call call) {
    Map<String, String> wanted = new HashMap<>(Map.of("limit", PIECE));
    for (String name : List.of("q", "membership", "online", "network", "cursor")) {
      call.query(name)
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .ifPresent(text -> wanted.put(name, text));
    }
    List<Doc> networks = Networks.list(api, call);
    Map<String, String> names =
        networks.stream().collect(Collectors.toMap(n -> n.text("id"), n -> n.text("name")));
    Doc found = new Doc(api.get(call, "/api/v1/devices", wanted));
    List<DeviceLine> lines =
        found.list("items").stream()
            .map(
                device ->
                    DeviceLine.of(
                        device, names.getOrDefault(device.text("network"), ""), clock.instant()))
            .toList();
    return view.page(
        call,
        "devices.jte",
        "Devices",
        PATH,
        Map.of(
            "lines", lines,
            "networks", networks,
            "states", STATES,
            "wanted", wanted,
            "next", next(wanted, found.text("next"))));
  }

  /** The address of the next piece; empty if there is none. */
  private static String next(Map<String, String> wanted, String cursor) {
    if (cursor.isEmpty()) {
      return "";
    }
    Map<String, String> more = new HashMap<>(wanted);
    more.put("cursor", cursor);
    more.remove("limit");
    return PATH + View.query(more);
  }

  /** What a refresh asks for: the same piece. */
  static Map<String, String> without(Map<String, String> wanted) {
    Map<String, String> shown = new HashMap<>(wanted);
    shown.remove("limit");
    return shown;
  }
}
