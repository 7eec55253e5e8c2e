package io.omniedge.gateway.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniedge.gateway.runtime.control.ControlSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

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
        case RUN -> runGateway(options.directories(), options.shell());
        case STATUS, HEALTH, STOP -> {
          return ask(options, "");
        }
        case PASSWORD -> {
          return ask(options, newPassword());
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

  private static void runGateway(Directories directories, boolean shell)
      throws IOException, InterruptedException {
    LineLog.install();
    GatewayFramework gateway = GatewayFramework.of(directories, shell);
    AtomicReference<ControlSocket> control = new AtomicReference<>();
    AtomicBoolean stopping = new AtomicBoolean();
    Thread stop =
        new Thread(
            () -> {
              stopping.set(true);
              ControlSocket open = control.get();
              if (open != null) {
                open.close();
              }
              boolean clean = gateway.stop(STOP_MILLIS);
              // Ended as asked: not the status 143 that the JVM gives after SIGTERM.
              Runtime.getRuntime().halt(clean ? 0 : 1);
            });
    // Before the start, which takes seconds: tunnels are up long before all bundles are.
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      gateway.start(START_MILLIS);
      control.set(ControlSocket.listen(directories.controlSocket(), gateway::answer));
    } catch (IOException e) {
      if (stopping.get()) {
        // Stopped while it started: no news for anybody. The hook ends this process.
        stop.join();
      }
      Runtime.getRuntime().removeShutdownHook(stop);
      gateway.stop(STOP_MILLIS);
      throw e;
    }
    System.out.println("gateway ready");
    gateway.await();
  }

  /** The first line of the input; at a terminal the script asks for it, twice and unseen. */
  private static String newPassword() throws IOException {
    String line = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
    if (line == null) {
      throw new IOException("there is no password in the input");
    }
    if (line.indexOf('\t') >= 0) {
      throw new IOException("a password cannot hold a tab");
    }
    return line;
  }

  private static int ask(Options options, String password) throws IOException {
    List<String> question = new ArrayList<>();
    question.add(options.command().name().toLowerCase(Locale.ROOT));
    if (options.command() == Options.Command.PASSWORD) {
      question.add(options.user());
      question.add(password);
    }
    try {
      ControlSocket.Answer answer =
          ControlSocket.ask(options.directories().controlSocket(), question);
      if (answer.status() != 0) {
        System.err.print(answer.text());
        return 1;
      }
      System.out.print(answer.text());
      System.out.flush();
      return 0;
    } catch (ConnectException e) {
      System.err.println("omniedge-gateway: not running, or not yours: " + e.getMessage());
      return NOT_RUNNING;
    }
  }
}
