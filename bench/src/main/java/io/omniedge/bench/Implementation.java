package io.omniedge.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A WireGuard program and how it is started in the foreground.
 *
 * @param name as it stands in the figures
 * @param command the program and its options; the words {@code @INTERFACE}, {@code @CONFIG} and
 *     {@code @DATA} are replaced
 * @param environment added to ours
 * @param readyLine what it prints once it is ready; empty: ready when its configuration socket is
 *     there, and configured through that socket
 * @param bundles whether it is the gateway as bundles, which takes its configuration from the
 *     deploy folder below its data and has its sockets there too
 */
record Implementation(
    String name,
    List<String> command,
    Map<String, String> environment,
    Optional<String> readyLine,
    boolean bundles) {

  /** wireguard-go as unpacked by {@code bench/fetch-wireguard-go}. */
  static Implementation wireguardGo(Path program) {
    return new Implementation(
        "wireguard-go",
        List.of(program.toString(), "-f", "@INTERFACE"),
        Map.of("LOG_LEVEL", "error"),
        Optional.empty(),
        false);
  }

  /**
   * Our daemon.
   *
   * @param java the JVM it runs on, as JAVA_HOME names one
   * @param options further options of {@code omniedge-wg}
   */
  static Implementation omniEdge(String name, Path launcher, Path java, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                launcher.toString(), "@INTERFACE", "--config", "@CONFIG", "--data-dir", "@DATA"));
    command.addAll(List.of(options));
    return new Implementation(
        name, command, Map.of("JAVA_HOME", java.toString()), Optional.of("ready"), false);
  }

  /**
   * Our gateway as bundles on its own runtime, web page and all.
   *
   * @param launcher {@code omniedge-gateway}
   */
  static Implementation bundles(String name, Path launcher, Path java) {
    return new Implementation(
        name,
        List.of(launcher.toString(), "run", "--data-dir", "@DATA", "--run-dir", "@DATA/run"),
        Map.of("JAVA_HOME", java.toString()),
        Optional.of("ManagedTunnel: @INTERFACE is up"),
        true);
  }

  /** The gateway as bundles that belongs to our daemon: from the same build, on the same JVM. */
  static Implementation bundlesOf(Implementation daemon) throws BenchException {
    Path launcher =
        Path.of(daemon.command().getFirst())
            .resolveSibling("../osgi-bundles/runtime/target/gateway/bin/omniedge-gateway")
            .normalize();
    String java = daemon.environment().get("JAVA_HOME");
    if (!Files.isExecutable(launcher) || java == null) {
      throw new BenchException("nothing built yet in " + launcher);
    }
    return bundles("OmniEdge as bundles", launcher, Path.of(java));
  }

  /** The command with its placeholders filled in. */
  List<String> command(String interfaceName, Path config, Path dataDir) {
    return command.stream()
        .map(
            word ->
                word.replace("@INTERFACE", interfaceName)
                    .replace("@CONFIG", config.toString())
                    .replace("@DATA", dataDir.toString()))
        .toList();
  }

  /** What it prints once that interface is ready. */
  Optional<String> readyLine(String interfaceName) {
    return readyLine.map(line -> line.replace("@INTERFACE", interfaceName));
  }

  /** The same program under another name and with further options. */
  Implementation with(String otherName, String... options) {
    List<String> longer = new ArrayList<>(command);
    longer.addAll(List.of(options));
    return new Implementation(otherName, longer, environment, readyLine, bundles);
  }
}
