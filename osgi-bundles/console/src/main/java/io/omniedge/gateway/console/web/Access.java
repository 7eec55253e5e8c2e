package io.omniedge.gateway.console.web;

import io.omniedge.gateway.console.session.Session;
import io.omniedge.gateway.console.session.Sessions;
import io.omniedge.gateway.console.session.SignInThrottle;
import io.omniedge.gateway.console.users.Role;
import io.omniedge.gateway.console.users.SetupCode;
import io.omniedge.gateway.console.users.UserException;
import io.omniedge.gateway.console.users.Users;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Who may come in: users, sessions and the throttle together. Thread-safe. */
public final class Access {
  /** Why somebody does not come in; the text is for them. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY = 429;

  private final Users users;
  private final Sessions sessions;
  private final SignInThrottle throttle = new SignInThrottle();
  private final SetupCode setupCode;
  private final LongSupplier idleNanos;
  private final LongSupplier clock;

  /**
   * Lets these users in.
   *
   * @param idleNanos after how long without a request a session ends
   * @param clock as {@link System#nanoTime}
   */
  public Access(
      Users users,
      Sessions sessions,
      SetupCode setupCode,
      LongSupplier idleNanos,
      LongSupplier clock) {
    this.users = users;
    this.sessions = sessions;
    this.setupCode = setupCode;
    this.idleNanos = idleNanos;
    this.clock = clock;
  }

  Users users() {
    return users;
  }

  LongSupplier clock() {
    return clock;
  }

  Sessions sessions() {
    return sessions;
  }

  /** The session of a request, if it belongs to one. */
  public Optional<Session> session(HttpServletRequest request) {
    return sessions
        .find(Cookies.token(request), clock.getAsLong(), idleNanos.getAsLong())
        .filter(session -> users.isStill(session.user(), session.role()));
  }

  /** Signs out whoever sent this request. */
  public void signOut(HttpServletRequest request) {
    sessions.close(Cookies.token(request));
  }

  /** Signs a user out everywhere. */
  public void signOutAll(String user) {
    sessions.closeAllOf(user, "");
  }

  /** What browsers say of where a form was; what says nothing is no browser of today. */
  public static boolean isFromHere(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    String origin = request.getHeader("Origin");
    String host = request.getHeader("Host");
    return origin != null && host != null && origin.equals("https://" + host);
  }

  /** A person asked for something: not a page that refreshes itself. */
  public void used(Session session) {
    sessions.used(session, clock.getAsLong());
  }

  /** Signs in; answers the token. */
  String signIn(String from, String name, String password) throws RefusedException {
    Role role = confirm(from, name, password, "User name or password is wrong.");
    return sessions.open(name, role, clock.getAsLong());
  }

  /** The role of the user with this name and password; who guesses is slowed. */
  Role confirm(String from, String name, String password, String refusal) throws RefusedException {
    String key = SignInThrottle.key(from);
    awaitTurn(key);
    Role role =
        users
            .authenticate(name, password)
            .orElseThrow(() -> new RefusedException(UNPROCESSABLE, refusal));
    throttle.succeeded(key);
    return role;
  }

  /** Makes the first user, and signs them in. */
  String setUp(String from, String code, String name, String password, String again)
      throws RefusedException, IOException {
    String key = SignInThrottle.key(from);
    awaitTurn(key);
    if (!setupCode.matches(code)) {
      throw new RefusedException(
          UNPROCESSABLE, "That is not the code; \"omniedge-gateway status\" shows it.");
    }
    throttle.succeeded(key);
    if (!password.equals(again)) {
      throw new RefusedException(UNPROCESSABLE, "The two passwords are not the same.");
    }
    try {
      users.addFirst(name, password);
    } catch (UserException e) {
      throw new RefusedException(UNPROCESSABLE, String.valueOf(e.getMessage()));
    }
    return sessions.open(name, Role.ADMINISTRATOR, clock.getAsLong());
  }

  private void awaitTurn(String key) throws RefusedException {
    long wait = throttle.tryNanos(clock.getAsLong(), key);
    if (wait > 0) {
      throw new RefusedException(
          TOO_MANY,
          "Too many wrong answers from your address; try again in "
              + (TimeUnit.NANOSECONDS.toSeconds(wait) + 1)
              + " s.");
    }
  }
}
