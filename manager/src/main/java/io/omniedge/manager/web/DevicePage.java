package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.people.People;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.people.oauth.DeviceGrants;
import io.omniedge.manager.people.oauth.DeviceGrants.Waiting;
import io.omniedge.manager.problem.Problem;
import java.util.List;
import java.util.Map;

/**
 * Where a person types the code that a program shows, and sees what they let in before they do [RFC
 * 8628, 5.4]. A link that has the code in it saves the typing, not the look.
 */
final class DevicePage implements Page {
  private static final String PATH = "/device";

  private final View view;
  private final People people;
  private final DeviceGrants grants;

  DevicePage(View view, People people, DeviceGrants grants) {
    this.view = view;
    this.people = people;
    this.grants = grants;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Permission.VIEW, this::show),
        Route.post(PATH, Permission.VIEW, this::decide));
  }

  private Person person(Call call) {
    return people
        .find(call.principal())
        .orElseThrow(() -> Problem.forbidden("An API key signs nobody in."));
  }

  private Answer show(Call call) {
    String code = call.query("code").orElse("");
    if (code.isEmpty()) {
      return ask(call, 200, "", "");
    }
    try {
      Waiting waiting = grants.find(person(call), code);
      return view.page(
          call,
          200,
          "device.jte",
          "Let a program in?",
          "",
          Map.of(
              "waiting",
              waiting,
              "since",
              Words.time(waiting.createdAt()),
              "role",
              call.principal().role().text()));
    } catch (Problem e) {
      return ask(call, e.status(), code, String.valueOf(e.getMessage()));
    }
  }

  private Answer ask(Call call, int status, String code, String error) {
    return view.page(
        call,
        status,
        "devicecode.jte",
        "Sign in a program",
        "",
        Map.of("code", code, "error", error));
  }

  private Answer decide(Call call) {
    Form form = call.form();
    boolean isApproved = form.text("decision").equals("approve");
    try {
      grants.decide(person(call), form.text("code"), isApproved);
    } catch (Problem e) {
      return ask(call, e.status(), form.text("code"), String.valueOf(e.getMessage()));
    }
    return view.message(
        call,
        200,
        isApproved ? "The program is signed in" : "The program is not let in",
        isApproved
            ? "You can close this page and go on there. On your account page you can sign it out."
            : "Nothing was signed in.",
        "/account");
  }
}
