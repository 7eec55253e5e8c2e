package io.omniedge.manager.web;

import io.omniedge.manager.access.Access;
import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.people.People;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.people.Sessions;
import io.omniedge.manager.people.Sessions.Visitor;
import io.omniedge.manager.people.SignIn;
import io.omniedge.manager.people.oidc.OpenIdSignIn;
import io.omniedge.manager.plugin.SignInMethods;
import io.omniedge.manager.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sign-in by password and code, and the sign-out. */
final class SignInPage implements Page {
  private final View view;
  private final SignIn signIn;
  private final Sessions sessions;
  private final People people;
  private final OpenIdSignIn openId;
  private final SignInMethods methods;

  SignInPage(
      View view,
      SignIn signIn,
      Sessions sessions,
      People people,
      OpenIdSignIn openId,
      SignInMethods methods) {
    this.view = view;
    this.signIn = signIn;
    this.sessions = sessions;
    this.people = people;
    this.openId = openId;
    this.methods = methods;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/sign-in", Permission.PUBLIC, this::show),
        Route.post("/sign-in", Permission.PUBLIC, this::enter),
        Route.get("/sign-in/code", Permission.PUBLIC, this::showCode),
        Route.post("/sign-in/code", Permission.PUBLIC, this::enterCode),
        Route.post("/sign-out", Permission.VIEW, this::leave));
  }

  static Visitor visitor(Call call) {
    return new Visitor(call.source(), call.header("User-Agent").orElse(""));
  }

  /** Where somebody wanted to be before they had to sign in. */
  static String next(String sent) {
    return View.isPathHere(sent) && !sent.startsWith("/sign-in") ? sent : "/";
  }

  private Answer show(Call call) {
    return page(
        call,
        200,
        "",
        "",
        call.query("tenant").orElse(""),
        next(call.query("next").orElse("")),
        "");
  }

  private Answer page(
      Call call, int status, String name, String method, String tenant, String next, String error) {
    return view.page(
        call,
        status,
        "signin.jte",
        "Sign in",
        "",
        Map.of(
            "name",
            name,
            "tenant",
            tenant,
            "asksTenant",
            people.areSeveralTenants(),
            "next",
            next,
            "providers",
            openId.providers(),
            "methods",
            people.tenant(tenant).map(methods::methods).orElse(List.of()),
            "method",
            method,
            "error",
            error));
  }

  private Answer enter(Call call) {
    Form form = call.form();
    String next = next(form.text("next"));
    try {
      SignIn.Entry entry =
          form.text("method").isEmpty()
              ? signIn.password(
                  form.text("tenant"),
                  form.text("name"),
                  form.secret("password"),
                  call.session(),
                  visitor(call))
              : byPlugin(call, form);
      return entered(entry, next);
    } catch (Problem e) {
      return refused(
          e,
          page(
              call,
              e.status(),
              form.text("name"),
              form.text("method"),
              form.text("tenant"),
              next,
              String.valueOf(e.getMessage())));
    }
  }

  /** What a plugin says counts for a person of its own, never for an account of the manager. */
  private SignIn.Entry byPlugin(Call call, Form form) {
    String method = form.text("method");
    String name = form.text("name");
    String plugin = "plugin:" + SignInMethods.plugin(method);
    return signIn.asked(
        form.text("tenant"),
        name,
        plugin,
        tenant ->
            methods
                .signIn(tenant, method, name, form.secret("password"))
                .flatMap(verdict -> person(tenant, name, verdict)),
        call.session(),
        visitor(call));
  }

  private Optional<Person> person(String tenant, String name, SignInMethods.Verdict verdict) {
    String issuer = "plugin:" + verdict.plugin();
    return verdict
        .subject()
        .flatMap(
            subject ->
                people
                    .known(tenant, issuer, subject)
                    .or(
                        () ->
                            verdict
                                .newcomers()
                                .map(
                                    role -> people.join(tenant, name, "", role, issuer, subject))));
  }

  /** The cookie is another one after each step: one that was planted before is worth nothing. */
  static Answer entered(SignIn.Entry entry, String next) {
    String path = entry.needsCode() ? "/sign-in/code?next=" + View.encoded(next) : next;
    return View.redirect(path).withCookie(Cookies.session(entry.token()));
  }

  private static Answer refused(Problem problem, Answer page) {
    return problem
        .retryAfterSeconds()
        .map(seconds -> page.with("Retry-After", Long.toString(seconds)))
        .orElse(page);
  }

  private Answer showCode(Call call) {
    return codePage(call, 200, next(call.query("next").orElse("")), "");
  }

  private Answer codePage(Call call, int status, String next, String error) {
    return view.page(
        call, status, "code.jte", "Second factor", "", Map.of("next", next, "error", error));
  }

  private Answer enterCode(Call call) {
    Form form = call.form();
    String next = next(form.text("next"));
    try {
      return entered(signIn.code(call.session(), form.text("code"), visitor(call)), next);
    } catch (Problem e) {
      if (e.status() == 401) {
        throw e;
      }
      return refused(e, codePage(call, e.status(), next, String.valueOf(e.getMessage())));
    }
  }

  private Answer leave(Call call) {
    sessions.close(call.session());
    return View.redirect("/sign-in").withCookie(Cookies.none(Access.COOKIE));
  }
}
