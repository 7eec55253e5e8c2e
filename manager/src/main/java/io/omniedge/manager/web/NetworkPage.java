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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Networks, and in each its sites: what is behind which gateway, by what name. */
final class NetworkPage implements Page {
  private static final String PATH = "/networks";
  private static final String API = "/api/v1/networks";

  private final View view;
  private final LocalApi api;

  NetworkPage(View view, LocalApi api) {
    this.view = view;
    this.api = api;
  }

  @Override
  public List<Route> routes() {
    Permission manage = Permission.MANAGE_NETWORKS;
    return List.of(
        Route.get(PATH, Permission.VIEW, call -> list(call, 200, "", Map.of())),
        Route.post(PATH, manage, this::create),
        Route.get(
            PATH + "/{network}", Permission.VIEW, call -> show(call, id(call), 200, "", Map.of())),
        Route.post(PATH + "/{network}/delete", manage, this::delete),
        Route.post(PATH + "/{network}/sites", manage, this::createSite),
        Route.post("/sites/{site}", manage, this::changeSite),
        Route.post("/sites/{site}/delete", manage, this::deleteSite));
  }

  private static Map<String, String> id(Call call) {
    return Map.of("network", call.id("network"));
  }

  private static boolean mayChange(Call call) {
    return call.principal().role().allows(Permission.MANAGE_NETWORKS);
  }

  private static String complaint(Problem problem) {
    return String.valueOf(problem.getMessage());
  }

  private Answer list(Call call, int status, String error, Map<String, String> sent) {
    return view.page(
        call,
        status,
        "networks.jte",
        "Networks",
        PATH,
        Map.of(
            "networks",
            Networks.list(api, call),
            "mayChange",
            mayChange(call),
            "sent",
            sent,
            "error",
            error));
  }

  private Answer create(Call call) {
    Form form = call.form();
    Map<String, String> sent = sent(form, "name", "ipv4", "domain");
    JsonObject.Builder wanted = JsonObject.builder();
    sent.forEach(
        (name, text) -> {
          if (!text.isEmpty()) {
            wanted.put(name, text);
          }
        });
    try {
      Doc network = new Doc(api.send(call, "POST", API, Map.of(), wanted.build()));
      return View.seeOther(
          PATH + "/" + network.text("id"), "Network \"" + network.text("name") + "\" is there.");
    } catch (Problem e) {
      return list(call, e.status(), complaint(e), sent);
    }
  }

  private Answer show(
      Call call, Map<String, String> id, int status, String error, Map<String, String> sent) {
    Map<String, String> all = new HashMap<>(id);
    all.put("limit", "1000");
    Doc network = new Doc(api.get(call, API + "/{network}", id));
    return view.page(
        call,
        status,
        "networkdetail.jte",
        network.text("name"),
        PATH,
        Map.of(
            "network",
            network,
            "sites",
            new Doc(api.get(call, API + "/{network}/sites", all)).list("items"),
            "devices",
            new Doc(api.get(call, "/api/v1/devices", all)).list("items"),
            "mayChange",
            mayChange(call),
            "sent",
            sent,
            "error",
            error));
  }

  private Answer delete(Call call) {
    try {
      api.act(call, "DELETE", API + "/{network}", id(call));
      return View.seeOther(PATH, "The network is gone.");
    } catch (Problem e) {
      return show(call, id(call), e.status(), Words.reason(e), Map.of());
    }
  }

  private Answer createSite(Call call) {
    Form form = call.form();
    try {
      Doc site = new Doc(api.send(call, "POST", API + "/{network}/sites", id(call), site(form)));
      return View.seeOther(
          PATH + "/" + call.id("network"), "Site \"" + site.text("name") + "\" is there.");
    } catch (Problem e) {
      Map<String, String> sent = sent(form, "name", "description", "gateway", "prefixes", "hosts");
      return show(call, id(call), e.status(), complaint(e), sent);
    }
  }

  private static Map<String, String> sent(Form form, String... names) {
    Map<String, String> sent = new HashMap<>();
    for (String name : names) {
      sent.put(name, form.text(name));
    }
    return sent;
  }

  private static JsonObject site(Form form) {
    JsonObject.Builder hosts = JsonObject.builder();
    for (String line : form.text("hosts").lines().map(String::strip).toList()) {
      if (!line.isEmpty()) {
        String[] parts = line.split("[\\s=]+", 2);
        if (parts.length != 2) {
          throw Problem.invalid("hosts", line, "a line has a name and an address");
        }
        hosts.put(parts[0], parts[1]);
      }
    }
    String gateway = form.text("gateway");
    return JsonObject.builder()
        .put("name", form.text("name"))
        .put("description", form.text("description"))
        .put("prefixes", DeviceDetailPage.words(form.text("prefixes")))
        .put("hosts", hosts.build())
        .put("gateway", gateway.isEmpty() ? JsonNull.NULL : new JsonString(gateway))
        .build();
  }

  private Answer changeSite(Call call) {
    Map<String, String> site = Map.of("site", call.id("site"));
    Doc before = new Doc(api.get(call, "/api/v1/sites/{site}", site));
    try {
      Doc after = new Doc(api.send(call, "PATCH", "/api/v1/sites/{site}", site, site(call.form())));
      return View.seeOther(
          PATH + "/" + after.text("network"), "Site \"" + after.text("name") + "\" is changed.");
    } catch (Problem e) {
      return show(
          call, Map.of("network", before.text("network")), e.status(), complaint(e), Map.of());
    }
  }

  private Answer deleteSite(Call call) {
    Map<String, String> site = Map.of("site", call.id("site"));
    Doc before = new Doc(api.get(call, "/api/v1/sites/{site}", site));
    api.act(call, "DELETE", "/api/v1/sites/{site}", site);
    return View.seeOther(
        PATH + "/" + before.text("network"), "Site \"" + before.text("name") + "\" is gone.");
  }

  /** Names and addresses as the form has them. */
  static String hosts(Doc site) {
    StringBuilder lines = new StringBuilder();
    site.object("hosts")
        .entries()
        .forEach((name, address) -> lines.append(name).append(' ').append(address).append('\n'));
    return lines.toString();
  }
}
