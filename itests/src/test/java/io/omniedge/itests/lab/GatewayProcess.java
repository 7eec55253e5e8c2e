package io.omniedge.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A running WireGuard gateway with its interface {@code omni0} up, addresses and routes set.
 *
 * <p>System properties: {@code omniedge.root} is the folder of {@code bin/omniedge-wg}, {@code
 * omniedge.wireguard-go} the other program (default: the one on PATH), and {@code
 * omniedge.reference=true} lets wireguard-go stand in for ours everywhere, which proves the tests
 * themselves.
 */
public final class GatewayProcess implements AutoCloseable {
  /** The name of the interface, in every host. */
  public static final String DEVICE = "omni0";

  private static final String READY = "^" + DEVICE + " ready";
  private static final boolean REFERENCE = Boolean.getBoolean("omniedge.reference");

  private final Launcher launcher;
  private final Host host;
  private final List<String> options;
  private Program program;

  /** Starts a gateway in a way of its own. */
  @FunctionalInterface
  public interface Launcher {
    /** Starts it and waits until its interface is up. */
    Program launch(Host host, GatewayConfig config);
  }

  private GatewayProcess(Launcher launcher, Host host, GatewayConfig config, List<String> options) {
    this.launcher = launcher;
    this.host = host;
    this.options = options;
    this.program = launcher.launch(host, config);
  }

  /**
   * Starts a gateway and waits until it is ready.
   *
   * @param options further arguments, understood by ours only
   */
  public static GatewayProcess start(
      GatewayKind kind, Host host, GatewayConfig config, List<String> options) {
    GatewayKind actual = REFERENCE ? GatewayKind.WIREGUARD_GO : kind;
    return new GatewayProcess(
        (where, what) -> launch(actual, where, what, options), host, config, options);
  }

  /** Starts a gateway of ours by other means; the reference cannot stand in for it. */
  public static GatewayProcess start(Launcher launcher, Host host, GatewayConfig config) {
    needsOurs("is started so");
    return new GatewayProcess(launcher, host, config, List.of());
  }

  /** Gives the test up when the code under test is replaced by the reference. */
  public static void needsOurs(String why) {
    Assumptions.assumeFalse(REFERENCE, "only our gateway " + why);
  }

  /** Starts our gateway with any arguments and does not wait; for tests of its refusals. */
  public static Program launchOurs(Host host, Path config, List<String> options) {
    return launchOurs(host, config, options, List.of());
  }

  private static Program launchOurs(
      Host host, Path config, List<String> options, List<String> environment) {
    List<String> command = new ArrayList<>(List.of("env"));
    command.addAll(environment);
    command.add(Path.of(System.getProperty("omniedge.root"), "bin", "omniedge-wg").toString());
    command.addAll(List.of(DEVICE, "--config", config.toString()));
    command.addAll(List.of("--data-dir", host.folder().toString()));
    command.addAll(options);
    return host.start("omniedge-wg", command.toArray(String[]::new));
  }

  /**
   * Starts our gateway again with its wall clock set to {@code time}, as after a reboot without a
   * battery; gives the test up where libfaketime is missing.
   */
  public void restartWithClock(GatewayConfig config, String time) {
    List<String> clock = FalseClock.environment("@" + time);
    Path file = write(host, "omni0.conf", config.wgQuickText());
    program = launchOurs(host, file, options, clock.subList(1, clock.size()));
    program.awaitOutput(READY);
  }

  /** Starts the same gateway again, perhaps with another configuration, after its end. */
  public void restart(GatewayConfig config) {
    program = launcher.launch(host, config);
  }

  /** What {@code omniedge-wg status} tells; ours only. */
  public String status() {
    return UnixText.read(host.runFolder().resolve(DEVICE + ".status"));
  }

  /** The host it runs on. */
  public Host host() {
    return host;
  }

  /** The {@code wg} command beside it. */
  public Wg wg() {
    return new Wg(host, DEVICE);
  }

  /** The process. */
  public Program program() {
    return program;
  }

  /** Ends it in good order. */
  @Override
  public void close() {
    program.close();
  }

  private static Program launch(
      GatewayKind kind, Host host, GatewayConfig config, List<String> options) {
    return switch (kind) {
      case OURS -> launchReady(host, config, options);
      case RUNTIME -> GatewayRuntime.launch(host, config, options);
      case WIREGUARD_GO -> launchWireGuardGo(host, config);
    };
  }

  private static Program launchReady(Host host, GatewayConfig config, List<String> options) {
    Path file = write(host, "omni0.conf", config.wgQuickText());
    Program program = launchOurs(host, file, options);
    program.awaitOutput(READY);
    return program;
  }

  /** wireguard-go knows neither addresses nor routes: the host's own tools set them. */
  private static Program launchWireGuardGo(Host host, GatewayConfig config) {
    String binary = System.getProperty("omniedge.wireguard-go", "wireguard-go");
    Assumptions.assumeTrue(
        host.attempt("sh", "-c", "command -v " + binary).succeeded(),
        "there is no " + binary + " here");
    Program program =
        host.start("wireguard-go", "env", "LOG_LEVEL=verbose", binary, "--foreground", DEVICE);
    Eventually.holds(
        "wireguard-go makes its socket",
        Eventually.DEADLINE,
        () -> Files.exists(host.runFolder().resolve(DEVICE + ".sock")),
        program::output);
    Path file = write(host, "wg.conf", config.wgText());
    host.run("wg", "setconf", DEVICE, file.toString());
    config.addresses().forEach(address -> host.address(DEVICE, address));
    host.run("ip", "link", "set", DEVICE, "mtu", "" + config.mtu(), "up");
    for (GatewayConfig.Peer peer : config.peers()) {
      for (String prefix : peer.allowedIps()) {
        host.run("ip", "route", "replace", prefix, "dev", DEVICE);
      }
    }
    return program;
  }

  private static Path write(Host host, String name, String text) {
    try {
      return Files.writeString(host.folder().resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
