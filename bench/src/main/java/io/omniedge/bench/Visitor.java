package io.omniedge.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody with curl at the web page of a gateway. Used by one thread. */
final class Visitor {
  private static final String PAGE = "https://127.0.0.1:8443";
  private static final Pattern CODE = Pattern.compile("setup code is (\\S+)");
  private static final List<String> PATHS =
      List.of(
          "/",
          "/configuration",
          "/configuration/new/io.omniedge.transport.Peer",
          "/snapshots",
          "/bundles",
          "/health",
          "/logs",
          "/users",
          "/system/console/bundles",
          "/system/console/configMgr");

  private static final long LIMIT_NANOS = 30_000_000_000L;

  private final Gateway gateway;
  private String cookies = "";

  Visitor(Gateway gateway) {
    this.gateway = gateway;
  }

  /** Waits until the page answers; it comes up after the tunnels. */
  void await() throws BenchException {
    while (!finds("/sign-in")) {
      if (System.nanoTime() - gateway.startNanos() > LIMIT_NANOS) {
        throw new BenchException("no web page: " + gateway.log());
      }
      Command.pause(10);
    }
  }

  private boolean finds(String path) throws BenchException {
    return !status(List.of(), path).equals("000");
  }

  /** Makes the first user and stays signed in. */
  void setUp(Path folder) throws BenchException {
    await();
    Matcher code = CODE.matcher(gateway.ask("status"));
    if (!code.find()) {
      throw new BenchException("the status shows no setup code");
    }
    cookies = folder.resolve("cookies").toString();
    String password = "measure twice, cut once";
    String status =
        status(
            List.of(
                "--header", "Sec-Fetch-Site: same-origin",
                "--data-urlencode", "code=" + code.group(1),
                "--data-urlencode", "name=admin",
                "--data-urlencode", "password=" + password,
                "--data-urlencode", "again=" + password),
            "/setup");
    if (!status.equals("303")) {
      throw new BenchException("the first user cannot be set up: status " + status);
    }
  }

  /** Asks for every page once. */
  void lookAround() throws BenchException {
    for (String path : PATHS) {
      String status = status(List.of(), path);
      if (!status.equals("200")) {
        throw new BenchException(path + " answers with status " + status);
      }
    }
  }

  private String status(List<String> options, String path) throws BenchException {
    List<String> command = new ArrayList<>(List.of("curl", "-sk", "-m", "10", "-o", "/dev/null"));
    command.addAll(List.of("-w", "%{http_code}"));
    if (!cookies.isEmpty()) {
      command.addAll(List.of("-b", cookies, "-c", cookies));
    }
    command.addAll(options);
    command.add(PAGE + path);
    // curl fails where nobody listens; what it prints says so too.
    List<String> forgiving = new ArrayList<>(List.of("sh", "-c", "\"$@\" || true", "sh"));
    forgiving.addAll(command);
    return Command.run(Command.inNamespace(gateway.namespace(), forgiving)).strip();
  }
}
