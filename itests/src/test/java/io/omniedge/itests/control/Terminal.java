package io.omniedge.itests.control;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Host;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command {@code omniedge} on a host, and the resolver that its programs ask. */
final class Terminal {
  private final Host host;
  private final List<String> environment = new ArrayList<>();

  private Terminal(Host host) {
    this.host = host;
    environment.add("OMNIEDGE_STATE_DIR=" + host.folder().resolve("member"));
    environment.add("OMNIEDGE_RUN_DIR=" + host.folder().resolve("socket"));
    environment.add("XDG_CONFIG_HOME=" + host.folder().resolve("profile"));
  }

  /** Of somebody who has no key of the manager. */
  static Terminal on(Host host) {
    return new Terminal(host);
  }

  /** Of the owner. */
  static Terminal ofOwner(ControlLab lab) {
    Terminal terminal = new Terminal(lab.manager().host());
    String setupKey = lab.setupKey(true);
    terminal.environment.add("OMNIEDGE_MANAGER=" + ControlLab.MANAGER + ":" + ManagerHost.PORT);
    terminal.environment.add("OMNIEDGE_CA=" + setupKey.replaceFirst(".*ca=", ""));
    terminal.environment.add("OMNIEDGE_API_KEY=" + lab.manager().apiKey());
    return terminal;
  }

  /** Runs it, and fails unless it succeeds; what it prints. */
  String run(String... arguments) {
    return host.run(command(arguments));
  }

  /** Runs it, whatever its status. */
  Command attempt(String... arguments) {
    return host.attempt(command(arguments));
  }

  private String[] command(String... arguments) {
    List<String> all = new ArrayList<>(List.of("env"));
    all.addAll(environment);
    all.add(Path.of(System.getProperty("omniedge.root"), "bin", "omniedge").toString());
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }
}
