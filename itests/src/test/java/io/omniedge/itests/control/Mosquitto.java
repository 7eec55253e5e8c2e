package io.omniedge.itests.control;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's Mosquitto beside a manager, set up as docs/manager.md says. */
final class Mosquitto {
  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");
  private static final int MANAGER_PORT = 1883;

  private static final String RULES =
      """
      user manager
      topic readwrite omniedge/v1/#

      pattern read omniedge/v1/+/%u/map
      pattern read omniedge/v1/+/%u/desired
      pattern read omniedge/v1/+/%u/cmd
      pattern read omniedge/v1/+/%u/report/kept
      pattern write omniedge/v1/+/%u/map/request
      pattern write omniedge/v1/+/%u/reported
      pattern write omniedge/v1/+/%u/forms
      pattern write omniedge/v1/+/%u/cmd/result
      pattern write omniedge/v1/+/%u/state
      pattern write omniedge/v1/+/%u/heartbeat
      """;

  private final Host host;
  private final Path folder;
  private Program program;

  private Mosquitto(Host host, Path folder, Program program) {
    this.host = host;
    this.folder = folder;
    this.program = program;
  }

  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /**
   * Starts it.
   *
   * @param address by which devices reach it
   * @param settings of the manager, which has its authority by now
   */
  static Mosquitto start(Host host, String address, Path settings) {
    Path folder = host.folder().resolve("mosquitto");
    host.run(
        ManagerHost.launcher(),
        "broker-certificate",
        "--config",
        settings.toString(),
        "--out",
        folder.toString(),
        address);
    try {
      Files.writeString(folder.resolve("password"), "secret");
      Files.writeString(folder.resolve("passwords"), "manager:secret\n");
      host.run("mosquitto_passwd", "-U", folder.resolve("passwords").toString());
      Files.writeString(
          folder.resolve("mosquitto.conf"),
          """
          per_listener_settings true
          user root
          max_topic_alias 0

          listener 8883
          tls_version tlsv1.3
          cafile %1$s/authority.pem
          certfile %1$s/server.pem
          keyfile %1$s/server.key
          require_certificate true
          use_identity_as_username true
          acl_file %1$s/acl
          max_topic_alias 0

          listener %2$d 127.0.0.1
          allow_anonymous false
          password_file %1$s/passwords
          acl_file %1$s/acl
          max_topic_alias 0
          """
              .formatted(folder, MANAGER_PORT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Mosquitto(host, folder, launch(host, folder, true));
  }

  private static Program launch(Host host, Path folder, boolean takesReports) {
    try {
      String reports = takesReports ? "pattern write omniedge/v1/+/%u/report\n" : "";
      Files.writeString(folder.resolve("acl"), RULES + reports);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Program program = host.start("mosquitto", PROGRAM.toString(), "-c", folder + "/mosquitto.conf");
    Eventually.holds(
        "mosquitto listens",
        () -> host.run("ss", "--tcp", "--listening", "--numeric").contains(":8883 "));
    return program;
  }

  /** What the manager's settings say of it. */
  String settings(String address) {
    return "broker = tcp://127.0.0.1:%d\nbroker.public = %s:8883\nbroker.user = manager\nbroker.password-file = %s\n"
        .formatted(MANAGER_PORT, address, folder.resolve("password"));
  }

  /** Kills it. */
  void kill() {
    program.kill();
  }

  /** Starts it again; nothing is left of what it had. */
  void restart(boolean takesReports) {
    program.kill();
    program = launch(host, folder, takesReports);
  }

  /** Holds it, connections and all, or lets it go on. */
  void hold(boolean holds) {
    host.run("kill", holds ? "-STOP" : "-CONT", "" + program.pid());
  }
}
