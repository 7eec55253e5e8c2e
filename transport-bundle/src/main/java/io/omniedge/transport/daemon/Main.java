package io.omniedge.transport.daemon;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Runs one tunnel in the foreground until it is told to end, or shows the status of a running one.
 * See {@link Options#USAGE}.
 *
 * <p>Exit status: 0 ended as asked, 1 could not start or failed, 2 wrong command line.
 */
public final class Main {
  private Main() {}

  /** Entrance of the program. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    Options options;
    try {
      options = Options.parse(args);
    } catch (UsageException e) {
      System.err.println("omniedge-wg: " + e.getMessage());
      System.err.print(Options.USAGE);
      return 2;
    }
    try {
      switch (options.command()) {
        case "help" -> System.out.print(Options.USAGE);
        case "status" -> System.out.print(ask(options.socket(".status")));
        case "reload" -> {
          String answer = ask(options.socket(".reload"));
          if (!answer.equals("ok")) {
            System.err.println("omniedge-wg: " + answer);
            return 1;
          }
        }
        case "check" -> {
          Path file = Path.of(options.subject());
          System.out.write(ConfigFile.read(file).toWgQuickWithoutSecrets());
          String warning = ConfigFile.warning(file);
          if (warning != null) {
            System.err.println("omniedge-wg: warning: " + warning);
          }
          System.out.flush();
        }
        default -> {
          ConsoleLog.install(options.logLevel());
          new TunnelDaemon(options).run();
        }
      }
      return 0;
    } catch (StartException | IOException e) {
      System.err.println("omniedge-wg: " + e.getMessage());
      return 1;
    }
  }

  /** Connects and returns all that the tunnel says. */
  private static String ask(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IOException(
          socket
              + " does not answer ("
              + e.getMessage()
              + "): is the tunnel running, and are you its owner or root?",
          e);
    }
  }
}
