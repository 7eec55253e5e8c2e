package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Plugins of the tenant: their packages, where they run, and whose are taken. */
final class PluginPage implements Page {
  static final String PATH = "/plugins";
  private static final String ONE = PATH + "/{package}";
  private static final String API = "/api/v1/plugin-packages";
  private static final String API_ONE = API + "/{package}";
  private static final String KEYS = "/api/v1/plugin-keys";
  private static final String ASKED = "/api/v1/sign-in-plugins";
  private static final String SETTINGS = "/api/v1/plugin-settings";

  private final View view;
  private final LocalApi api;
  private final InstantSource clock;

  PluginPage(View view, LocalApi api, InstantSource clock) {
    this.view = view;
    this.api = api;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    Permission see = Permission.VIEW_CONFIGURATION;
    Permission operate = Permission.OPERATE;
    Permission keys = Permission.MANAGE_PLUGIN_KEYS;
    return List.of(
        Route.get(PATH, see, call -> list(call, 200, "", Map.of())),
        Route.get(ONE, see, call -> show(call, 200, "")),
        Route.post(ONE + "/install", operate, call -> place(call, "install")),
        Route.post(ONE + "/uninstall", operate, call -> place(call, "uninstall")),
        Route.post(ONE + "/delete", operate, this::delete),
        Route.post(ONE + "/ask", Permission.MANAGE_ACCESS, this::ask),
        Route.post(ONE + "/ask-no-more", Permission.MANAGE_ACCESS, this::askNoMore),
        Route.post(PATH + "/keys", keys, this::trust),
        Route.post(PATH + "/keys/{pluginKey}/delete", keys, this::distrust),
        Route.post(PATH + "/settings", keys, this::settings));
  }

  private static boolean may(Call call, Permission permission) {
    return call.principal().role().allows(permission);
  }

  private Answer list(Call call, int status, String error, Map<String, String> sent) {
    List<Doc> packages =
        new Doc(api.get(call, API, Map.of("limit", "1000")))
            .list("items").stream()
                .sorted(
                    Comparator.comparing((Doc one) -> one.text("plugin"))
                        .thenComparing(
                            Comparator.comparingLong((Doc one) -> one.number("uploadedAt"))
                                .reversed()))
                .toList();
    return view.page(
        call,
        status,
        "plugins.jte",
        "Plugins",
        PATH,
        Map.of(
            "packages", packages,
            "keys", new Doc(api.get(call, KEYS, Map.of("limit", "1000"))).list("items"),
            "takesUnsigned", new Doc(api.get(call, SETTINGS, Map.of())).flag("allowUnsigned"),
            "isOperator", may(call, Permission.OPERATE),
            "managesKeys", may(call, Permission.MANAGE_PLUGIN_KEYS),
            "now", clock.instant(),
            "sent", sent,
            "error", error));
  }

  private static Map<String, String> one(Call call) {
    return Map.of("package", call.id("package"));
  }

  private Answer show(Call call, int status, String error) {
    Doc found = new Doc(api.get(call, API_ONE, one(call)));
    List<Doc> devices =
        new Doc(
                api.get(
                    call,
                    API_ONE + "/devices",
                    Map.of("package", found.text("id"), "limit", "1000")))
            .list("items");
    boolean isOperator = may(call, Permission.OPERATE);
    boolean asks =
        found.text("type").equals("authentication") && may(call, Permission.MANAGE_ACCESS);
    return view.page(
        call,
        status,
        "plugin.jte",
        found.text("name"),
        PATH,
        Map.of(
            "one", found,
            "devices", devices,
            "places", isOperator ? PluginPlace.all(api, call) : List.of(),
            "isOperator", isOperator,
            "asks", asks,
            "asked", asks ? asked(call, found.text("id")) : Doc.EMPTY,
            "now", clock.instant(),
            "error", error));
  }

  /** How the manager asks it itself; empty if it does not. */
  private Doc asked(Call call, String id) {
    return new Doc(api.get(call, ASKED, Map.of()))
        .list("items").stream()
            .filter(one -> one.text("package").equals(id))
            .findFirst()
            .orElse(Doc.EMPTY);
  }

