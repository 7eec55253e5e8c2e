package io.omniedge.gateway.console.web;

import io.omniedge.gateway.console.session.Session;
import io.omniedge.gateway.console.session.SignInThrottle;
import io.omniedge.gateway.console.traffic.TrafficHistory;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every request comes through here: checks who asks and whether they may, then leaves the answer to
 * a page.
 */
public final class ConsoleServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = System.getLogger(ConsoleServlet.class.getName());

  private static final int BUSY = 503;

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  /** A page: its reading and its changing side. */
  interface Page {
    void get(Exchange exchange) throws IOException;

    /** Called only for somebody who may change things, with a form of their own session. */
    void post(Exchange exchange) throws IOException;
  }

  private final transient Access access;
  private final transient Templates templates;
  private final transient Door door;
  private final transient Turnstile turnstile = new Turnstile();
  private final transient Map<String, Page> pages;

  /** Serves the gateway to those who may in. */
  public ConsoleServlet(Gateway gateway, Access access, TrafficHistory traffic) {
    this.access = access;
    this.templates = new Templates(gateway);
    this.door = new Door(access, templates);
    TunnelPages tunnels = new TunnelPages(gateway, traffic);
    this.pages =
        Map.of(
            "",
            tunnels,
            "tunnels",
            tunnels,
            "configuration",
            new ConfigurationPages(gateway),
            "snapshots",
            new SnapshotPage(gateway),
            "bundles",
            new BundlePage(gateway),
            "health",
            new HealthPage(gateway),
            "logs",
            new LogPage(gateway),
            "users",
            new UserPage(access));
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    protect(response);
    try {
      route(request, response);
    } catch (Access.RefusedException e) {
      refuse(response, e.status(), String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.log(Level.ERROR, request.getMethod() + " " + request.getRequestURI() + " failed", e);
      refuse(response, 500, "This page failed; the log of the gateway says how.");
    }
  }

  /** What a browser must not do with any answer of ours. */
  public static void protect(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-store");
  }

  private void route(HttpServletRequest request, HttpServletResponse response)
      throws IOException, Access.RefusedException {
    List<String> path = Exchange.segments(request);
    String first = path.isEmpty() ? "" : path.get(0);
    boolean post = request.getMethod().equals("POST");
    if (!post && !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      response.setHeader("Allow", "GET, HEAD, POST");
      refuse(response, 405, "The page knows GET and POST.");
    } else if (first.equals("assets")) {
      if (path.size() != 2 || !Assets.answer(response, path.get(1))) {
        refuse(response, 404, "There is no such file.");
      }
    } else if (!post) {
      answer(request, response, first, SentFields.ofAddress(request));
    } else if (!Access.isFromHere(request)) {
      refuse(response, 403, "This request does not come from a page of this gateway.");
    } else {
      String from = SignInThrottle.key(request.getRemoteAddr());
      if (!turnstile.enter(from)) {
        refuse(response, BUSY, "Too much is sent to the gateway at once; try again in a moment.");
        return;
      }
      try {
        answer(request, response, first, SentFields.ofForm(request, access.clock()));
      } finally {
        turnstile.leave(from);
      }
    }
  }

  private void answer(
      HttpServletRequest request,
      HttpServletResponse response,
      String first,
      Map<String, String> sent)
      throws IOException {
    if (access.users().isEmpty()) {
      door.setUp(request, response, sent);
    } else if (first.equals("sign-in")) {
      door.signIn(request, response, sent);
    } else {
      Optional<Session> session = access.session(request);
      if (session.isEmpty()) {
        door.send(request, response);
      } else {
        signedIn(request, response, session.get(), first, sent);
      }
    }
  }

  private void signedIn(
      HttpServletRequest request,
      HttpServletResponse response,
      Session session,
      String first,
      Map<String, String> sent)
      throws IOException {
    Exchange exchange =
        new Exchange(request, response, sent, session, access.left(session), templates);
    if (!exchange.isRefresh()) {
      access.used(session);
    }
    boolean post = request.getMethod().equals("POST");
    if (post && !session.isCsrf(exchange.secret("csrf"))) {
      refuse(response, 403, "The form is of another session; go back and load it again.");
    } else if (post && first.equals("sign-out")) {
      access.signOut(request);
      Cookies.take(response);
      Door.redirect(response, "/sign-in");
    } else {
      Page page = pages.get(first);
      // Who is no user here has no password here.
      boolean own = page instanceof UserPage && session.voucher().isEmpty();
      if (page == null) {
        exchange.notFound("There is no page of this name.");
      } else if (post && !exchange.mayChange() && !own) {
        refuse(response, 403, "You may look at everything, and change nothing.");
      } else if (post) {
        page.post(exchange);
      } else {
        page.get(exchange);
      }
    }
  }

  private void refuse(HttpServletResponse response, int status, String text) throws IOException {
    if (!response.isCommitted()) {
      templates.answer(
          response, status, "message.jte", "Refused", Map.of("text", text, "back", "/"));
    }
  }
}
