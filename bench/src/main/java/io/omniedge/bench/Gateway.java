package io.omniedge.bench;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One end of a tunnel: a namespace, the WireGuard program in it, and its interface. Used by one
 * thread.
 */
final class Gateway implements AutoCloseable {
  /** Inner packets of 1,420 bytes fit an outer IPv6 packet of 1,500. */
  static final int MTU = 1420;

  private static final long START_LIMIT_NANOS = Duration.ofSeconds(15).toNanos();

  private final String namespace;
  private final String interfaceName;
  private final Implementation implementation;
  private final Path folder;
  private final String privateKey;
  private final String publicKey;
  private @Nullable Process process;
  private long startNanos;

  /**
   * Prepares keys and a folder; starts nothing.
   *
   * @param interfaceName at most 15 characters, unique on the machine: the configuration sockets of
   *     all namespaces lie in one folder
   */
  Gateway(String namespace, String interfaceName, Implementation implementation, Path folder)
      throws BenchException {
    this.namespace = namespace;
    this.interfaceName = interfaceName;
    this.implementation = implementation;
    this.folder = folder.resolve(interfaceName);
    this.privateKey = Command.run("wg genkey").strip();
    this.publicKey = Command.run(List.of("wg", "pubkey"), privateKey).strip();
    try {
      Files.createDirectories(this.folder.resolve("data"));
    } catch (IOException e) {
      throw new BenchException("cannot make " + this.folder, e);
    }
  }

  String namespace() {
    return namespace;
  }

  String interfaceName() {
    return interfaceName;
  }

  String publicKey() {
    return publicKey;
  }

  long pid() {
    if (process == null) {
      throw new IllegalStateException(interfaceName + " was not started");
    }
    return process.pid();
  }

  /** When the program was started, as {@link System#nanoTime}. */
  long startNanos() {
    return startNanos;
  }

  /**
   * Starts the program with {@code peers} (whole [Peer] sections) and returns once it is ready and
   * configured.
   *
   * @param address4 with prefix length
   * @param address6 with prefix length
   */
  void start(String address4, String address6, String peers) throws BenchException {
    String keys = "[Interface]\nPrivateKey = " + privateKey + "\nListenPort = 51820\n";
    String network =
        "Address = " + address4 + "\nAddress = " + address6 + "\nMTU = " + MTU + "\nTable = off\n";
    Path config = write(interfaceName + ".conf", keys + network + "\n" + peers);
    Path setConf = write("setconf", keys + "\n" + peers);
    if (implementation.bundles()) {
      deploy(address4 + ", " + address6, peers);
    }
    Path log = folder.resolve("log");
    List<String> command =
        Command.inNamespace(
            namespace, implementation.command(interfaceName, config, folder.resolve("data")));
    forgetSocket();
    startNanos = System.nanoTime();
    Process started = Command.start(command, implementation.environment(), log);
    process = started;
    awaitReady(started, log);
    if (implementation.readyLine().isEmpty()) {
      Command.runIn(namespace, "wg setconf " + interfaceName + " " + setConf);
      Command.run("ip -n " + namespace + " link set " + interfaceName + " mtu " + MTU + " up");
      for (String address : List.of(address4, address6)) {
        Command.run("ip -n " + namespace + " addr add " + address + " dev " + interfaceName);
      }
    }
  }

  /** What a program that was killed has left would look as if this one were ready. */
  private void forgetSocket() throws BenchException {
    Path left = sockets().resolve(interfaceName + ".sock");
    try {
      Files.deleteIfExists(left);
    } catch (IOException e) {
      throw new BenchException("cannot remove " + left, e);
    }
  }

  private void awaitReady(Process started, Path log) throws BenchException {
    Path socket = sockets().resolve(interfaceName + ".sock");
    Optional<String> line = implementation.readyLine(interfaceName);
    while (true) {
      boolean ready =
          line.isPresent() ? Command.read(log).contains(line.get()) : Files.exists(socket);
      if (ready) {
        return;
      }
      if (!started.isAlive() || System.nanoTime() - startNanos > START_LIMIT_NANOS) {
        throw new BenchException(
            implementation.name() + " did not become ready: " + Command.read(log).strip());
      }
      Command.pause(1);
    }
  }

