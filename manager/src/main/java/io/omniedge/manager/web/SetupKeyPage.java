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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Setup keys of a network: make one and see its text once, list them, revoke them. */
final class SetupKeyPage implements Page {
  private static final String PATH = "/setup-keys";
  private static final String API = "/api/v1/networks/{network}/setup-keys";
  private static final long DAY_SECONDS = 86_400;

  /** How long a key may live: days, and what people read. */
  static final Map<String, String> LIVES =
      new TreeMap<>(Map.of("1", "1 day", "7", "7 days", "30", "30 days"));

  private final View view;
  private final LocalApi api;
  private final InstantSource clock;

  SetupKeyPage(View view, LocalApi api, InstantSource clock) {
    this.view = view;
    this.api = api;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    Permission manage = Permission.MANAGE_SETUP_KEYS;
    return List.of(
        Route.get(PATH, manage, call -> show(call, 200, "", Map.of())),
        Route.post(PATH, manage, this::create),
        Route.post(PATH + "/{setupKey}/revoke", manage, this::revoke));
  }

  private Answer show(Call call, int status, String error, Map<String, String> sent) {
    Networks networks = Networks.of(api, call);
    List<Doc> keys = new ArrayList<>();
    List<Doc> sites = List.of();
    List<Doc> groups = List.of();
    if (!networks.isEmpty()) {
      Map<String, String> all = Map.of("network", networks.id(), "limit", "1000");
      keys.addAll(new Doc(api.get(call, API, all)).list("items"));
      keys.sort(
          (one, other) ->
              Long.compare(other.number("createdAt"), one.number("createdAt"))); // newest first
      sites = new Doc(api.get(call, "/api/v1/networks/{network}/sites", all)).list("items");
      groups = new Doc(api.get(call, "/api/v1/networks/{network}/groups", all)).list("items");
    }
    return view.page(
        call,
        status,
        "setupkeys.jte",
        "Setup keys",
        PATH,
        Map.of(
            "networks", networks,
            "keys", keys,
            "sites", sites,
            "groups", groups,
            "now", clock.instant(),
            "sent", sent,
            "error", error));
  }

  private Answer create(Call call) {
    Form form = call.form();
    try {
      JsonObject.Builder wanted =
          JsonObject.builder()
              .put("name", form.text("name"))
              .put("autoApprove", form.find("autoApprove").isPresent())
              .put("ephemeral", form.find("ephemeral").isPresent())
              .put("maxUses", number(form, "maxUses", 1))
              .put("tags", DeviceDetailPage.words(form.text("tags")))
              .put("sources", DeviceDetailPage.words(form.text("sources")))
              .put("groups", form.all("groups"));
      long days = number(form, "days", 0);
      if (days > 0) {
        wanted.put("expiresAt", clock.instant().getEpochSecond() + days * DAY_SECONDS);
      }
      if (!form.text("site").isEmpty()) {
        wanted.put("site", form.text("site"));
      }
      Networks networks = Networks.of(api, call);
      Doc key =
          new Doc(api.send(call, "POST", API, Map.of("network", networks.id()), wanted.build()));
      return view.page(
          call,
          200,
          "setupkey.jte",
          "Setup key",
          PATH,
          Map.of("key", key, "networks", networks, "qr", QrCode.of(key.text("text"))));
    } catch (Problem e) {
      Map<String, String> sent = new HashMap<>();
      for (String name : List.of("name", "maxUses", "days", "tags", "sources", "site")) {
        sent.put(name, form.text(name));
      }
      for (String name : List.of("autoApprove", "ephemeral")) {
        form.find(name).ifPresent(value -> sent.put(name, value));
      }
      return show(call, e.status(), complaint(e), sent);
    }
  }

  /** With the name of the field, which is its label here. */
  private static String complaint(Problem problem) {
    return problem.field().isEmpty() ? Words.reason(problem) : String.valueOf(problem.getMessage());
  }

  private static long number(Form form, String name, long otherwise) {
    String text = form.text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,7}")) {
      throw Problem.invalid(name, text, "it must be a number");
    }
    return Long.parseLong(text);
  }

  private Answer revoke(Call call) {
    Map<String, String> id = Map.of("setupKey", call.id("setupKey"));
    try {
      Doc key = new Doc(api.get(call, "/api/v1/setup-keys/{setupKey}", id));
      api.act(call, "DELETE", "/api/v1/setup-keys/{setupKey}", id);
      return View.seeOther(
          PATH + View.query(Map.of("network", key.text("network"))),
          "\"" + key.text("name") + "\" lets nobody in any more.");
    } catch (Problem e) {
      return show(call, e.status(), Words.reason(e), Map.of());
    }
  }
}
