package io.omniedge.gateway.console.web;

import io.omniedge.gateway.console.session.Session;
import io.omniedge.gateway.console.session.Sessions;
import io.omniedge.gateway.console.session.SignInThrottle;
import io.omniedge.gateway.console.users.Role;
import io.omniedge.gateway.console.users.SetupCode;
import io.omniedge.gateway.console.users.UserException;
import io.omniedge.gateway.console.users.Users;
import io.omniedge.gateway.console.vendor.Vendors;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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
  private static final String WRONG = "User name or password is wrong.";

  private final Users users;
  private final Sessions sessions;
  private final SignInThrottle throttle = new SignInThrottle();
  private final SetupCode setupCode;
  private final Vendors vendors;
  private final LongSupplier idleNanos;
  private final LongSupplier clock;

  /**
   * Lets these users in.
   *
   * @param vendors of the same sessions
   * @param idleNanos after how long without a request a session ends
   * @param clock as {@link System#nanoTime}
   */
  public Access(
      Users users,
      Sessions sessions,
      SetupCode setupCode,
      Vendors vendors,
      LongSupplier idleNanos,
      LongSupplier clock) {
    this.users = users;
    this.sessions = sessions;
    this.setupCode = setupCode;
    this.vendors = vendors;
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
        .filter(session -> isGood(session, request));
  }

  private boolean isGood(Session session, HttpServletRequest request) {
    return session.voucher().isPresent()
        ? Vendors.isOf(session, request.getRemoteAddr())
        : users.isStill(session.user(), session.role());
  }

  /** Signs out whoever sent this request. */
  public void signOut(HttpServletRequest request) {
    sessions.close(Cookies.token(request));
    vendors.look();
  }

  /** Ways to sign in beside the users of this gateway, for people. */
  List<Vendors.Offer> offers() {
    return vendors.offers();
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

  /** How long a session lasts at most; for one of a user of this gateway nobody needs to know. */
  Optional<Duration> left(Session session) {
    return session
        .voucher()
        .map(voucher -> Duration.ofNanos(session.untilNanos() - clock.getAsLong()));
  }

  /** A person asked for something: not a page that refreshes itself. */
  public void used(Session session) {
    sessions.used(session, clock.getAsLong());
  }

  /** Signs in with what others know; answers the token. The same words say no. */
  String signInAsVendor(String from, String method, String name, String secret)
      throws RefusedException {
    String key = SignInThrottle.key(from);
    awaitTurn(key);
    String token =
        vendors
            .signIn(from, method, name, secret)
            .orElseThrow(() -> new RefusedException(UNPROCESSABLE, WRONG));
    throttle.succeeded(key);
    return token;
  }

  /** Signs in; answers the token. */
  String signIn(String from, String name, String password) throws RefusedException {
    Role role = confirm(from, name, password, WRONG);
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
