package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The configuration of a device: forms of its components, wanted beside reported, and undo. */
final class DeviceConfigurationPage implements Page {
  private static final String DEVICE = DeviceListPage.PATH + "/{device}";
  private static final String PATH = DEVICE + "/configuration";
  private static final String API = "/api/v1/devices/{device}";

  private static final String WRONG = "A value is wrong; nothing was changed.";

  private final View view;
  private final LocalApi api;
  private final InstantSource clock;

  DeviceConfigurationPage(View view, LocalApi api, InstantSource clock) {
    this.view = view;
    this.api = api;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    Permission see = Permission.VIEW_CONFIGURATION;
    return List.of(
        Route.get(PATH, see, this::list),
        Route.get(PATH + "/{pid}", see, this::show),
        Route.post(PATH + "/{pid}", Permission.OPERATE, this::change),
        Route.get(DEVICE + "/history", see, call -> history(call, 200, "")),
        Route.post(DEVICE + "/rollback", Permission.OPERATE, this::rollback));
  }

  private static Map<String, String> device(Call call) {
    return Map.of("device", call.id("device"));
  }

  private DeviceLine line(Call call) {
    return DeviceLine.of(new Doc(api.get(call, API, device(call))), "", clock.instant());
  }

  private static boolean mayChange(Call call) {
    return call.principal().role().allows(Permission.OPERATE);
  }

  private Answer list(Call call) {
    DeviceLine line = line(call);
    return view.page(
        call,
        "configuration.jte",
        "Configuration of " + line.name(),
        DeviceListPage.PATH,
        Map.of("line", line, "configuration", DeviceConfiguration.of(api, call, device(call))));
  }

  private Answer show(Call call) {
    DeviceConfiguration configuration = DeviceConfiguration.of(api, call, device(call));
    String pid = call.path("pid");
    if (configuration.form(pid).list("attributes").isEmpty()) {
      throw Problem.notFound("component", pid);
    }
    return form(call, 200, configuration, configuration.settings(pid), "");
  }

  private Answer form(
      Call call,
      int status,
      DeviceConfiguration configuration,
      List<Setting> settings,
      String error) {
    String pid = call.path("pid");
    Doc form = configuration.form(pid);
    return view.page(
        call,
        status,
        "component.jte",
        form.text("name").isEmpty() ? pid : form.text("name"),
        DeviceListPage.PATH,
        Map.of(
            "line", line(call),
            "pid", pid,
            "form", form,
            "configuration", configuration,
            "settings", settings,
            "mayChange", mayChange(call),
            "error", error));
  }

  private Answer change(Call call) {
    Form sent = call.form();
    String pid = call.path("pid");
    DeviceConfiguration configuration = DeviceConfiguration.of(api, call, device(call));
    if (configuration.form(pid).list("attributes").isEmpty()) {
      throw Problem.notFound("component", pid);
    }
    List<Setting> settings = new ArrayList<>();
    Map<String, JsonValue> changes = new TreeMap<>();
    boolean isWrong = false;
    for (Setting setting : configuration.settings(pid)) {
      String text = sent.secret("p." + setting.id());
      try {
        setting.change(sent).ifPresent(value -> changes.put(setting.id(), value));
        settings.add(setting.refused(text, ""));
      } catch (IllegalArgumentException e) {
        settings.add(setting.refused(text, String.valueOf(e.getMessage())));
        isWrong = true;
      }
    }
    if (isWrong) {
      return form(call, 422, configuration, settings, WRONG);
    }
    if (changes.isEmpty()) {
      return View.seeOther(path(call, pid), "Nothing is different.");
    }
    try {
      long revision = wish(call, pid, changes, sent);
      return View.seeOther(path(call, pid), "Revision " + revision + " is on its way.");
    } catch (Problem e) {
      return refused(call, configuration, settings, e);
    }
  }

  /** Says what is wrong beside the property that is, if it is one. */
  private Answer refused(
      Call call, DeviceConfiguration configuration, List<Setting> settings, Problem problem) {
    String place = "components." + call.path("pid") + ".properties.";
    boolean isOne =
        settings.stream().anyMatch(setting -> problem.field().equals(place + setting.id()));
    settings.replaceAll(
        setting ->
            problem.field().equals(place + setting.id())
                ? setting.refused(Words.reason(problem))
                : setting);
    String error = isOne ? WRONG : Words.reason(problem);
    return form(call, problem.status(), configuration, settings, error);
  }

  private long wish(Call call, String pid, Map<String, JsonValue> changes, Form sent) {
    return new Doc(
            api.send(
                call,
                "POST",
                API + "/configuration/changes",
                device(call),
                DeviceConfiguration.change(pid, changes, sent.text("note")),
                revision(sent)))
        .number("revision");
  }

  private static long revision(Form form) {
    String text = form.text("revision");
    if (!text.matches("[0-9]{1,15}")) {
      throw Problem.invalid("revision", text, "it must be a number");
    }
    return Long.parseLong(text);
  }

  private static String path(Call call, String pid) {
    return DeviceListPage.PATH + "/" + call.id("device") + "/configuration/" + View.encoded(pid);
  }

  private Answer history(Call call, int status, String error) {
    Doc found =
        new Doc(
            api.get(
                call,
                API + "/configuration/history",
                Map.of("device", call.id("device"), "limit", "50")));
    DeviceLine line = line(call);
    return view.page(
        call,
        status,
        "history.jte",
        "History of " + line.name(),
        DeviceListPage.PATH,
        Map.of(
            "line", line,
            "configuration", DeviceConfiguration.of(api, call, device(call)),
            "revisions", found.list("items"),
            "undo", Revision.undo(found.list("items")),
            "mayChange", mayChange(call),
            "error", error));
  }

  private Answer rollback(Call call) {
    try {
      Doc wanted =
          new Doc(
              api.send(
                  call,
                  "POST",
                  API + "/configuration/rollback",
                  device(call),
                  JsonObject.builder().put("revision", revision(call.form())).build()));
      return View.seeOther(
          DeviceListPage.PATH + "/" + call.id("device") + "/history",
          "Revision " + wanted.number("revision") + " wants what was wanted then.");
    } catch (Problem e) {
      return history(call, e.status(), Words.reason(e));
    }
  }
}