  private Answer ask(Call call) {
    Form form = call.form();
    try {
      JsonObject.Builder settings = JsonObject.builder();
      for (String line : form.secret("settings").lines().toList()) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          settings.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        } else if (!line.isBlank()) {
          throw Problem.invalid("settings", "", "a line is NAME=VALUE");
        }
      }
      JsonObject.Builder wanted =
          JsonObject.builder()
              .put("purposes", form.all("purposes"))
              .put("settings", settings.build());
      if (!form.text("newcomers").isEmpty()) {
        wanted.put("newcomers", form.text("newcomers"));
      }
      api.send(call, "PUT", ASKED + "/{package}", one(call), wanted.build());
      return View.seeOther(PATH + "/" + call.id("package"), "The manager asks it from now on.");
    } catch (Problem e) {
      return show(call, e.status(), Words.reason(e));
    }
  }

  private Answer askNoMore(Call call) {
    try {
      api.act(call, "DELETE", ASKED + "/{package}", one(call));
      return View.seeOther(PATH + "/" + call.id("package"), "The manager asks it no more.");
    } catch (Problem e) {
      return show(call, e.status(), Words.reason(e));
    }
  }

  private Answer place(Call call, String what) {
    try {
      Doc found = new Doc(api.get(call, API_ONE, one(call)));
      Doc answer =
          new Doc(
              api.send(
                  call,
                  "POST",
                  API_ONE + "/" + what,
                  one(call),
                  PluginPlace.read(call.form().text("where"))));
      return View.seeOther(PATH + "/" + found.text("id"), said(what, found, answer.list("items")));
    } catch (Problem e) {
      return show(call, e.status(), Words.reason(e));
    }
  }

  private static String said(String what, Doc found, List<Doc> results) {
    List<Doc> refused = results.stream().filter(result -> result.has("problem")).toList();
    int count = results.size() - refused.size();
    String told =
        found.text("plugin")
            + (what.equals("install") ? " is wanted on " : " is wanted no more on ")
            + count
            + (count == 1 ? " device." : " devices.");
    return refused.isEmpty()
        ? told
        : told
            + " "
            + refused.getFirst().text("name")
            + " refused: "
            + refused.getFirst().object("problem").text("detail")
            + (refused.size() == 1 ? "" : " And " + (refused.size() - 1) + " more.");
  }

  private Answer delete(Call call) {
    try {
      Doc found = new Doc(api.get(call, API_ONE, one(call)));
      api.act(call, "DELETE", API_ONE, one(call));
      return View.seeOther(
          PATH, found.text("plugin") + " " + found.text("version") + " is forgotten.");
    } catch (Problem e) {
      return show(call, e.status(), Words.reason(e));
    }
  }

  private Answer trust(Call call) {
    Form form = call.form();
    try {
      JsonObject wanted =
          JsonObject.builder()
              .put("name", form.text("name"))
              .put("key", form.text("key"))
              .put("ids", DeviceDetailPage.words(form.text("ids")))
              .put("types", DeviceDetailPage.words(form.text("types")))
              .build();
      Doc key = new Doc(api.send(call, "POST", KEYS, Map.of(), wanted));
      return View.seeOther(PATH, "Plugins signed by " + key.text("name") + " are taken.");
    } catch (Problem e) {
      return list(
          call,
          e.status(),
          Words.reason(e),
          Map.of(
              "name", form.text("name"),
              "key", form.text("key"),
              "ids", form.text("ids"),
              "types", form.text("types")));
    }
  }

  private Answer distrust(Call call) {
    try {
      api.act(call, "DELETE", KEYS + "/{pluginKey}", Map.of("pluginKey", call.id("pluginKey")));
      return View.seeOther(PATH, "The key is trusted no more.");
    } catch (Problem e) {
      return list(call, e.status(), Words.reason(e), Map.of());
    }
  }

  private Answer settings(Call call) {
    boolean takes = call.form().text("allowUnsigned").equals("true");
    try {
      api.send(
          call,
          "PUT",
          SETTINGS,
          Map.of(),
          JsonObject.builder().put("allowUnsigned", takes).build());
      return View.seeOther(
          PATH,
          takes ? "Plugins are taken without a signature." : "Only signed plugins are taken.");
    } catch (Problem e) {
      return list(call, e.status(), Words.reason(e), Map.of());
    }
  }
}
