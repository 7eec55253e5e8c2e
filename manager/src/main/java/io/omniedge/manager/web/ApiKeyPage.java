package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Keys of programs: make one and see its text once, list them, revoke them. */
final class ApiKeyPage implements Page {
  private static final String PATH = "/api-keys";
  private static final String API = "/api/v1/api-keys";
  private static final long DAY_SECONDS = 86_400;

  /** How long a key may live, in days; 0 is for ever. */
  static final List<Integer> LIVES = List.of(30, 90, 365, 0);

  private final View view;
  private final LocalApi api;
  private final InstantSource clock;

  ApiKeyPage(View view, LocalApi api, InstantSource clock) {
    this.view = view;
    this.api = api;
    this.clock = clock;
  }

  /** A key of the list. */
  record Line(Doc key, String state, boolean isRevocable) {}

  @Override
  public List<Route> routes() {
    Permission manage = Permission.MANAGE_ACCESS;
    return List.of(
        Route.get(PATH, manage, call -> show(call, 200, "", Map.of())),
        Route.post(PATH, manage, this::create),
        Route.post(PATH + "/{apiKey}/revoke", manage, this::revoke));
  }

  private Answer show(Call call, int status, String error, Map<String, String> sent) {
    List<String> roles = roles(call);
    List<Line> lines =
        new Doc(api.get(call, API, Map.of("limit", "1000")))
            .list("items").stream()
                .sorted(Comparator.comparingLong((Doc key) -> key.number("createdAt")).reversed())
                .map(key -> line(key, roles))
                .toList();
    return view.page(
        call,
        status,
        "apikeys.jte",
        "API keys",
        PATH,
        Map.of(
            "lines", lines,
            "roles", roles,
            "now", clock.instant(),
            "sent", sent,
            "error", error));
  }

  private Line line(Doc key, List<String> roles) {
    long expiresAt = key.number("expiresAt");
    String state =
        key.number("revokedAt") != 0
            ? "revoked"
            : expiresAt != 0 && expiresAt <= clock.instant().getEpochSecond() ? "expired" : "valid";
    return new Line(key, state, state.equals("valid") && roles.contains(key.text("role")));
  }

  /** Those that the one who looks may give, the least first. */
  private static List<String> roles(Call call) {
    Role own = call.principal().role();
    return Arrays.stream(Role.values())
        .sorted(Comparator.reverseOrder())
        .filter(own::mayGive)
        .map(Role::text)
        .toList();
  }

  private Answer create(Call call) {
    Form form = call.form();
    try {
      JsonObject.Builder wanted =
          JsonObject.builder().put("name", form.text("name")).put("role", form.text("role"));
      String days = form.text("days");
      if (!days.matches("[0-9]{1,4}")) {
        throw Problem.invalid("days", days, "it must be a number");
      }
      if (!days.equals("0")) {
        long seconds = Long.parseLong(days) * DAY_SECONDS;
        wanted.put("expiresAt", clock.instant().getEpochSecond() + seconds);
      }
      Doc key = new Doc(api.send(call, "POST", API, Map.of(), wanted.build()));
      return view.page(call, 200, "apikey.jte", "API key", PATH, Map.of("key", key));
    } catch (Problem e) {
      return show(
          call,
          e.status(),
          Words.reason(e),
          Map.of("name", form.text("name"), "role", form.text("role"), "days", form.text("days")));
    }
  }

  private Answer revoke(Call call) {
    try {
      String id = call.id("apiKey");
      api.act(call, "DELETE", API + "/{apiKey}", Map.of("apiKey", id));
      return View.seeOther(PATH, "API key " + id + " lets no program in any more.");
    } catch (Problem e) {
      return show(call, e.status(), Words.reason(e), Map.of());
    }
  }
}
