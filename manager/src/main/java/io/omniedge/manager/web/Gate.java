package io.omniedge.manager.web;

import io.omniedge.manager.access.Access;
import io.omniedge.manager.access.Principal;
import io.omniedge.manager.people.Session;
import io.omniedge.manager.people.Sessions;
import io.omniedge.manager.people.Token;
import io.omniedge.manager.people.oauth.Programs;
import io.omniedge.manager.problem.Problem;
import java.util.Optional;

/**
 * Finds out who asks: by an API key, by the token of a program, or by the cookie of a browser. A
 * cookie comes with any request to us, whoever made the page it is on; so for a change it needs the
 * token of a form of ours, and the browser's word that the page was ours. Thread-safe.
 */
public final class Gate implements Access {
  private final Access apiKeys;
  private final Programs programs;
  private final Sessions sessions;

  /** With those who know keys, programs and browsers. */
  public Gate(Access apiKeys, Programs programs, Sessions sessions) {
    this.apiKeys = apiKeys;
    this.programs = programs;
    this.sessions = sessions;
  }

  @Override
  public Optional<Principal> identify(Credentials credentials) {
    Optional<String> bearer = credentials.bearer();
    if (bearer.isEmpty()) {
      return browser(credentials);
    }
    if (!bearer.get().startsWith(Programs.ACCESS_PREFIX)) {
      return apiKeys.identify(credentials);
    }
    return Optional.of(
        programs
            .identify(bearer.get())
            .orElseThrow(
                () -> Problem.unauthenticated("the access token is unknown, expired or revoked")));
  }

  private Optional<Principal> browser(Credentials credentials) {
    String token = credentials.session().orElse("");
    Optional<Session> session = sessions.find(token, credentials.isUse()).filter(Session::isOpen);
    boolean reads = credentials.method().equals("GET") || credentials.method().equals("HEAD");
    if (session.isPresent() && !reads) {
      String wanted = Token.derived(token, View.CSRF);
      if (!credentials.isFromHere() || !Token.same(wanted, credentials.proof().orElse(""))) {
        throw Problem.of(
            403,
            "csrf",
            "Not from a page of ours",
            "The form is not of this session. Go back, load the page again, and send it once more.");
      }
    }
    return session.map(found -> found.person().principal());
  }
}
