package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.people.Session;
import io.omniedge.manager.people.Sessions;
import io.omniedge.manager.people.SignIn;
import io.omniedge.manager.people.oidc.OpenIdSignIn;
import io.omniedge.manager.people.oidc.Ticket;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.net.AddressText;
import java.lang.System.Logger;
import java.util.List;

/** The way to an OpenID provider and back. */
final class OpenIdPage implements Page {
  private static final Logger LOG = System.getLogger(OpenIdPage.class.getName());

  /** Stands for a path in the ticket of somebody who is signed in, and adds a way to sign in. */
  static final String LINK = "link";

  private final OpenIdSignIn openId;
  private final SignIn signIn;
  private final Sessions sessions;

  OpenIdPage(OpenIdSignIn openId, SignIn signIn, Sessions sessions) {
    this.openId = openId;
    this.signIn = signIn;
    this.sessions = sessions;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/sign-in/openid/{provider}", Permission.PUBLIC, this::depart),
        Route.get("/sign-in/openid/{provider}/callback", Permission.PUBLIC, this::arrive));
  }

  private Answer depart(Call call) {
    String next = SignInPage.next(call.query("next").orElse(""));
    OpenIdSignIn.Departure departure = openId.depart(call.path("provider"), next);
    return View.redirect(departure.provider().toString())
        .withCookie(Cookies.ticket(departure.ticket().text()));
  }

  private Answer arrive(Call call) {
    Ticket ticket =
        Ticket.read(call.cookie(Cookies.TICKET))
            .orElseThrow(
                () ->
                    Problem.of(
                        403,
                        "openid-refused",
                        "Not signed in",
                        "This sign-in took too long, or was begun in another browser. Try again."));
    return (ticket.next().equals(LINK) ? linked(call, ticket) : entered(call, ticket))
        .withCookie(Cookies.none(Cookies.TICKET));
  }

  private Answer entered(Call call, Ticket ticket) {
    Person person = arrived(call, ticket);
    SignIn.Entry entry = signIn.vouched(person, call.session(), SignInPage.visitor(call));
    return SignInPage.entered(entry, SignInPage.next(ticket.next()));
  }

  private Person arrived(Call call, Ticket ticket) {
    try {
      return openId.arrive(call.path("provider"), ticket, call.queries());
    } catch (Problem e) {
      LOG.log(
          Logger.Level.WARNING,
          "sign-in by \"{0}\" refused: {1}, from {2}",
          ProtocolException.shown(call.path("provider")),
          e.code(),
          AddressText.of(call.source()));
      throw e;
    }
  }

  private Answer linked(Call call, Ticket ticket) {
    Person person =
        sessions
            .find(call.session(), true)
            .filter(Session::isOpen)
            .map(Session::person)
            .orElseThrow(() -> Problem.unauthenticated("Sign in first."));
    openId.link(person, call.path("provider"), ticket, call.queries());
    return View.seeOther("/account", "You can sign in that way from now on.");
  }
}
