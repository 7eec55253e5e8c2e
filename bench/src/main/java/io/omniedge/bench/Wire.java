package io.omniedge.bench;

/**
 * Two network namespaces, A and B, joined by a veth pair that stands for the network between two
 * gateways. Used by one thread.
 */
final class Wire implements AutoCloseable {
  static final String A4 = "198.51.100.1";
  static final String B4 = "198.51.100.2";
  static final String A6 = "2001:db8:77::1";
  static final String B6 = "2001:db8:77::2";

  /** All namespaces of benchmarks start with this, so that those a killed run left can be found. */
  private static final String PREFIX = "omnibench-";

  private final String a;
  private final String b;

  /**
   * Makes the namespaces.
   *
   * @param id short and unique among the wires that are up
   */
  Wire(String id) throws BenchException {
    a = PREFIX + id + "a";
    b = PREFIX + id + "b";
    Command.run("ip netns add " + a);
    Command.run("ip netns add " + b);
    Command.run("ip link add veth0 netns " + a + " type veth peer name veth0 netns " + b);
    address(a, A4, A6);
    address(b, B4, B6);
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

  private static void address(String namespace, String four, String six) throws BenchException {
    Command.run("ip -n " + namespace + " addr add " + four + "/24 dev veth0");
    Command.run("ip -n " + namespace + " addr add " + six + "/64 dev veth0 nodad");
    Command.run("ip -n " + namespace + " link set lo up");
    Command.run("ip -n " + namespace + " link set veth0 up");
  }

  /** The namespace of A. */
  String a() {
    return a;
  }

  /** The namespace of B. */
  String b() {
    return b;
  }

  /** Removes both namespaces; what still runs in them keeps them alive unseen. */
  @Override
  public void close() throws BenchException {
    Command.run("ip netns del " + a);
    Command.run("ip netns del " + b);
  }
}
