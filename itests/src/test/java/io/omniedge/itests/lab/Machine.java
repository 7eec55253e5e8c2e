package io.omniedge.itests.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A copy of this machine in a host's network, with a systemd of its own and our Debian package
 * installed, so that the unit's sandbox is in force. What it changes is gone with it.
 */
public final class Machine {
  private static final Path SCRIPT =
      Path.of(System.getProperty("omniedge.root"), "itests/src/machine/boot.sh");
  private final Host host;
  private final Program program;

  /** The machine whose gateway was {@linkplain #boot booted}. */
  public Machine(GatewayProcess gateway) {
    this.host = gateway.host();
    this.program = gateway.program();
  }

  /** Gives the test up where there can be none. */
  public static void needed() {
    for (String tool : List.of("/lib/systemd/systemd", "/usr/sbin/adduser", "/usr/bin/dpkg")) {
      Assumptions.assumeTrue(Files.isExecutable(Path.of(tool)), "there is no " + tool + " here");
    }
    String copy =
        "mount -t tmpfs tmpfs /mnt && cd /mnt && mkdir u w r c"
            + " && mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w r"
            + " && mount -t cgroup2 cgroup2 c";
    Command attempt =
        Command.attempt(List.of("unshare", "-m", "-p", "-f", "-C", "sh", "-c", copy), "");
    Assumptions.assumeTrue(
        attempt.succeeded(), "this machine cannot be copied: " + attempt.err().strip());
  }

  /** Boots it with a configured gateway and waits until its tunnel is up. */
  public static Program boot(Host host, GatewayConfig config, Path javaHome, Path debianPackage) {
    GatewayRuntime.configure(host, config);
    Program program =
        host.start(
            "machine",
            SCRIPT.toString(),
            debianPackage.toString(),
            host.folder().toString(),
            javaHome.toString());
    Eventually.holds(
        "a tunnel on the machine",
        Eventually.DEADLINE,
        () -> log(host).contains("omni0 is up") || !program.isAlive(),
        () -> log(host) + program.describe());
    return program;
  }

  /** What the gateway printed. */
  public String log() {
    return log(host);
  }

  private static String log(Host host) {
    return host.attempt("cat", host.folder().resolve("service.log").toString()).out();
  }

  /** Runs a command on the machine, whatever its status. */
  public Command attempt(String... command) {
    long systemd =
        ProcessHandle.of(program.pid())
            .flatMap(process -> process.children().findFirst())
            .orElseThrow()
            .pid();
    List<String> all = new ArrayList<>(List.of("nsenter", "-a", "-r", "-t", "" + systemd));
    all.addAll(List.of(command));
    return Command.attempt(all, "");
  }
}
