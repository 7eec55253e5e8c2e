package io.omniedge.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Our gateway as bundles: the files in its deploy folder are the configurations of its components,
 * which is how an image is provisioned. System property: {@code omniedge.root}.
 */
public final class GatewayRuntime {
  private GatewayRuntime() {}

  /** Starts it and waits until its tunnel is up. */
  public static Program launch(Host host, GatewayConfig config, List<String> options) {
    configure(host, config);
    Program program = launch(host, options);
    program.awaitOutput("ManagedTunnel: " + GatewayProcess.DEVICE + " is up");
    return program;
  }

  /** Starts it on this Java and waits until its tunnel is up. */
  public static Program launch(Host host, GatewayConfig config, Path javaHome) {
    configure(host, config);
    Program program =
        launch(host, List.of("env", "JAVA_HOME=" + javaHome, launcher().toString()), List.of());
    program.awaitOutput("ManagedTunnel: " + GatewayProcess.DEVICE + " is up");
    return program;
  }

  /** Starts it with what stands in its folders, and does not wait. */
  public static Program launch(Host host, List<String> options) {
    return launch(host, List.of(launcher().toString()), options);
  }

  /** The same with another command for the launcher. */
  public static Program launch(Host host, List<String> launcher, List<String> options) {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("run", "--data-dir", host.folder().toString()));
    command.addAll(options);
    return host.start("omniedge-gateway", command.toArray(String[]::new));
  }

  /** The launcher of the built gateway. */
  public static Path launcher() {
    return Path.of(
        System.getProperty("omniedge.root"),
        "osgi-bundles/runtime/target/gateway/bin/omniedge-gateway");
  }

  /**
   * Writes the configuration of a tunnel and its peers; a running gateway takes it up by itself.
   */
  public static void configure(Host host, GatewayConfig config) {
    String device = GatewayProcess.DEVICE;
    Path key = host.folder().resolve("import.key");
    write(key, config.keys().privateKey() + "\n");
    Map<String, String> tunnel = new TreeMap<>();
    tunnel.put("kura.service.pid", device);
    tunnel.put("interfaceName", device);
    tunnel.put("address", String.join(", ", config.addresses()));
    tunnel.put("listenPort", "" + config.listenPort());
    tunnel.put("mtu", "" + config.mtu());
    tunnel.put("keyImport", key.toString());
    deploy(host, "io.omniedge.transport.Tunnel-" + device, tunnel);
    int number = 0;
    for (GatewayConfig.Peer peer : config.peers()) {
      peer(host, "peer" + ++number, peer);
    }
  }

  /** Writes the configuration of one peer. */
  public static void peer(Host host, String name, GatewayConfig.Peer peer) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("kura.service.pid", name);
    properties.put("Tunnel.target", "(kura.service.pid=" + GatewayProcess.DEVICE + ")");
    properties.put("publicKey", peer.publicKey());
    properties.put("presharedKey", peer.presharedKey() == null ? "" : peer.presharedKey());
    properties.put("endpoint", peer.endpoint() == null ? "" : peer.endpoint());
    properties.put("allowedIPs", String.join(", ", peer.allowedIps()));
    properties.put("persistentKeepalive", "" + peer.keepaliveSeconds());
    deploy(host, "io.omniedge.transport.Peer-" + name, properties);
  }

  /** Writes a configuration into the deploy folder, whole or not at all. */
  public static void deploy(Host host, String name, Map<String, String> properties) {
    StringBuilder text = new StringBuilder();
    properties.forEach(
        (key, value) ->
            text.append(key).append(" = ").append(value.replace("\\", "\\\\")).append('\n'));
    Path folder = host.folder().resolve("deploy");
    try {
      Files.createDirectories(folder);
      Path next = host.folder().resolve(name + ".next");
      write(next, text.toString());
      Files.move(
          next,
          folder.resolve(name + ".cfg"),
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
