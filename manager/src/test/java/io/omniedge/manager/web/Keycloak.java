package io.omniedge.manager.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real Keycloak with one realm, one client and one person. Closing it ends its process. */
final class Keycloak implements AutoCloseable {
  // As in plant-realm.json.
  static final String CLIENT = "manager";
  static final String SECRET = "a-client-secret-for-a-test";
  static final String PERSON = "carla";
  static final String PASSWORD = "seven green harbours";

  private static final Duration LONGEST_START = Duration.ofMinutes(4);

  private final Process process;
  private final Path log;
  private final int port;

  private Keycloak(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** The folder that the archive was unpacked to, given by ./dev test --all; else it is skipped. */
  private static Path home() {
    String home = System.getProperty("omniedge.keycloak", "");
    Assumptions.assumeFalse(
        home.isEmpty(), "no Keycloak: give -Domniedge.keycloak=FOLDER; ./dev test --all does");
    return Path.of(home);
  }

  static Keycloak start(Path folder, String managerUrl) throws IOException {
    Path home = home();
    int port;
    int management;
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket other = new ServerSocket(0)) {
      port = one.getLocalPort();
      management = other.getLocalPort();
    }
    Path own = copied(home, folder.resolve("keycloak"));
    Path realm = Files.createDirectories(own.resolve("data/import")).resolve("plant-realm.json");
    Files.writeString(realm, realm().replace("MANAGER", managerUrl));
    Path log = folder.resolve("keycloak.log");
    ProcessBuilder builder =
        new ProcessBuilder(
            own.resolve("bin/kc.sh").toString(),
            "start-dev",
            "--http-host=127.0.0.1",
            "--http-port=" + port,
            "--http-management-port=" + management,
            "--import-realm");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin-of-a-test");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Keycloak keycloak = new Keycloak(process, log, port);
    keycloak.awaitReady();
    return keycloak;
  }

  private static String realm() throws IOException {
    try (InputStream in = Keycloak.class.getResourceAsStream("plant-realm.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Keycloak writes into its own folder; the one that was given stays as it is. */
  private static Path copied(Path home, Path to) throws IOException {
    try {
      Process copy =
          new ProcessBuilder("cp", "-a", home.toString(), to.toString()).inheritIO().start();
      if (copy.waitFor() != 0) {
        throw new IOException("cannot copy " + home);
      }
      return to;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  String issuer() {
    return "http://127.0.0.1:" + port + "/realms/plant";
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        close();
        throw new IOException("Keycloak does not start:\n" + Files.readString(log));
      }
      try {
        boolean ended = process.waitFor(500, TimeUnit.MILLISECONDS);
        if (ended) {
          throw new IOException("Keycloak ended:\n" + Files.readString(log));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  private boolean answers() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create(issuer() + "/.well-known/openid-configuration").toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(5_000);
      try (InputStream in = connection.getInputStream()) {
        return in.readAllBytes().length > 0;
      }
    } catch (IOException e) {
      return false; // not yet
    }
  }

  @Override
  public void close() {
    // kc.sh replaces itself by java; whatever it started goes with it.
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    all.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
