package io.omniedge.manager.web;

import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Where a plugin may be installed, as an entry of a list.
 *
 * @param value of the entry: {@code device ID}, {@code group NETWORK NAME} or {@code tag NETWORK
 *     NAME}
 * @param text for people
 * @param kind of places that it stands among
 */
record PluginPlace(String value, String text, String kind) {
  private static final Map<String, String> ALL = Map.of("limit", "1000");

  /** The gateways of the tenant, and the groups and tags that any network has. */
  static List<PluginPlace> all(LocalApi api, Call call) {
    List<PluginPlace> groups = new ArrayList<>();
    List<PluginPlace> gateways = new ArrayList<>();
    for (Doc network : new Doc(api.get(call, "/api/v1/networks", ALL)).list("items")) {
      String id = network.text("id");
      String name = network.text("name");
      for (Doc group :
          new Doc(
                  api.get(
                      call,
                      "/api/v1/networks/{network}/groups",
                      Map.of("network", id, "limit", "1000")))
              .list("items")) {
        String label = group.text("name");
        groups.add(new PluginPlace("group " + id + " " + label, label + " of " + name, "Groups"));
      }
      TreeSet<String> tags = new TreeSet<>();
      for (Doc device :
          new Doc(api.get(call, "/api/v1/devices", Map.of("network", id, "limit", "1000")))
              .list("items")) {
        if (device.text("kind").equals("gateway")) {
          tags.addAll(device.texts("tags"));
          gateways.add(
              new PluginPlace(
                  "device " + device.text("id"), device.text("name") + " of " + name, "Gateways"));
        }
      }
      for (String tag : tags) {
        groups.add(new PluginPlace("tag " + id + " " + tag, tag + " of " + name, "Tags"));
      }
    }
    groups.sort(Comparator.comparing(PluginPlace::kind));
    groups.addAll(gateways);
    return groups;
  }

  /** What the entry means. */
  static JsonObject read(String value) {
    String[] words = value.split(" ", 3);
    return switch (words[0] + " " + words.length) {
      case "device 2" -> JsonObject.builder().put("devices", List.of(words[1])).build();
      case "group 3" ->
          JsonObject.builder().put("network", words[1]).put("groups", List.of(words[2])).build();
      case "tag 3" ->
          JsonObject.builder().put("network", words[1]).put("tags", List.of(words[2])).build();
      default -> throw Problem.invalid("where", value, "choose where");
    };
  }
}
