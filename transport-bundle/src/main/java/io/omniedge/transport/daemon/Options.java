package io.omniedge.transport.daemon;

import io.omniedge.tun.Offload;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line of the program.
 *
 * @param command {@code help}, {@code run}, {@code status}, {@code reload} or {@code check}
 * @param subject the interface to make or to ask, or the file to check
 * @param config a wg-quick style file, or null to be configured through the socket only
 * @param dataDirectory where handshake timestamps are kept
 * @param runDirectory where the configuration and status sockets are
 * @param aead the AEAD provider to use, or null for the best
 * @param keyAgreement the X25519 provider to use, or null for the best
 * @param disabled offloads not to use
 * @param logLevel the least level that is printed
 */
record Options(
    String command,
    String subject,
    @Nullable Path config,
    Path dataDirectory,
    Path runDirectory,
    @Nullable String aead,
    @Nullable String keyAgreement,
    Set<Offload> disabled,
    Level logLevel) {
  static final String USAGE =
      """
      usage: omniedge-wg INTERFACE [options]     run a tunnel in the foreground until SIGTERM
             omniedge-wg status INTERFACE        show crypto, offloads, drops of a running one
             omniedge-wg reload INTERFACE        read its --config again, keep sessions
             omniedge-wg check FILE              read a configuration, show it without secrets

        --config FILE             wg-quick style configuration (else use `wg set`)
        --data-dir DIR            state that survives a restart   [/var/lib/omniedge]
        --run-dir DIR             configuration and status socket [/var/run/wireguard]
        --aead NAME               AEAD provider instead of the fastest; a wrong one lists them
        --x25519 NAME             X25519 provider instead of the best
        --native jna|ffm          native backend instead of the best for this Java
        --disable-offload LIST    of tun-tso, tun-uso, udp-segment, udp-gro, or all
        --log-level LEVEL         error, warning, info, debug     [info]
      """;

  private static final Map<String, Level> LEVELS =
      Map.of(
          "error", Level.ERROR,
          "warning", Level.WARNING,
          "info", Level.INFO,
          "debug", Level.DEBUG);

  Options {
    disabled = Set.copyOf(disabled);
  }

  /** The socket of the interface with this ending in its name. */
  Path socket(String ending) {
    return runDirectory.resolve(subject + ending);
  }

  /** Reads the arguments; {@code --native} becomes the system property the native layer reads. */
  static Options parse(String[] args) throws UsageException {
    String command = "run";
    String name = null;
    Path config = null;
    Path data = Path.of("/var/lib/omniedge");
    Path run = Path.of("/var/run/wireguard");
    String aead = null;
    String keyAgreement = null;
    Set<Offload> disabled = EnumSet.noneOf(Offload.class);
    Level level = Level.INFO;
    for (int i = 0; i < args.length; i++) {
      String arg = args[i];
      switch (arg) {
        case "status", "reload", "check" -> command = arg;
        case "help", "-h", "--help" -> {
          command = "help";
          name = "";
        }
        case "--config" -> config = Path.of(value(args, ++i));
        case "--data-dir" -> data = Path.of(value(args, ++i));
        case "--run-dir" -> run = Path.of(value(args, ++i));
        case "--aead" -> aead = value(args, ++i);
        case "--x25519" -> keyAgreement = value(args, ++i);
        case "--native" -> System.setProperty("omniedge.native", backend(value(args, ++i)));
        case "--disable-offload" -> disabled = offloads(value(args, ++i));
        case "--log-level" -> level = level(value(args, ++i));
        default -> {
          if (arg.startsWith("-") || name != null) {
            throw new UsageException("unknown argument " + arg);
          }
          name = arg;
        }
      }
    }
    if (name == null || (name.isEmpty() && !command.equals("help"))) {
      throw new UsageException(
          command.equals("check") ? "FILE is missing" : "INTERFACE is missing");
    }
    if (command.equals("run") && name.indexOf('%') >= 0) {
      throw new UsageException("\"" + name + "\": an interface needs a name without %");
    }
    return new Options(command, name, config, data, run, aead, keyAgreement, disabled, level);
  }

  private static String value(String[] args, int i) throws UsageException {
    if (i >= args.length) {
      throw new UsageException(args[i - 1] + " needs a value");
    }
    return args[i];
  }

  private static String backend(String text) throws UsageException {
    if (!text.equals("jna") && !text.equals("ffm")) {
      throw new UsageException("--native " + text + ": one of jna, ffm");
    }
    if (text.equals("ffm") && Runtime.version().feature() < 22) {
      throw new UsageException("--native ffm needs Java 22 or later, this is " + Runtime.version());
    }
    return text;
  }

  private static Level level(String text) throws UsageException {
    Level level = LEVELS.get(text);
    if (level == null) {
      throw new UsageException("--log-level " + text + ": one of error, warning, info, debug");
    }
    return level;
  }

  private static Set<Offload> offloads(String list) throws UsageException {
    Set<Offload> named = EnumSet.noneOf(Offload.class);
    for (String part : list.split(",", -1)) {
      if (part.equals("all")) {
        named.addAll(EnumSet.allOf(Offload.class));
        continue;
      }
      try {
        named.add(Offload.valueOf(part.toUpperCase(Locale.ROOT).replace('-', '_')));
      } catch (IllegalArgumentException e) {
        throw new UsageException(
            "--disable-offload " + part + ": one of tun-tso, tun-uso, udp-segment, udp-gro, all",
            e);
      }
    }
    return named;
  }
}
