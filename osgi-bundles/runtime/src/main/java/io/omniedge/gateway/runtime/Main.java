package io.omniedge.gateway.runtime;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Runs the gateway, or asks the one that runs. See {@link Options#USAGE}.
 *
 * <p>The folder of the installation is the system property {@code omniedge.home}, which the script
 * sets.
 */
public final class Main {
  /** The exit status of a question to a gateway that does not run, as LSB has it. */
  private static final int NOT_RUNNING = 3;

  private static final long START_MILLIS = 30_000;

  /** What systemd and an impatient operator wait for. */
  private static final long STOP_MILLIS = 4_500;

  private Main() {}

  /** Entrance of the program. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    Options options;
    try {
      options = Options.parse(Path.of(System.getProperty("omniedge.home", ".")), args);
    } catch (UsageException e) {
      System.err.println("omniedge-gateway: " + e.getMessage());
      System.err.print(Options.USAGE);
      return 2;
    }
    try {
      switch (options.command()) {
        case HELP -> System.out.print(Options.USAGE);
        case RUN -> runGateway(options.directories());
        case STATUS -> {
          return ask(options.directories(), "status");
        }
        case STOP -> {
          return ask(options.directories(), "stop");
        }
      }
      return 0;
    } catch (IOException e) {
      System.err.println("omniedge-gateway: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void runGateway(Directories directories) throws IOException, InterruptedException {
    LineLog.install();
    GatewayFramework gateway = GatewayFramework.start(directories, START_MILLIS);
    ControlSocket control = ControlSocket.listen(directories.controlSocket(), gateway::describe);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  control.close();
                  boolean clean = gateway.stop(STOP_MILLIS);
                  // Ended as asked: not the status 143 that the JVM gives after SIGTERM.
                  Runtime.getRuntime().halt(clean ? 0 : 1);
                }));
    System.out.println("gateway ready");
    gateway.await();
  }

  private static int ask(Directories directories, String question) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directories.controlSocket());
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      try {
        channel.connect(address);
      } catch (IOException e) {
        System.err.println(
            "omniedge-gateway: not running, or not yours: "
                + directories.controlSocket()
                + " does not answer ("
                + e.getMessage()
                + ")");
        return NOT_RUNNING;
      }
      Channels.newOutputStream(channel)
          .write((question + "\n").getBytes(StandardCharsets.US_ASCII));
      // A stopping gateway closes when it has stopped.
      System.out.write(Channels.newInputStream(channel).readAllBytes());
      System.out.flush();
      return 0;
    }
  }
}
