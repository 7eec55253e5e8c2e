package io.omniedge.gateway.console.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What somebody sees who is not signed in. */
final class Door {
  private final Access access;
  private final Templates templates;

  Door(Access access, Templates templates) {
    this.access = access;
    this.templates = templates;
  }

  /** Asks for the first user, whatever page was asked for. */
  void setUp(HttpServletRequest request, HttpServletResponse response, Map<String, String> sent)
      throws IOException {
    if (!Exchange.segments(request).equals(List.of("setup"))) {
      redirect(response, "/setup");
      return;
    }
    boolean post = request.getMethod().equals("POST");
    String name = post ? text(sent, "name") : "admin";
    String error = "";
    int status = 200;
    if (post) {
      try {
        String token =
            access.setUp(
                request.getRemoteAddr(),
                text(sent, "code"),
                name,
                secret(sent, "password"),
                secret(sent, "again"));
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
        Map.of("name", name, "code", text(sent, "code"), "error", error));
  }

  /** Asks who it is, and sends them where they wanted to be. */
  void signIn(HttpServletRequest request, HttpServletResponse response, Map<String, String> sent)
      throws IOException {
    String next = sent.get("next");
    String target = isPathHere(next) ? String.valueOf(next) : "/";
    String error = "";
    int status = 200;
    if (request.getMethod().equals("POST")) {
      try {
        String token = signIn(request.getRemoteAddr(), sent);
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
        Map.of(
            "name",
            text(sent, "name"),
            "next",
            target,
            "error",
            error,
            "offers",
            access.offers(),
            "method",
            text(sent, "method")));
  }

  private String signIn(String from, Map<String, String> sent) throws Access.RefusedException {
    String method = text(sent, "method");
    String name = text(sent, "name");
    String password = secret(sent, "password");
    return method.isEmpty()
        ? access.signIn(from, name, password)
        : access.signInAsVendor(from, method, name, password);
  }

  /** Sends somebody to the sign-in, and from there to where they wanted to be. */
  void send(HttpServletRequest request, HttpServletResponse response) {
    String path = request.getRequestURI();
    boolean returns = request.getMethod().equals("GET") && !path.equals("/");
    redirect(response, "/sign-in" + (returns ? "?next=" + Exchange.encoded(path) : ""));
  }

  static void redirect(HttpServletResponse response, String path) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", path);
  }

  /** Whether it is a path of this gateway and nothing that a browser could take for more. */
  private static boolean isPathHere(@Nullable String next) {
    if (next == null || !next.startsWith("/") || next.startsWith("//")) {
      return false;
    }
    try {
      // Refuses what a browser would quietly mend: a backslash, a tab, a line break.
      new URI(next);
      return next.chars().allMatch(c -> c > ' ' && c < 127);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String text(Map<String, String> sent, String name) {
    return secret(sent, name).strip();
  }

  private static String secret(Map<String, String> sent, String name) {
    return sent.getOrDefault(name, "");
  }
}
