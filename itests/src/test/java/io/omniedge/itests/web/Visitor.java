package io.omniedge.itests.web;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody with curl: who sends what no browser would, and heeds nothing a browser heeds. */
final class Visitor {
  static final String PASSWORD = "copper kettle morning 7";

  /**
   * What came back.
   *
   * @param status 0 if there was no answer at all
   * @param headers by their names in small letters
   */
  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private static final Pattern FIRST = Pattern.compile("HTTP/[0-9.]+ (\\d{3}).*");
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  private final Host host;
  private String cookie = "";

  Visitor(Host host) {
    this.host = host;
  }

  String cookie() {
    return cookie;
  }

  /** The same place with another's cookie. */
  Visitor withCookie(String stolen) {
    Visitor thief = new Visitor(host);
    thief.cookie = stolen;
    return thief;
  }

  /** Asks for it with these further arguments of curl, and keeps the cookie that is given. */
  Answer ask(String url, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("curl", "-k", "-s", "-i", "--path-as-is", "--max-time", "10"));
    if (!cookie.isEmpty()) {
      command.addAll(List.of("-H", "Cookie: __Host-omniedge=" + cookie));
    }
    command.addAll(List.of(arguments));
    command.add(url);
    Command done = host.attempt(command.toArray(String[]::new));
    Answer answer = parse(done.out());
    Matcher given =
        Pattern.compile("__Host-omniedge=([^;]+);.*").matcher(answer.header("set-cookie"));
    if (given.matches()) {
      cookie = given.group(1);
    }
    return answer;
  }

  /** Sends a form as a browser does, with the token of the session if there is one. */
  Answer send(String url, String... fields) {
    List<String> arguments = new ArrayList<>(List.of("-H", "Sec-Fetch-Site: same-origin"));
    Matcher csrf = CSRF.matcher(cookie.isEmpty() ? "" : ask(base(url) + "/users").body());
    if (csrf.find()) {
      arguments.addAll(List.of("--data-urlencode", "csrf=" + csrf.group(1)));
    }
    for (String field : fields) {
      arguments.addAll(List.of("--data-urlencode", field));
    }
    return ask(url, arguments.toArray(String[]::new));
  }

  private static String base(String url) {
    return url.replaceAll("^(https://[^/]+).*", "$1");
  }

  /** Makes the first user, alice, and signs in. */
  static Visitor owner(Site site) {
    Visitor owner = new Visitor(site.desk());
    Answer answer =
        owner.send(
            Site.URL + "/setup",
            "code=" + site.setupCode(),
            "name=alice",
            "password=" + PASSWORD,
            "again=" + PASSWORD);
    if (answer.status() != 303 || owner.cookie.isEmpty()) {
      throw new AssertionError("not set up: " + answer);
    }
    return owner;
  }

  private static Answer parse(String text) {
    String rest = text;
    int status = 0;
    Map<String, String> headers = new TreeMap<>();
    // An interim answer (100 Continue) comes before the one that counts.
    while (FIRST.matcher(rest.lines().findFirst().orElse("")).matches()) {
      int end = rest.indexOf("\r\n\r\n");
      String head = end < 0 ? rest : rest.substring(0, end);
      rest = end < 0 ? "" : rest.substring(end + 4);
      Matcher first = FIRST.matcher(head.lines().findFirst().orElse(""));
      status = first.matches() ? Integer.parseInt(first.group(1)) : 0;
      headers.clear();
      head.lines()
          .skip(1)
          .map(line -> line.split(": ?", 2))
          .filter(pair -> pair.length == 2)
          .forEach(pair -> headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1]));
    }
    return new Answer(status, headers, rest);
  }
}
