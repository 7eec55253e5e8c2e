package io.omniedge.gateway.console.web;

import io.omniedge.gateway.console.session.Session;
import io.omniedge.gateway.console.users.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request of somebody who is signed in, and its answer. */
final class Exchange {
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Map<String, String> sent;
  private final Session session;
  private final Optional<Duration> left;
  private final Templates templates;
  private final List<String> path;

  Exchange(
      HttpServletRequest request,
      HttpServletResponse response,
      Map<String, String> sent,
      Session session,
      Optional<Duration> left,
      Templates templates) {
    this.request = request;
    this.response = response;
    this.sent = sent;
    this.session = session;
    this.left = left;
    this.templates = templates;
    this.path = segments(request);
  }

  /** The path without its slashes: none for the root. Percent-encoding is undone. */
  static List<String> segments(HttpServletRequest request) {
    String path = request.getPathInfo();
    return path == null
        ? List.of()
        : Arrays.stream(path.split("/", -1)).filter(segment -> !segment.isEmpty()).toList();
  }

  Session session() {
    return session;
  }

  /** The part of the path at this place; empty if it is shorter. */
  String part(int index) {
    return index < path.size() ? path.get(index) : "";
  }

  int parts() {
    return path.size();
  }

  /** A parameter of the address or the form; null if it was not sent. */
  @Nullable String sent(String name) {
    return sent.get(name);
  }

  /** As {@link #sent}, without space around it; empty if it was not sent. */
  String text(String name) {
    String value = sent(name);
    return value == null ? "" : value.strip();
  }

  /** A parameter as it is, empty if it was not sent: a password may begin with a space. */
  String secret(String name) {
    String value = sent(name);
    return value == null ? "" : value;
  }

  boolean mayChange() {
    return session.role() == Role.ADMINISTRATOR;
  }

  /** Whether the page refreshes a part of itself, and nobody clicked. */
  boolean isRefresh() {
    return request.getHeader("HX-Request") != null;
  }

  /** The address that asks. */
  String from() {
    return request.getRemoteAddr();
  }

  /** The token of the cookie by which the session was found. */
  String token() {
    return Cookies.token(request);
  }

  /** Answers a page. */
  void page(String template, String title, String tab, Map<String, ? extends Object> model)
      throws IOException {
    page(HttpServletResponse.SC_OK, template, title, tab, model);
  }

  /** Answers a page with another status: what was sent is wrong, or not there. */
  void page(
      int status, String template, String title, String tab, Map<String, ? extends Object> model)
      throws IOException {
    // A refresh shows only a part of the page, where a message would be lost.
    String message = isRefresh() ? "" : session.takeMessage();
    Layout layout =
        templates.layout(
            title,
            tab,
            session.user(),
            left.map(Words::duration).orElse(""),
            mayChange(),
            session.csrf(),
            message);
    templates.answer(response, status, template, layout, model);
  }

  /** After a change: the browser asks for that page, and asking again changes nothing. */
  void seeOther(String path, String message) {
    session.tell(message);
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", path);
  }

  void notFound(String what) throws IOException {
    page(
        HttpServletResponse.SC_NOT_FOUND,
        "message.jte",
        "Not found",
        "",
        Map.of("text", what, "back", "/"));
  }

  /** A part of an address. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
