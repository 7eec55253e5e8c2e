package io.omniedge.manager.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.omniedge.manager.access.Principal;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.people.Session;
import io.omniedge.manager.people.Sessions;
import io.omniedge.manager.people.Token;
import io.omniedge.protocol.net.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes pages from the compiled templates, which escape all that is put in. Thread-safe. */
final class View {
  /** Of the token in forms; another purpose gives another token. */
  static final String CSRF = "csrf";

  private static final int SEE_OTHER = 303;

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
          // An invitation's address is a secret.
          "Referrer-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), geolocation=(), microphone=()");

  private final TemplateEngine engine;
  private final Sessions sessions;
  private final String version;
  private final Supplier<Navigation> navigation;

  View(Sessions sessions, String version, Supplier<Navigation> navigation) {
    this.engine =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, View.class.getClassLoader(), View.class.getPackageName());
    this.sessions = sessions;
    this.version = version;
    this.navigation = navigation;
  }

  /** A page for whoever asks. */
  Answer page(Call call, String template, String title, String tab, Map<String, ?> model) {
    return page(call, 200, template, title, tab, model);
  }

  /** A page with another status: what was sent is wrong, or not there. */
  Answer page(
      Call call, int status, String template, String title, String tab, Map<String, ?> model) {
    // A refresh shows only a part of the page, where a message would be lost.
    boolean refreshes = call.header("HX-Request").isPresent();
    String said = refreshes ? "" : call.cookie(Cookies.MESSAGE);
    Optional<Principal> who = whoAsks(call);
    Layout layout =
        new Layout(
            title,
            tab,
            version,
            who.map(Principal::name).orElse(""),
            who.map(principal -> principal.role().text()).orElse(""),
            csrf(call),
            Cookies.readMessage(said),
            who.map(principal -> navigation.get().of(principal.role())).orElse(List.of()));
    Map<String, Object> parameters = new HashMap<>(model);
    parameters.put("layout", layout);
    StringOutput output = new StringOutput();
    engine.render(template, parameters, output);
    Answer answer =
        new Answer(status, "text/html; charset=utf-8", output.toString(), new TreeMap<>(HEADERS));
    if (!said.isEmpty()) {
      answer = answer.withCookie(Cookies.none(Cookies.MESSAGE));
    }
    Optional<String> chosen = call.query("network").filter(id -> Names.ID.matcher(id).matches());
    return status == 200 && chosen.isPresent()
        ? answer.withCookie(Cookies.network(chosen.get()))
        : answer;
  }

  /** A file to keep, which shows nothing of who asked for it. */
  Answer file(String template, String name, Map<String, ?> model) {
    StringOutput output = new StringOutput();
    engine.render(template, new HashMap<String, Object>(model), output);
    return Answer.file(
            "text/html; charset=utf-8", output.toString().getBytes(StandardCharsets.UTF_8))
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  /** The one who is signed in, on pages too that need nobody to be. */
  private Optional<Principal> whoAsks(Call call) {
    return call.whoAsks()
        .or(
            () ->
                sessions
                    .find(call.session(), false)
                    .filter(Session::isOpen)
                    .map(session -> session.person().principal()));
  }

  /** What a form of this session carries. */
  static String csrf(Call call) {
    return call.session().isEmpty() ? "" : Token.derived(call.session(), CSRF);
  }

  /** A page with a sentence. */
  Answer message(Call call, int status, String title, String text, String back) {
    return page(call, status, "message.jte", title, "", Map.of("text", text, "back", back));
  }

  /** After a change: the browser asks for that page, and asking again changes nothing. */
  static Answer seeOther(String path, String message) {
    return redirect(path).withCookie(Cookies.message(message));
  }

  static Answer redirect(String path) {
    return new Answer(SEE_OTHER, "", "", Map.of("Location", path));
  }

  /** Whether it is a path of this manager and nothing that a browser could take for more. */
  static boolean isPathHere(String path) {
    if (!path.startsWith("/") || path.startsWith("//")) {
      return false;
    }
    try {
      // Refuses what a browser would quietly mend: a backslash, a tab, a line break.
      new URI(path);
      return path.chars().allMatch(c -> c > ' ' && c < 127);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** A part of an address. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A query of these, in the order of their names; empty if there are none. */
  static String query(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? ""
        : new TreeMap<>(parameters)
            .entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&", "?", ""));
  }
}
