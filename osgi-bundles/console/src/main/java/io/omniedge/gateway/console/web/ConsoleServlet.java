package io.omniedge.gateway.console.web;

import io.omniedge.gateway.console.session.Session;
import io.omniedge.gateway.console.traffic.TrafficHistory;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every request comes through here: checks who asks and whether they may, then leaves the answer to
 * a page.
 */
public final class ConsoleServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = System.getLogger(ConsoleServlet.class.getName());

  /** The longest form, a list of networks, has 10,000 characters. */
  private static final int FORM_BYTES = 200_000;

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
  private final transient Map<String, Page> pages;

  /** Serves the gateway to those who may in. */
  public ConsoleServlet(Gateway gateway, Access access, TrafficHistory traffic) {
    this.access = access;
    this.templates = new Templates(gateway);
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
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-store");
    try {
      route(request, response);
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.ERROR, request.getMethod() + " " + request.getRequestURI() + " failed", e);
      refuse(response, 500, "This page failed; the log of the gateway says how.");
    }
  }

  private void route(HttpServletRequest request, HttpServletResponse response) throws IOException {
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
    } else if (post
        && (!Access.isFromHere(request) || request.getContentLengthLong() > FORM_BYTES)) {
      refuse(response, 403, "This request does not come from a page of this gateway.");
    } else if (access.users().isEmpty()) {
      setUp(request, response, post);
    } else if (first.equals("sign-in")) {
      signIn(request, response, post);
    } else {
      Optional<Session> session = access.session(request);
      if (session.isEmpty()) {
        redirect(response, "/sign-in" + next(request));
      } else {
        signedIn(request, response, session.get(), first, post);
      }
    }
  }

  private void signedIn(
      HttpServletRequest request,
      HttpServletResponse response,
      Session session,
      String first,
      boolean post)
      throws IOException {
    if (request.getHeader("HX-Request") == null) {
      access.used(session);
    }
    Exchange exchange = new Exchange(request, response, session, templates);
    if (post && !session.isCsrf(exchange.secret("csrf"))) {
      refuse(response, 403, "The form is of another session; go back and load it again.");
    } else if (post && first.equals("sign-out")) {
      access.sessions().close(exchange.token());
      Cookies.take(response);
      redirect(response, "/sign-in");
    } else {
      Page page = pages.get(first);
      boolean own = page instanceof UserPage;
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

  private void setUp(HttpServletRequest request, HttpServletResponse response, boolean post)
      throws IOException {
    if (!Exchange.segments(request).equals(List.of("setup"))) {
      redirect(response, "/setup");
      return;
    }
    String name = post ? text(request, "name") : "admin";
    String error = "";
    int status = 200;
    if (post) {
      try {
        String token =
            access.setUp(
                request.getRemoteAddr(),
                text(request, "code"),
                name,
                secret(request, "password"),
                secret(request, "again"));
        Cookies.give(response, token);
        redirect(response, "/");
        return;
      } catch (Access.RefusedException e) {
        status = e.status();
        error = String.valueOf(e.getMessage());
      }
    }
    templates.answer(
        response,
        status,
        "setup.jte",
        "Welcome",
        Map.of("name", name, "code", text(request, "code"), "error", error));
  }

  private void signIn(HttpServletRequest request, HttpServletResponse response, boolean post)
      throws IOException {
    String next = request.getParameter("next");
    String target = isPathHere(next) ? String.valueOf(next) : "/";
    String error = "";
    int status = 200;
    if (post) {
      try {
        String token =
            access.signIn(
                request.getRemoteAddr(), text(request, "name"), secret(request, "password"));
        Cookies.give(response, token);
        redirect(response, target);
        return;
      } catch (Access.RefusedException e) {
        status = e.status();
        error = String.valueOf(e.getMessage());
      }
    }
    templates.answer(
        response,
        status,
        "signin.jte",
        "Sign in",
        Map.of("name", text(request, "name"), "next", target, "error", error));
  }

  private static String text(HttpServletRequest request, String name) {
    return secret(request, name).strip();
  }

  private static String secret(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    return value == null ? "" : value;
  }

  private static boolean isPathHere(@Nullable String next) {
    return next != null
        && next.startsWith("/")
        && !next.startsWith("//")
        && next.indexOf('\\') < 0
        && next.chars().allMatch(c -> c > ' ' && c < 127);
  }

  private static String next(HttpServletRequest request) {
    String path = request.getRequestURI();
    return request.getMethod().equals("GET") && !path.equals("/")
        ? "?next=" + Exchange.encoded(path)
        : "";
  }

  private static void redirect(HttpServletResponse response, String path) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", URI.create(path).toString());
  }

  private void refuse(HttpServletResponse response, int status, String text) throws IOException {
    if (!response.isCommitted()) {
      templates.answer(
          response, status, "message.jte", "Refused", Map.of("text", text, "back", "/"));
    }
  }
}
