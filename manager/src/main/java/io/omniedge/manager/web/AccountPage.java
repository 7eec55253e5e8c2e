package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.people.OwnAccount;
import io.omniedge.manager.people.People;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.people.Session;
import io.omniedge.manager.people.Sessions;
import io.omniedge.manager.people.SignIn;
import io.omniedge.manager.people.oauth.Programs;
import io.omniedge.manager.people.oidc.OpenIdSettings;
import io.omniedge.manager.people.oidc.OpenIdSignIn;
import io.omniedge.manager.people.password.OneTimeCode;
import io.omniedge.manager.problem.Problem;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One's own account: password, second factor, sign-in service, browsers and programs. */
final class AccountPage implements Page {
  private static final String PATH = "/account";

  private final View view;
  private final People people;
  private final OwnAccount accounts;
  private final SignIn signIn;
  private final Sessions sessions;
  private final Programs programs;
  private final OpenIdSignIn openId;
  private final InstantSource clock;

  AccountPage(
      View view,
      People people,
      OwnAccount accounts,
      SignIn signIn,
      Sessions sessions,
      Programs programs,
      OpenIdSignIn openId,
      InstantSource clock) {
    this.view = view;
    this.people = people;
    this.accounts = accounts;
    this.signIn = signIn;
    this.sessions = sessions;
    this.programs = programs;
    this.openId = openId;
    this.clock = clock;
  }

  /** A browser or program that may act for the person. */
  record Access(String id, String name, String from, String used, boolean isHere) {}

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Permission.VIEW, call -> show(call, 200, "")),
        change("password", this::password),
        change("others", this::signOutOthers),
        change("program", this::endProgram),
        change("code/remove", this::forgetCode),
        change("unlink", this::unlink),
        Route.post(PATH + "/link", Permission.VIEW, this::link),
        Route.get(PATH + "/code", Permission.VIEW, call -> showCode(call, 200, "", "")),
        Route.post(PATH + "/code", Permission.VIEW, this::requireCode));
  }

  /** Changes something of one's own; answers what to say of it. */
  private interface Change {
    String apply(Call call, Person person);
  }

  private Route change(String name, Change change) {
    return Route.post(
        PATH + "/" + name,
        Permission.VIEW,
        call -> {
          try {
            return View.seeOther(PATH, change.apply(call, person(call)));
          } catch (Problem e) {
            return show(call, e.status(), Words.reason(e));
          }
        });
  }

  private Person person(Call call) {
    return people
        .find(call.principal())
        .orElseThrow(() -> Problem.forbidden("An API key has no account; sign in with a browser."));
  }

  private Answer show(Call call, int status, String error) {
    Person person = person(call);
    List<Access> browsers =
        sessions.ofPerson(person.id()).stream().map(session -> access(call, session)).toList();
    List<Access> clients =
        programs.ofPerson(person.id()).stream()
            .map(
                program ->
                    new Access(
                        program.id(),
                        program.client(),
                        program.address(),
                        Words.ago(Optional.of(program.usedAt()), clock.instant()),
                        false))
            .toList();
    return view.page(
        call,
        status,
        "account.jte",
        "Your account",
        PATH,
        Map.of(
            "person",
            person,
            "browsers",
            browsers,
            "programs",
            clients,
            "providers",
            providers(person),
            "error",
            error));
  }

  private Access access(Call call, Session session) {
    return new Access(
        "",
        Words.browser(session.agent()),
        session.address(),
        Words.ago(Optional.of(session.usedAt()), clock.instant()),
        Sessions.isOf(session, call.session()));
  }

  /** Those that vouch for people of this person's tenant. */
  private List<OpenIdSettings> providers(Person person) {
    return openId.providers().stream()
        .filter(one -> people.tenant(one.tenant()).filter(person.tenant()::equals).isPresent())
        .toList();
  }

  private String password(Call call, Person person) {
    Form form = call.form();
    String password = form.secret("password");
    if (!password.equals(form.secret("again"))) {
      throw Problem.invalid("password", "", "The two new passwords are not the same.");
    }
    confirm(call, person);
    accounts.setPassword(person, password, call.session());
    return "Your password is changed; all other browsers and programs are signed out.";
  }

  /** Who came by a sign-in service and has no password has nothing else to show. */
  private void confirm(Call call, Person person) {
    if (person.hasPassword()) {
      signIn.confirm(person, call.form().secret("old"), SignInPage.visitor(call));
    }
  }

  private String signOutOthers(Call call, Person person) {
    sessions.closeAll(person.id(), call.session());
    return "All other browsers are signed out.";
  }

  private String endProgram(Call call, Person person) {
    programs.end(person, call.form().text("program"));
    return "The program is signed out.";
  }

  private Answer showCode(Call call, int status, String known, String error) {
    Person person = person(call);
    String secret = known.isEmpty() ? accounts.newCodeSecret() : known;
    QrCode picture = QrCode.of(OneTimeCode.address(secret, "OmniEdge", person.name()));
    return view.page(
        call,
        status,
        "secondfactor.jte",
        "Second factor",
        PATH,
        Map.of("secret", secret, "picture", picture, "person", person, "error", error));
  }

  private Answer requireCode(Call call) {
    Form form = call.form();
    try {
      Person person = person(call);
      confirm(call, person);
      accounts.requireCode(person, form.text("secret"), form.text("code"));
      return View.seeOther(PATH, "From now on you are asked for a code at each sign-in.");
    } catch (Problem e) {
      String secret = form.text("secret").matches("[A-Z2-7]{32}") ? form.text("secret") : "";
      return showCode(call, e.status(), secret, Words.reason(e));
    }
  }

  private String forgetCode(Call call, Person person) {
    confirm(call, person);
    accounts.forgetCode(person);
    return "You are asked for no code any more.";
  }

  private String unlink(Call call, Person person) {
    accounts.unlink(person);
    return "The sign-in service is forgotten.";
  }

  /**
   * Begun only by a form of ours: else a page of somebody else's could add its own account to this
   * one. The way goes over a link, because browsers let a form lead to no other site.
   */
  private Answer link(Call call) {
    Person person = person(call);
    try {
      confirm(call, person);
    } catch (Problem e) {
      return show(call, e.status(), Words.reason(e));
    }
    OpenIdSettings provider =
        providers(person).stream()
            .filter(one -> one.label().equals(call.form().text("provider")))
            .findFirst()
            .orElseThrow(() -> Problem.notFound("sign-in service", call.form().text("provider")));
    OpenIdSignIn.Departure departure = openId.depart(provider.label(), OpenIdPage.LINK);
    return view.page(
            call,
            200,
            "link.jte",
            "Another way to sign in",
            PATH,
            Map.of("name", provider.name(), "address", departure.provider().toString()))
        .withCookie(Cookies.ticket(departure.ticket().text()));
  }
}
