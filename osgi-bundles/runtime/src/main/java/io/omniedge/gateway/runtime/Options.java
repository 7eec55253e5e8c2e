package io.omniedge.gateway.runtime;

import java.nio.file.Path;

/**
 * The command line.
 *
 * @param command what to do
 * @param user whose password; empty for other commands
 * @param shell whether the one that runs reads commands of the Gogo shell
 * @param directories where
 */
record Options(Command command, String user, boolean shell, Directories directories) {
  /** What the program can do. */
  enum Command {
    RUN,
    STATUS,
    HEALTH,
    PASSWORD,
    STOP,
    HELP
  }

  static final String USAGE =
      """
      usage: omniedge-gateway COMMAND [options]

        start         start in the background and wait until the gateway is ready
        run           run in the foreground until SIGTERM, as systemd wants it
        status        show tunnels, web page and bundles of the running gateway
        health        show the health checks; status 1 if one is critical
        password USER set the password of a user of the web page; reads it from the terminal
        logs          show the end of the log, and follow it with -f
        stop          stop the running gateway

        --shell          with run: read commands of the OSGi shell (Gogo) from the terminal
        --data-dir DIR   configuration, keys, logs   [/var/lib/omniedge]
        --run-dir DIR    sockets                     [/var/run/wireguard]

      Exit status: 0 done, 1 failed or unhealthy, 2 wrong command line, 3 not running.
      """;

  static Options parse(Path home, String[] args) throws UsageException {
    Command command = Command.HELP;
    boolean named = false;
    String user = "";
    boolean shell = false;
    Path data = Path.of("/var/lib/omniedge");
    Path run = Path.of("/var/run/wireguard");
    for (int i = 0; i < args.length; i++) {
      String arg = args[i];
      switch (arg) {
        case "--shell" -> shell = true;
        case "--data-dir" -> data = Path.of(value(args, ++i));
        case "--run-dir" -> run = Path.of(value(args, ++i));
        case "help", "-h", "--help" -> {
          command = Command.HELP;
          named = true;
        }
        default -> {
          if (command == Command.PASSWORD && user.isEmpty()) {
            user = arg;
            continue;
          }
          if (named) {
            throw new UsageException("unknown argument " + arg);
          }
          named = true;
          command =
              switch (arg) {
                case "run" -> Command.RUN;
                case "status" -> Command.STATUS;
                case "health" -> Command.HEALTH;
                case "password" -> Command.PASSWORD;
                case "stop" -> Command.STOP;
                default -> throw new UsageException("unknown command " + arg);
              };
        }
      }
    }
    if (!named) {
      throw new UsageException("COMMAND is missing");
    }
    if (command == Command.PASSWORD && user.isEmpty()) {
      throw new UsageException("password: USER is missing");
    }
    if (shell && command != Command.RUN) {
      throw new UsageException("--shell goes with run only");
    }
    return new Options(command, user, shell, new Directories(home, data, run));
  }

  private static String value(String[] args, int i) throws UsageException {
    if (i >= args.length) {
      throw new UsageException(args[i - 1] + " needs a value");
    }
    return args[i];
  }
}
