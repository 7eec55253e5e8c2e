package io.omniedge.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two gateways on this machine, each in a network namespace, joined by a veth pair and, unless the
 * bare pair itself is measured, by a tunnel.
 *
 * <pre>
 *   namespace A                                         namespace B
 *   10.77.0.1, fd77::1 [tunnel]──198.51.100.1 ══veth══ 198.51.100.2──[tunnel] 10.77.0.2, fd77::2
 *   iperf3 -c, ping                                     iperf3 -s
 * </pre>
 *
 * <p>Traffic starts and ends in the gateways' own namespaces, so a figure holds two tunnel ends,
 * the veth between them and the traffic programs, all on the machine's cores, and nothing else. A
 * veth pair carries superpackets of UDP whole; a real wire would cut them.
 *
 * <p>Used by one thread.
 */
final class Link implements AutoCloseable {
  private static final String INNER_A = "10.77.0.1";
  private static final String INNER_B = "10.77.0.2";
  private static final String INNER6_A = "fd77::1";
  private static final String INNER6_B = "fd77::2";

  private final String name;
  private final Wire wire;
  private final List<Gateway> gateways;
  private final Process trafficServer;

  private Link(String name, Wire wire, List<Gateway> gateways, Process trafficServer) {
    this.name = name;
    this.wire = wire;
    this.gateways = gateways;
    this.trafficServer = trafficServer;
  }

  /**
   * Brings up a link over a tunnel and returns once a packet went each way.
   *
   * @param id short and unique among the links that are up
   */
  static Link tunnel(String id, Implementation implementation, Path folder) throws BenchException {
    return up(id, implementation.name(), Optional.of(implementation), folder);
  }

  /** Brings up the veth pair alone: the limit that no tunnel can pass. */
  static Link bareVeth(String id, Path folder) throws BenchException {
    return up(id, "bare veth", Optional.empty(), folder);
  }

  private static Link up(String id, String name, Optional<Implementation> tunnel, Path folder)
      throws BenchException {
    Wire wire = new Wire(id);
    List<Gateway> gateways = List.of();
    if (tunnel.isPresent()) {
      Gateway a = new Gateway(wire.a(), "ob" + id + "a", tunnel.get(), folder);
      Gateway b = new Gateway(wire.b(), "ob" + id + "b", tunnel.get(), folder);
      gateways = List.of(a, b);
      try {
        startB(b, a.publicKey());
        startA(a, b.publicKey());
      } catch (BenchException e) {
        gateways.forEach(Gateway::close);
        wire.close();
        throw e;
      }
    }
    Process server =
        Command.start(
            Command.inNamespace(wire.b(), List.of("iperf3", "-s")),
            Map.of(),
            folder.resolve("iperf3-" + id + ".log"));
    Link link = new Link(name, wire, gateways, server);
    link.awaitTraffic();
    return link;
  }

  /** Starts the gateway in A, which speaks first: it keeps its peer alive. */
  static void startA(Gateway a, String publicKeyOfB) throws BenchException {
    String peer = peer(publicKeyOfB, INNER_B + "/32, " + INNER6_B + "/128", Wire.B4);
    a.start(INNER_A + "/24", INNER6_A + "/64", peer + "PersistentKeepalive = 25\n");
  }

  /** Starts the gateway in B. */
  static void startB(Gateway b, String publicKeyOfA) throws BenchException {
    String peer = peer(publicKeyOfA, INNER_A + "/32, " + INNER6_A + "/128", Wire.A4);
    b.start(INNER_B + "/24", INNER6_B + "/64", peer);
  }

  private static String peer(String publicKey, String allowedIps, String address) {
    return "[Peer]\nPublicKey = "
        + publicKey
        + "\nAllowedIPs = "
        + allowedIps
        + "\nEndpoint = "
        + address
        + ":51820\n";
  }

  private void awaitTraffic() throws BenchException {
    for (boolean ipv6 : new boolean[] {false, true}) {
      Command.runIn(namespaceA(), "ping -q -i 0.1 -c 3 -W 5 " + target(ipv6));
    }
  }

  String name() {
    return name;
  }

  String namespaceA() {
    return wire.a();
  }

  /** Both ends, or none for the bare pair. */
  List<Gateway> gateways() {
    return gateways;
  }

  /** The address in B that traffic from A goes to. */
  String target(boolean ipv6) {
    if (gateways.isEmpty()) {
      return ipv6 ? Wire.B6 : Wire.B4;
    }
    return ipv6 ? INNER6_B : INNER_B;
  }

  /** Processor time of both ends so far. */
  Usage usage() {
    return gateways.stream().map(Gateway::usage).reduce(new Usage(0, 0), Usage::plus);
  }

  @Override
  public void close() throws BenchException {
    gateways.forEach(Gateway::close);
    Command.stop(trafficServer);
    wire.close();
  }
}
