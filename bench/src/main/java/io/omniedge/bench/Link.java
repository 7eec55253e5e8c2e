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
  private static final String OUTER_A = "198.51.100.1";
  private static final String OUTER_B = "198.51.100.2";
  private static final String OUTER6_A = "2001:db8:77::1";
  private static final String OUTER6_B = "2001:db8:77::2";
  private static final String INNER_A = "10.77.0.1";
  private static final String INNER_B = "10.77.0.2";
  private static final String INNER6_A = "fd77::1";
  private static final String INNER6_B = "fd77::2";

  /** All namespaces of benchmarks start with this, so that those a killed run left can be found. */
  private static final String PREFIX = "omnibench-";

  private final String name;
  private final String namespaceA;
  private final String namespaceB;
  private final List<Gateway> gateways;
  private final Process trafficServer;

  private Link(
      String name, String namespaceA, String namespaceB, List<Gateway> gateways, Process server) {
    this.name = name;
    this.namespaceA = namespaceA;
    this.namespaceB = namespaceB;
    this.gateways = gateways;
    this.trafficServer = server;
  }

  /** Removes what a benchmark left that was killed. */
  static void removeLeftovers() throws BenchException {
    for (String line : Command.run("ip netns list").split("\n")) {
      String namespace = line.strip().split(" ")[0];
      if (namespace.startsWith(PREFIX)) {
        for (String pid : Command.run("ip netns pids " + namespace).split("\n")) {
          ProcessHandle.of(pid.isBlank() ? -1 : Long.parseLong(pid.strip()))
              .ifPresent(ProcessHandle::destroyForcibly);
        }
        Command.run("ip netns del " + namespace);
      }
    }
  }

  /**
   * Brings up a link over a tunnel and returns once a packet went each way.
   *
   * @param id short and unique among the links that are up
   */
  static Link tunnel(String id, Implementation implementation, Path folder) throws BenchException {
    return up(id, implementation.name(), Optional.of(implementation), folder, Outer.IPV4);
  }

  /** Brings up the veth pair alone: the limit that no tunnel can pass. */
  static Link bareVeth(String id, Path folder) throws BenchException {
    return up(id, "bare veth", Optional.empty(), folder, Outer.IPV4);
  }

  /** Which family the tunnel's own datagrams use. */
  enum Outer {
    IPV4,
    IPV6
  }

  private static Link up(
      String id, String name, Optional<Implementation> tunnel, Path folder, Outer outer)
      throws BenchException {
    String a = PREFIX + id + "a";
    String b = PREFIX + id + "b";
    Command.run("ip netns add " + a);
    Command.run("ip netns add " + b);
    Command.run("ip link add veth0 netns " + a + " type veth peer name veth0 netns " + b);
    address(a, OUTER_A, OUTER6_A);
    address(b, OUTER_B, OUTER6_B);
    List<Gateway> gateways = List.of();
    if (tunnel.isPresent()) {
      Gateway left = new Gateway(a, "ob" + id + "a", tunnel.get(), folder);
      Gateway right = new Gateway(b, "ob" + id + "b", tunnel.get(), folder);
      gateways = List.of(left, right);
      try {
        right.start(INNER_B + "/24", INNER6_B + "/64", peer(left, outer, true));
        left.start(INNER_A + "/24", INNER6_A + "/64", peer(right, outer, false));
      } catch (BenchException e) {
        gateways.forEach(Gateway::close);
        throw e;
      }
    }
    Process server =
        Command.start(
            Command.inNamespace(b, List.of("iperf3", "-s")),
            Map.of(),
            folder.resolve("iperf3-" + id + ".log"));
    Link link = new Link(name, a, b, gateways, server);
    link.awaitTraffic();
    return link;
  }

  private static void address(String namespace, String four, String six) throws BenchException {
    Command.run("ip -n " + namespace + " addr add " + four + "/24 dev veth0");
    Command.run("ip -n " + namespace + " addr add " + six + "/64 dev veth0 nodad");
    Command.run("ip -n " + namespace + " link set lo up");
    Command.run("ip -n " + namespace + " link set veth0 up");
  }

  private static String peer(Gateway other, Outer outer, boolean otherIsA) {
    String four = otherIsA ? OUTER_A : OUTER_B;
    String six = "[" + (otherIsA ? OUTER6_A : OUTER6_B) + "]";
    return "[Peer]\nPublicKey = "
        + other.publicKey()
        + "\nAllowedIPs = "
        + (otherIsA ? INNER_A + "/32, " + INNER6_A : INNER_B + "/32, " + INNER6_B)
        + "/128\nEndpoint = "
        + (outer == Outer.IPV4 ? four : six)
        + ":51820\n";
  }

  private void awaitTraffic() throws BenchException {
    for (boolean ipv6 : new boolean[] {false, true}) {
      Command.runIn(namespaceA, "ping -q -i 0.1 -c 3 -W 5 " + target(ipv6));
    }
  }

  String name() {
    return name;
  }

  String namespaceA() {
    return namespaceA;
  }

  String namespaceB() {
    return namespaceB;
  }

  /** Both ends, or none for the bare pair. */
  List<Gateway> gateways() {
    return gateways;
  }

  /** The address in B that traffic from A goes to. */
  String target(boolean ipv6) {
    if (gateways.isEmpty()) {
      return ipv6 ? OUTER6_B : OUTER_B;
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
    Command.run("ip netns del " + namespaceA);
    Command.run("ip netns del " + namespaceB);
  }
}
