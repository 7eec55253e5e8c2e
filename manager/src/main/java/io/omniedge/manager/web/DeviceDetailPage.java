package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One device: who it is, what it reaches and how, what it may; and what one does with it. */
final class DeviceDetailPage implements Page {
  private static final String PATH = DeviceListPage.PATH + "/{device}";
  private static final String API = "/api/v1/devices/{device}";

  /** It executes the commands, so it does not restart itself. */
  private static final String AGENT = "io.omniedge.gateway.agent.";

  private final View view;
  private final LocalApi api;
  private final InstantSource clock;
  private final TrafficSamples samples = new TrafficSamples();

  DeviceDetailPage(View view, LocalApi api, InstantSource clock) {
    this.view = view;
    this.api = api;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    Permission manage = Permission.MANAGE_DEVICES;
    return List.of(
        Route.get(PATH, Permission.VIEW, call -> show(call, 200, "")),
        act("change", manage, this::change),
        act("routes", manage, this::approveRoutes),
        act("approve", manage, this::approve),
        act("quarantine", manage, this::quarantine),
        act("revoke", manage, this::revoke),
        Route.post(PATH + "/delete", manage, this::delete),
        act("command", Permission.OPERATE, this::command));
  }

  /** Does something with a device; answers what to say of it. */
  private interface Act {
    String apply(Call call, Map<String, String> device);
  }

  private Route act(String name, Permission permission, Act act) {
    return Route.post(
        PATH + "/" + name,
        permission,
        call -> {
          try {
            return View.seeOther(path(call), act.apply(call, device(call)));
          } catch (Problem e) {
            return show(call, e.status(), Words.reason(e));
          }
        });
  }

  private static Map<String, String> device(Call call) {
    return Map.of("device", call.id("device"));
  }

  private static String path(Call call) {
    return DeviceListPage.PATH + "/" + call.id("device");
  }

  private Answer show(Call call, int status, String error) {
    Map<String, String> id = device(call);
    Doc device = new Doc(api.get(call, API, id));
    Doc told = new Doc(api.get(call, API + "/state", id));
    Doc state = told.object("state");
    Doc map = found(call, API + "/map", id);
    Map<String, String> inNetwork = Map.of("network", device.text("network"), "limit", "1000");
    boolean isOperator = call.principal().role().allows(Permission.OPERATE);
    boolean seesConfiguration = call.principal().role().allows(Permission.VIEW_CONFIGURATION);
    List<Doc> plugins =
        seesConfiguration ? new Doc(api.get(call, API + "/plugins", id)).list("items") : List.of();
    List<Doc> commands =
        seesConfiguration
            ? new Doc(
                    api.get(
                        call,
                        API + "/commands",
                        Map.of("device", device.text("id"), "limit", "10")))
                .list("items")
            : List.of();
    return view.page(
        call,
        status,
        "devicedetail.jte",
        device.text("name"),
        DeviceListPage.PATH,
        Map.ofEntries(
            Map.entry("line", DeviceLine.of(device, "", clock.instant())),
            Map.entry("network", new Doc(api.get(call, "/api/v1/networks/{network}", inNetwork))),
            Map.entry(
                "sites",
                new Doc(api.get(call, "/api/v1/networks/{network}/sites", inNetwork))
                    .list("items")),
            Map.entry(
                "groups",
                new Doc(api.get(call, "/api/v1/networks/{network}/groups", inNetwork))
                    .list("items")),
            Map.entry("state", state),
            Map.entry("map", map),
            Map.entry("toldAt", Words.ago(told.time("toldAt"), clock.instant())),
            Map.entry("peers", PeerLine.of(map, told, clock.instant())),
            Map.entry("rates", rates(device.text("id"), told, state)),
            Map.entry("refused", new Doc(api.get(call, API + "/refused-reports", id))),
            Map.entry("commands", commands),
            Map.entry("components", isOperator ? components(call, id) : Map.of()),
            Map.entry("isManager", call.principal().role().allows(Permission.MANAGE_DEVICES)),
            Map.entry("isOperator", isOperator),
            Map.entry("plugins", plugins),
            Map.entry("seesConfiguration", seesConfiguration),
            Map.entry("now", clock.instant()),
            Map.entry("error", error)));
  }

  private Doc found(Call call, String path, Map<String, String> id) {
    try {
      return new Doc(api.get(call, path, id));
    } catch (Problem e) {
      return Doc.EMPTY; // a device that is revoked has no map
    }
  }

