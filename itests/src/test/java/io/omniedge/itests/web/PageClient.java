package io.omniedge.itests.web;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The web page without a browser: curl on a host, signed in as the administrator. */
public final class PageClient {
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
  private static final String PASSWORD = "copper kettle morning 7";

  private final Host host;
  private final String url;
  private String csrf = "";
  private String body = "";

  /**
   * Of a page at that address.
   *
   * @param host where curl runs
   * @param url without a slash at its end
   */
  public PageClient(Host host, String url) {
    this.host = host;
    this.url = url;
  }

  /** Makes the first user, with the code that the command line shows. */
  public void setUp(String code) {
    Map<String, String> form =
        Map.of("code", code, "name", "admin", "password", PASSWORD, "again", PASSWORD);
    expect(303, post("/setup", form));
    takeToken();
  }

  /** Signs in again, after a restart. */
  public void signIn() {
    expect(303, post("/sign-in", Map.of("name", "admin", "password", PASSWORD)));
    takeToken();
  }

  /** Makes an instance of a factory; the status of the answer. */
  public int create(String factory, String name, Map<String, String> properties) {
    return post("/configuration/new/" + factory, with(properties, "instance", name));
  }

  /** Sends a form with these properties. */
  public int update(String pid, Map<String, String> properties) {
    return post("/configuration/of/" + pid, properties);
  }

  /** Deletes an instance. */
  public int delete(String pid) {
    return post("/configuration/of/" + pid + "/delete", Map.of());
  }

  /** A page's HTML. */
  public String get(String path) {
    return host.run(command(List.of("-f"), path));
  }

  private void takeToken() {
    Matcher matcher = CSRF.matcher(get("/"));
    if (!matcher.find()) {
      throw new AssertionError("the page has no token");
    }
    csrf = matcher.group(1);
  }

  private static Map<String, String> with(Map<String, String> form, String key, String value) {
    Map<String, String> more = new java.util.TreeMap<>(form);
    more.put(key, value);
    return more;
  }

  /** The status of the answer; 0 if there was none. */
  private int post(String path, Map<String, String> form) {
    List<String> options = new ArrayList<>(List.of("-w", "\n%{http_code}"));
    options.addAll(List.of("-H", "Sec-Fetch-Site: same-origin"));
    with(form, "csrf", csrf)
        .forEach((key, value) -> options.addAll(List.of("--data-urlencode", key + "=" + value)));
    Command answer = host.attempt(command(options, path));
    body = answer.out();
    return Integer.parseInt(body.substring(body.lastIndexOf('\n') + 1).strip());
  }

  private String[] command(List<String> options, String path) {
    String jar = host.folder().resolve("cookies").toString();
    List<String> command =
        new ArrayList<>(List.of("curl", "-sk", "-m", "20", "-b", jar, "-c", jar));
    command.addAll(options);
    command.add(url + path);
    return command.toArray(String[]::new);
  }

  /** Fails unless the last answer, whose status this is, was one of that status. */
  void expect(int status, int actual) {
    if (actual != status) {
      throw new AssertionError("status " + actual + " instead of " + status + "\n" + body);
    }
  }
}
