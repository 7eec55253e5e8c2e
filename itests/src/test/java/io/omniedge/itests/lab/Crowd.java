package io.omniedge.itests.lab;

import java.util.List;

/** Many TCP connections to a server, that want nothing but to be kept. */
public final class Crowd {
  private Crowd() {}

  /** Opens connections and says nothing; returns when all were tried. */
  public static Program idle(Host host, String from, String to, int port, int count) {
    return start(host, from, to, port, count, "idle");
  }

  /** Sends a form on each, two bytes a second; returns when all have begun. */
  public static Program slow(Host host, String from, String to, int port, int count) {
    return start(host, from, to, port, count, "slow");
  }

  private static Program start(
      Host host, String from, String to, int port, int count, String mode) {
    Program program =
        host.start(
            "crowd-" + mode,
            JavaProgram.command(
                CrowdProgram.class, List.of(), from, to, "" + port, "" + count, mode));
    program.awaitOutput("^connected \\d+, refused \\d+$");
    return program;
  }
}
