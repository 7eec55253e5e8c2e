package io.omniedge.bench;

import io.omniedge.bench.fleet.Authority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A manager as it is shipped: bin/omniedge-manager with its own flags, SQLite, the embedded broker,
 * on loopback. Used by one thread.
 */
final class ManagerProcess implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final String READY = "omniedge-manager: HTTPS on port";

  private final Path launcher;
  private final Map<String, String> environment;
  private final Path folder;
  private final Path settings;
  private final int httpPort;
  private final String key;
  private Process process;
  private int starts;

  /** Starts it on an empty folder, with an owner. */
  ManagerProcess(Path launcher, String javaHome, Path folder) throws BenchException {
    this.launcher = launcher;
    // What is measured is what is shipped: whatever flags others set do not count.
    environment = Map.of("JAVA_HOME", javaHome, "OMNIEDGE_JAVA_FLAGS", flags());
    this.folder = folder;
    settings = folder.resolve("manager.properties");
    httpPort = freePort();
    try {
      Files.createDirectories(folder);
      Files.writeString(
          settings,
          String.join(
              "\n",
              "data = " + folder.resolve("data"),
              "http.listen = 127.0.0.1:" + httpPort,
              "mqtt.listen = 127.0.0.1:" + freePort(),
              ""));
    } catch (IOException e) {
      throw new BenchException("cannot write " + settings, e);
    }
    Path log = folder.resolve("create-owner.log");
    Process owner = Command.start(command("create-owner", "--api-key"), environment, log);
    waitFor(owner, log);
    key = Command.read(log).strip().lines().reduce("", (before, line) -> line);
    process = launch();
  }

  private static String flags() {
    String flags = System.getenv("OMNIEDGE_BENCH_MANAGER_FLAGS");
    return flags == null ? "" : flags;
  }

  private static void waitFor(Process owner, Path log) throws BenchException {
    try {
      if (owner.waitFor() != 0) {
        throw new BenchException("create-owner failed: " + Command.read(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private List<String> command(String... words) {
    return Stream.concat(
            Stream.of(launcher.toString()),
            Stream.concat(Stream.of(words), Stream.of("--config", settings.toString())))
        .toList();
  }

  private Process launch() throws BenchException {
    Path log = folder.resolve("manager-" + ++starts + ".log");
    Process started = Command.start(command("start"), environment, log);
    long deadline = System.nanoTime() + START_SECONDS * 1_000_000_000L;
    while (!Command.read(log).contains(READY)) {
      if (!started.isAlive() || System.nanoTime() - deadline > 0) {
        Command.stop(started);
        throw new BenchException("the manager does not start: " + Command.read(log));
      }
      Command.pause(50);
    }
    return started;
  }

  private static int freePort() throws BenchException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BenchException("no free port", e);
    }
  }

  /** As if its machine had lost power. */
  void kill() throws BenchException {
    try {
      int _ = process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  /** Starts it again; returns when it listens. */
  void restart() throws BenchException {
    process = launch();
  }

  /** Calls it as its owner. */
  ManagerApi api() throws BenchException {
    return new ManagerApi(authority(), httpPort, key);
  }

  Authority authority() throws BenchException {
    Path pem = folder.resolve("data/keys/authority.pem");
    try {
      return Authority.read(pem);
    } catch (IOException e) {
      throw new BenchException("cannot read " + pem, e);
    }
  }

  double residentMegabytes() {
    return Usage.residentMegabytes(process.pid());
  }

  /** Since it was started last. */
  double cpuSeconds() {
    return Usage.of(process.pid()).totalSeconds();
  }

  long pid() {
    return process.pid();
  }

  /** Ends it, and removes what it stored; its log stays. */
  @Override
  public void close() throws BenchException {
    Command.stop(process);
    Path data = folder.resolve("data");
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new BenchException("cannot remove " + data, e);
    }
  }
}
