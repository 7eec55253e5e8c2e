package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.people.Invitations;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.people.SignIn;
import io.omniedge.manager.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a person sets a password by a link that somebody gave them. */
final class InvitationPage implements Page {
  private final View view;
  private final Invitations invitations;
  private final SignIn signIn;

  InvitationPage(View view, Invitations invitations, SignIn signIn) {
    this.view = view;
    this.invitations = invitations;
    this.signIn = signIn;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/invitation/{token}", Permission.PUBLIC, this::show),
        Route.post("/invitation/{token}", Permission.PUBLIC, this::accept));
  }

  private Answer show(Call call) {
    return page(call, 200, "");
  }

  private Answer page(Call call, int status, String error) {
    Optional<Person> person = invitations.find(call.path("token"));
    return person.isPresent()
        ? view.page(
            call,
            status,
            "invitation.jte",
            "Welcome",
            "",
            Map.of("name", person.get().name(), "token", call.path("token"), "error", error))
        : view.message(
            call,
            404,
            "This link does not work",
            "It was used, replaced or is too old. Ask whoever sent it for a new one.",
            "/sign-in");
  }

  private Answer accept(Call call) {
    Form form = call.form();
    String password = form.secret("password");
    if (!password.equals(form.secret("again"))) {
      return page(call, 422, "The two passwords are not the same.");
    }
    try {
      Person person = invitations.accept(call.path("token"), password);
      return SignInPage.entered(
          signIn.invited(person, call.session(), SignInPage.visitor(call)), "/");
    } catch (Problem e) {
      return page(call, e.status(), Words.reason(e));
    }
  }
}
