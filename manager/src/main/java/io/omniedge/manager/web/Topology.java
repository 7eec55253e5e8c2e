package io.omniedge.manager.web;

import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is connected with whom: devices, the sites behind them, and the ways that carry something.
 *
 * @param isWhole whether all devices are in it
 */
record Topology(List<DeviceLine> devices, List<Doc> sites, List<Link> links, boolean isWhole) {
  /** More would be a black disc, and each one that is online is asked for its peers. */
  private static final int MOST_DEVICES = 200;

  /** A way between two, by their identifiers. */
  record Link(String from, String to, boolean isUp) {
    private static Link of(String one, String other, boolean isUp) {
      return one.compareTo(other) < 0 ? new Link(one, other, isUp) : new Link(other, one, isUp);
    }
  }

  static Topology of(LocalApi api, Call call, String network, Instant now) {
    Map<String, String> all = Map.of("network", network, "limit", Integer.toString(MOST_DEVICES));
    Doc found = new Doc(api.get(call, "/api/v1/devices", all));
    List<DeviceLine> devices =
        found.list("items").stream()
            .filter(device -> !device.text("membership").equals("revoked"))
            .map(device -> DeviceLine.of(device, "", now))
            .sorted(Comparator.comparing(DeviceLine::name))
            .toList();
    Set<Link> links = new HashSet<>();
    for (DeviceLine line : devices) {
      if (line.device().flag("online")) {
        Doc state =
            new Doc(api.get(call, "/api/v1/devices/{device}/state", Map.of("device", line.id())));
        Instant toldAt = state.time("toldAt").orElse(now);
        state
            .object("state")
            .object("peers")
            .objects()
            .forEach(
                (peer, told) ->
                    links.add(
                        Link.of(
                            line.id(),
                            peer,
                            PeerLine.isFresh(told.time("lastHandshake"), toldAt))));
      }
    }
    Set<String> known = new HashSet<>();
    devices.forEach(line -> known.add(line.id()));
    // Two tell of one way; it is up if one of them says so.
    links.removeIf(
        link ->
            !known.contains(link.from())
                || !known.contains(link.to())
                || (!link.isUp() && links.contains(new Link(link.from(), link.to(), true))));
    return new Topology(
        devices,
        new Doc(
                api.get(
                    call,
                    "/api/v1/networks/{network}/sites",
                    Map.of("network", network, "limit", "1000")))
            .list("items"),
        List.copyOf(links),
        found.text("next").isEmpty());
  }

  boolean isEmpty() {
    return devices.isEmpty();
  }

  /** Names of those a device is connected with, for the table. */
  List<DeviceLine> connected(String id) {
    return devices.stream()
        .filter(
            other ->
                links.stream()
                    .anyMatch(link -> link.isUp() && link.equals(Link.of(id, other.id(), true))))
        .toList();
  }

  /** Sites that a device is the gateway of. */
  List<Doc> behind(String id) {
    return sites.stream().filter(site -> site.text("gateway").equals(id)).toList();
  }

  /** What the picture is drawn from: {@code {"nodes": […], "links": […]}}. */
  JsonObject toJson() {
    List<JsonValue> nodes = new ArrayList<>();
    List<JsonValue> edges = new ArrayList<>();
    for (DeviceLine line : devices) {
      nodes.add(node(line.id(), line.name(), "device", line.colour(), line.state(), line.path()));
    }
    for (Doc site : sites) {
      String id = site.text("id");
      nodes.add(
          node(
              id,
              site.text("name"),
              "site",
              "site",
              site.line("prefixes"),
              "/networks/" + site.text("network")));
      if (devices.stream().anyMatch(line -> line.id().equals(site.text("gateway")))) {
        edges.add(edge(site.text("gateway"), id, "site"));
      }
    }
    links.forEach(link -> edges.add(edge(link.from(), link.to(), link.isUp() ? "up" : "idle")));
    return JsonObject.builder()
        .put("nodes", new JsonArray(nodes))
        .put("links", new JsonArray(edges))
        .build();
  }

  private static JsonObject node(
      String id, String name, String kind, String colour, String state, String path) {
    return JsonObject.builder()
        .put("id", id)
        .put("name", name)
        .put("kind", kind)
        .put("colour", colour)
        .put("state", state)
        .put("path", path)
        .build();
  }

  private static JsonObject edge(String from, String to, String kind) {
    return JsonObject.builder().put("source", from).put("target", to).put("kind", kind).build();
  }
}