  /** Names of the components that it reported and that it can restart, by PID. */
  private SortedMap<String, String> components(Call call, Map<String, String> id) {
    SortedMap<String, String> names = new TreeMap<>();
    try {
      DeviceConfiguration configuration = DeviceConfiguration.of(api, call, id);
      for (String pid : configuration.reported().object("components").objects().keySet()) {
        String name = configuration.form(pid).text("name");
        if (!pid.startsWith(AGENT)) {
          names.put(pid, name.isEmpty() ? pid : Words.title(name) + " (" + pid + ")");
        }
      }
    } catch (Problem e) {
      names.clear(); // what cannot be shown is told of on the page of its configuration
    }
    return names;
  }

  private TrafficSamples.Rates rates(String id, Doc told, Doc state) {
    long received = 0;
    long sent = 0;
    for (Doc peer : state.object("peers").objects().values()) {
      received += peer.number("receivedBytes");
      sent += peer.number("sentBytes");
    }
    return samples.note(id, told.number("toldAt"), received, sent);
  }

  /** The members of a change as a form has them. */
  static JsonObject changes(Form form) {
    JsonObject.Builder changes =
        JsonObject.builder()
            .put("name", form.text("name"))
            .put("description", form.text("description"))
            .put("tags", words(form.text("tags")))
            .put("groups", form.all("groups"));
    String site = form.text("site");
    return changes.put("site", site.isEmpty() ? JsonNull.NULL : new JsonString(site)).build();
  }

  /** Words with spaces or commas between them. */
  static List<String> words(String text) {
    return Arrays.stream(text.split("[\\s,]+")).filter(word -> !word.isEmpty()).toList();
  }

  /** Networks that it offers, and those it was approved to serve. */
  static List<String> routes(Doc device) {
    return Stream.concat(
            device.texts("offeredRoutes").stream(), device.texts("approvedRoutes").stream())
        .distinct()
        .sorted()
        .toList();
  }

  private String change(Call call, Map<String, String> device) {
    Doc after = new Doc(api.send(call, "PATCH", API, device, changes(call.form())));
    return "\"" + after.text("name") + "\" is changed.";
  }

  private String approveRoutes(Call call, Map<String, String> device) {
    List<String> approved = call.form().all("approved");
    api.send(
        call,
        "PUT",
        API + "/routes",
        device,
        JsonObject.builder().put("approved", approved).build());
    return approved.isEmpty()
        ? "No network behind it is reachable."
        : "Reachable behind it: " + String.join(", ", approved) + ".";
  }

  private String approve(Call call, Map<String, String> device) {
    Doc after = new Doc(api.act(call, "POST", API + "/approve", device));
    return "\"" + after.text("name") + "\" is a member now.";
  }

  private String quarantine(Call call, Map<String, String> device) {
    Doc after =
        new Doc(
            api.send(
                call,
                "POST",
                API + "/quarantine",
                device,
                JsonObject.builder().put("reason", call.form().text("reason")).build()));
    return "\"" + after.text("name") + "\" reaches nobody but the manager.";
  }

  private String revoke(Call call, Map<String, String> device) {
    Doc after = new Doc(api.act(call, "POST", API + "/revoke", device));
    List<String> tests = after.texts("policyTests");
    return "\""
        + after.text("name")
        + "\" is out for good."
        + (tests.isEmpty()
            ? ""
            : " Tests of the policy name it still, and have to go before the policy is changed: "
                + String.join("; ", tests)
                + ".");
  }

  private Answer delete(Call call) {
    try {
      Doc before = new Doc(api.get(call, API, device(call)));
      api.act(call, "DELETE", API, device(call));
      return View.seeOther(DeviceListPage.PATH, "\"" + before.text("name") + "\" is forgotten.");
    } catch (Problem e) {
      return show(call, e.status(), Words.reason(e));
    }
  }

  private String command(Call call, Map<String, String> device) {
    String name = call.form().text("name");
    JsonObject.Builder arguments = JsonObject.builder();
    for (String argument : List.of("peer", "component")) {
      String value = call.form().text(argument);
      if (!value.isEmpty()) {
        arguments.put(argument, value);
      }
    }
    api.send(
        call,
        "POST",
        API + "/commands",
        device,
        JsonObject.builder().put("name", name).put("arguments", arguments.build()).build());
    return "Sent: " + name + ". The answer appears below.";
  }
}