  /** The same configuration as files of components: one for the tunnel, one for each peer. */
  private void deploy(String addresses, String peers) throws BenchException {
    Path deploy = folder.resolve("data").resolve("deploy");
    try {
      Files.createDirectories(deploy);
      Path key = Files.writeString(folder.resolve("import.key"), privateKey + "\n");
      Files.writeString(
          deploy.resolve("io.omniedge.transport.Tunnel-it.cfg"),
          "kura.service.pid = %s\ninterfaceName = %s\naddress = %s\nmtu = %d\ntable = off\nkeyImport = %s\n"
              .formatted(interfaceName, interfaceName, addresses, MTU, key));
      int number = 0;
      for (String section : peers.split("\\[Peer\\]\n")) {
        if (!section.isBlank()) {
          StringBuilder file =
              new StringBuilder(
                  "kura.service.pid = peer%d\nTunnel.target = (kura.service.pid=%s)\n"
                      .formatted(++number, interfaceName));
          boolean keepalive = false;
          for (String line : section.strip().split("\n")) {
            keepalive |= line.startsWith("PersistentKeepalive");
            file.append(line.substring(0, 1).toLowerCase(Locale.ROOT))
                .append(line.substring(1))
                .append('\n');
          }
          // The form's default is 25, a file's is none.
          file.append(keepalive ? "" : "persistentKeepalive = 0\n");
          Files.writeString(
              deploy.resolve("io.omniedge.transport.Peer-peer" + number + ".cfg"), file);
        }
      }
    } catch (IOException e) {
      throw new BenchException("cannot write below " + deploy, e);
    }
  }

  /** Below which a gateway as bundles has its configuration, its plugins and its log. */
  Path data() {
    return folder.resolve("data");
  }

  private Path sockets() {
    return implementation.bundles()
        ? folder.resolve("data").resolve("run")
        : Path.of("/var/run/wireguard");
  }

  private Path write(String name, String text) throws BenchException {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new BenchException("cannot write " + folder.resolve(name), e);
    }
  }

  /** True once a handshake with any peer is done. */
  boolean handshakeDone() throws BenchException {
    return askSocket(interfaceName + ".sock", "get=1\n\n")
        .lines()
        .anyMatch(line -> line.matches("last_handshake_time_n?sec=[1-9][0-9]*"));
  }

  /** What our daemon tells at its status socket under {@code key}, summed up. */
  long status(String key) throws BenchException {
    String prefix = key + "=";
    return askSocket(interfaceName + ".status", "")
        .lines()
        .filter(line -> line.startsWith(prefix))
        .findFirst()
        .map(line -> Long.parseLong(line.substring(prefix.length())))
        .orElseThrow(() -> new BenchException("the status of " + interfaceName + " lacks " + key));
  }

  /** Starting the wg program for each question would cost more than what is waited for. */
  private String askSocket(String socket, String question) throws BenchException {
    Path path = sockets().resolve(socket);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      if (!question.isEmpty()) {
        channel.write(StandardCharsets.US_ASCII.encode(question));
        channel.shutdownOutput();
      }
      byte[] answer = Channels.newInputStream(channel).readAllBytes();
      return new String(answer, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new BenchException(path + " does not answer", e);
    }
  }

  /** What {@code omniedge-gateway} prints for a command, of a gateway as bundles. */
  String ask(String command) throws BenchException {
    List<String> words =
        List.of(
            "env",
            "JAVA_HOME=" + implementation.environment().get("JAVA_HOME"),
            implementation.command().getFirst(),
            command,
            "--run-dir",
            sockets().toString());
    return Command.run(Command.inNamespace(namespace, words));
  }

  /** What the program printed so far. */
  String log() {
    return Command.read(folder.resolve("log"));
  }

  Usage usage() {
    return Usage.of(pid());
  }

  /** Ends the program; its interface goes with it. */
  @Override
  public void close() {
    if (process != null) {
      Command.stop(process);
    }
  }
}
