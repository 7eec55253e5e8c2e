package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.problem.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Machines as gateways report them: all, one with its history, and one report to print. */
final class MachinePage implements Page {
  static final String PATH = "/machines";
  private static final String API = "/api/v1/machines";
  private static final String ALARMS = "/api/v1/alarms";
  private static final String REPORTS = "/api/v1/reports";
  private static final String PIECE = "50";

  /** The worst first. */
  private static final List<String> LEVELS = List.of("DANGER", "ALERT", "ADVISE", "UNKNOWN", "OK");

  private final View view;
  private final LocalApi api;
  private final String style;
  private final InstantSource clock;

  /**
   * The pages.
   *
   * @param style the style sheet of all pages
   */
  MachinePage(View view, LocalApi api, String style, InstantSource clock) {
    this.view = view;
    this.api = api;
    this.style = style;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Permission.VIEW, this::list),
        Route.get(PATH + "/{machine}", Permission.VIEW, call -> show(call, 200, "")),
        Route.post(
            PATH + "/{machine}/alarms/{alarm}/acknowledge", Permission.OPERATE, this::acknowledge),
        Route.get("/reports/{report}", Permission.VIEW, this::report),
        Route.get("/reports/{report}/file", Permission.VIEW, this::file),
        Route.get("/reports/{report}/body", Permission.VIEW, this::body));
  }

  /** How a level looks. */
  static String colour(String level) {
    return switch (level) {
      case "OK" -> "good";
      case "ADVISE", "ALERT" -> "warn";
      case "DANGER" -> "bad";
      default -> "off";
    };
  }

  private static int rank(Doc machine) {
    int rank = LEVELS.indexOf(machine.text("level"));
    return rank < 0 ? LEVELS.size() : rank;
  }

  private Answer list(Call call) {
    Doc found = new Doc(api.get(call, API, Map.of("limit", "1000")));
    List<Doc> machines =
        found.list("items").stream()
            .sorted(
                Comparator.comparingInt(MachinePage::rank)
                    .thenComparing(one -> one.text("asset"))
                    .thenComparing(one -> one.text("point")))
            .toList();
    return view.page(
        call,
        "machines.jte",
        "Machines",
        PATH,
        Map.of(
            "machines", machines,
            "more", !found.text("next").isEmpty(),
            "alarms", machines.stream().mapToLong(one -> one.number("alarms")).sum(),
            "now", clock.instant()));
  }

  /** Of one machine, those that are over last; a gateway has no more than are asked for. */
  private List<Doc> alarms(Call call, String machine) {
    List<Doc> alarms = new ArrayList<>(alarms(call, machine, "false"));
    alarms.sort(Comparator.comparingInt(MachinePage::rank));
    alarms(call, machine, "true").stream().filter(MachinePage::isOver).forEach(alarms::add);
    return alarms;
  }

  private List<Doc> alarms(Call call, String machine, String ended) {
    return new Doc(
            api.get(call, ALARMS, Map.of("limit", "1000", "ended", ended, "machine", machine)))
        .list("items");
  }

  /** Whether an alarm is over. */
  static boolean isOver(Doc alarm) {
    return List.of("NORMAL", "GATEWAY_DELETED").contains(alarm.text("state"));
  }

  private Answer show(Call call, int status, String error) {
    Doc machine = new Doc(api.get(call, API + "/{machine}", one(call)));
    Map<String, String> query =
        new HashMap<>(
            Map.of(
                "device", machine.text("device"),
                "asset", machine.text("asset"),
                "point", machine.text("point"),
                "limit", PIECE));
    call.query("cursor").ifPresent(cursor -> query.put("cursor", cursor));
    Doc reports = new Doc(api.get(call, REPORTS, query));
    String next = reports.text("next");
    return view.page(
        call,
        status,
        "machine.jte",
        machine.text("asset"),
        PATH,
        Map.of(
            "machine", machine,
            "reports", reports.list("items"),
            "next",
                next.isEmpty()
                    ? ""
                    : PATH + "/" + machine.text("id") + View.query(Map.of("cursor", next)),
            "alarms", alarms(call, machine.text("id")),
            "isOperator", call.principal().role().allows(Permission.OPERATE),
            "now", clock.instant(),
            "error", error));
  }

  private static Map<String, String> one(Call call) {
    return Map.of("machine", call.id("machine"));
  }

  private Answer acknowledge(Call call) {
    try {
      Doc alarm =
          new Doc(
              api.act(
                  call,
                  "POST",
                  ALARMS + "/{alarm}/acknowledge",
                  Map.of("alarm", call.id("alarm"))));
      return View.seeOther(
          PATH + "/" + alarm.text("machine"), "\"" + alarm.text("name") + "\" is acknowledged.");
    } catch (Problem e) {
      return show(call, e.status(), Words.reason(e));
    }
  }

  private Answer report(Call call) {
    Doc report = reportOf(call);
    return view.page(call, "report.jte", title(report), PATH, sheet(call, report));
  }

  /** One file with all that it needs, to be sent to somebody and read without the manager. */
  private Answer file(Call call) {
    Doc report = reportOf(call);
    Map<String, Object> model = new HashMap<>(sheet(call, report));
    model.put("title", title(report));
    model.put("style", style);
    model.put("manager", call.header("Host").orElse(""));
    return view.file("reportfile.jte", report.text("id") + ".html", model);
  }

  private Doc reportOf(Call call) {
    return new Doc(api.get(call, REPORTS + "/{report}", Map.of("report", call.id("report"))));
  }

  private Map<String, Object> sheet(Call call, Doc report) {
    Doc document = report.object("document");
    return Map.of(
        "report",
        report,
        "document",
        document,
        "plots",
        ReportPlots.of(document),
        "device",
        device(call, report.text("device")));
  }

  private static String title(Doc report) {
    String asset = report.text("asset");
    return asset.isEmpty() ? "Report" : "Report on " + asset;
  }

  /** The one that sent it; empty if it is forgotten. */
  private Doc device(Call call, String id) {
    try {
      return new Doc(api.get(call, "/api/v1/devices/{device}", Map.of("device", id)));
    } catch (Problem e) {
      if (e.status() == 404) {
        return Doc.EMPTY;
      }
      throw e;
    }
  }

  private Answer body(Call call) {
    return api.read(call, REPORTS + "/{report}/body", Map.of("report", call.id("report")));
  }

  /** A number with as many digits as it has; empty if there is none. */
  static String number(Doc document, String name) {
    Optional<String> shown = Optional.of(document.text(name));
    return document.decimal(name).isPresent() ? shown.get() : "";
  }
}
