package io.omniedge.cli.member;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a member keeps what it is, and where it listens.
 *
 * @param state survives a reboot: keys, certificate, last map
 * @param run is gone after one: the control socket
 */
public record Places(Path state, Path run) {
  /**
   * Of whoever has this environment [File Hierarchy Standard; XDG Base Directory Specification].
   */
  public static Places of(Map<String, String> environment) {
    boolean root = "root".equals(System.getProperty("user.name"));
    String home = environment.getOrDefault("HOME", "/root");
    Path state =
        Path.of(
            first(
                environment,
                "OMNIEDGE_STATE_DIR",
                root
                    ? "/var/lib/omniedge-member"
                    : first(environment, "XDG_STATE_HOME", home + "/.local/state")
                        + "/omniedge-member"));
    Path run =
        Path.of(
            first(
                environment,
                "OMNIEDGE_RUN_DIR",
                root
                    ? "/run/omniedge-member"
                    : first(environment, "XDG_RUNTIME_DIR", state.toString())
                        + "/omniedge-member"));
    return new Places(state, run);
  }

  private static String first(Map<String, String> environment, String name, String otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() ? otherwise : value;
  }

  /** Where the daemon answers. */
  public Path socket() {
    return run.resolve("control.sock");
  }

  /** What the daemon logs when it is detached. */
  public Path log() {
    return state.resolve("member.log");
  }
}
