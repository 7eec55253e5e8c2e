package io.omniedge.gateway.runtime;

import java.nio.file.Path;

/**
 * Where a gateway is installed and where it keeps what.
 *
 * @param home the installation: bundles, never written to
 * @param data configuration, keys and logs; survives restarts
 * @param run sockets; does not
 */
record Directories(Path home, Path data, Path run) {
  /** Bundles, in a folder for each start level. */
  Path bundles() {
    return home.resolve("bundles");
  }

  /** Bundles of the Gogo shell, installed only when it is asked for. */
  Path shell() {
    return home.resolve("shell");
  }

  /** Made anew at each start: the configuration is in snapshots, and a torn cache harms nobody. */
  Path frameworkStorage() {
    return data.resolve("framework");
  }

  /** Bundles and configurations put here are taken up by themselves. */
  Path deploy() {
    return data.resolve("deploy");
  }

  /**
   * Answers with the state, and takes the order to stop. Not {@code .sock}: of such a file {@code
   * wg} thinks that it is an interface, and fails.
   */
  Path controlSocket() {
    return run.resolve("omniedge-gateway.control");
  }
}
