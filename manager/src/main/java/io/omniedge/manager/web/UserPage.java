package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.access.Principal;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.people.People;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.problem.Problem;
import java.net.URI;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Who may sign in: list, add, role, disable, reset, remove. */
final class UserPage implements Page {
  private static final String PATH = "/users";

  private final View view;
  private final People people;
  private final URI publicUrl;
  private final InstantSource clock;

  UserPage(View view, People people, URI publicUrl, InstantSource clock) {
    this.view = view;
    this.people = people;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  /**
   * A line of the list.
   *
   * @param roles that the one who looks may give; empty if this person is above them
   */
  record Line(Person person, String seen, List<String> roles, boolean isSelf) {
    boolean isChangeable() {
      return !roles.isEmpty();
    }

    String state() {
      return person.isDisabled() ? "disabled" : person.canSignIn() ? "" : "invited";
    }
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Permission.MANAGE_ACCESS, call -> list(call, 200, "", Map.of())),
        Route.post(PATH, Permission.MANAGE_ACCESS, this::add),
        change("role", this::role),
        change("disable", this::disable),
        change("enable", this::enable),
        change("remove", this::remove),
        Route.post(PATH + "/{user}/reset", Permission.MANAGE_ACCESS, this::reset));
  }

  /** Changes a person; answers what to say of it. */
  private interface Change {
    String apply(Call call, Person person);
  }

  private Route change(String name, Change change) {
    return Route.post(
        PATH + "/{user}/" + name,
        Permission.MANAGE_ACCESS,
        call -> {
          try {
            return View.seeOther(PATH, change.apply(call, person(call)));
          } catch (Problem e) {
            return list(call, e.status(), Words.reason(e), Map.of());
          }
        });
  }

  private Person person(Call call) {
    String id = call.id("user");
    return people.find(call.tenant(), id).orElseThrow(() -> Problem.notFound("user", id));
  }

  private Answer list(Call call, int status, String error, Map<String, String> sent) {
    Principal who = call.principal();
    List<Line> lines = people.all(call.tenant()).stream().map(person -> line(who, person)).toList();
    return view.page(
        call,
        status,
        "users.jte",
        "Users",
        PATH,
        Map.of("lines", lines, "roles", roles(who), "error", error, "sent", sent));
  }

  private Line line(Principal who, Person person) {
    return new Line(
        person,
        Words.ago(person.signedInAt(), clock.instant()),
        who.role().mayGive(person.role()) ? roles(who) : List.of(),
        person.id().equals(who.id()));
  }

  private static List<String> roles(Principal who) {
    return Arrays.stream(Role.values()).filter(who.role()::mayGive).map(Role::text).toList();
  }

  private static Role role(Form form) {
    try {
      return Role.parse(form.text("role"));
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("role", form.text("role"), String.valueOf(e.getMessage()));
    }
  }

  private Answer add(Call call) {
    Form form = call.form();
    try {
      String token =
          people.add(call.principal(), form.text("name"), form.text("email"), role(form));
      return link(call, form.text("name"), token);
    } catch (Problem e) {
      return list(
          call,
          e.status(),
          Words.reason(e),
          Map.of(
              "name", form.text("name"), "email", form.text("email"), "role", form.text("role")));
    }
  }

  /** Shown once: the database has the hash only. */
  private Answer link(Call call, String name, String token) {
    return view.page(
        call,
        200,
        "invited.jte",
        "Invitation",
        PATH,
        Map.of("name", name, "link", publicUrl.resolve("/invitation/" + token).toString()));
  }

  private Answer reset(Call call) {
    Person person = person(call);
    try {
      return link(call, person.name(), people.reset(call.principal(), person.id()));
    } catch (Problem e) {
      return list(call, e.status(), Words.reason(e), Map.of());
    }
  }

  private String role(Call call, Person person) {
    Role role = role(call.form());
    people.setRole(call.principal(), person.id(), role);
    return "\"" + person.name() + "\" is " + role.text() + " now.";
  }

  private String disable(Call call, Person person) {
    people.disable(call.principal(), person.id());
    return "\"" + person.name() + "\" is signed out and may not sign in.";
  }

  private String enable(Call call, Person person) {
    people.enable(call.principal(), person.id());
    return "\"" + person.name() + "\" may sign in again.";
  }

  private String remove(Call call, Person person) {
    people.remove(call.principal(), person.id());
    return "\"" + person.name() + "\" is no longer a user.";
  }
}
