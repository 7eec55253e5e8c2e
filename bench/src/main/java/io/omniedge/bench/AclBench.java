package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.HIGHER;
import static io.omniedge.bench.Figure.Better.LOWER;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What access rules cost: nanoseconds a packet, and the throughput of a tunnel with 100 peers and
 * 50 rules against the same one without rules, in turn. A third one, without rules again, tells by
 * how much two equal ones differ on this machine.
 *
 * <p>Started by {@code bench/run-acl} with the options of {@link TransportBench}.
 */
public final class AclBench {
  private static final int PEERS = 100;
  private static final int RULES = 50;

  /** Many and short: what else the machine does comes and goes. */
  private static final int ROUNDS = 15;

  private static final int SECONDS = 1;
  private static final double WANTED_NANOS = 100;
  private static final double WANTED_RATIO = 0.95;

  private final Plan plan;
  private final Report report;

  private AclBench(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
  }

  /** See the class. */
  public static void main(String[] arguments) {
    System.exit(BenchMain.run("acl", arguments, AclBench::measure));
  }

  private static void measure(Plan plan, Report report) throws BenchException {
    AclBench bench = new AclBench(plan, report);
    bench.packets();
    bench.throughput();
  }

  private void packets() throws BenchException {
    report.section("Access control, one packet");
    for (boolean ipv6 : new boolean[] {false, true}) {
      for (int flows : new int[] {1, 100, 10_000}) {
        FilterCost cost = new FilterCost(ipv6, flows);
        String what =
            String.format(
                Locale.ROOT, "%s, %,d flows in turn", ipv6 ? "TCP IPv6" : "TCP IPv4", flows);
        String command = "a loop over packets in memory, best of many rounds";
        report.add(
            new Figure(
                what + ": known flow",
                cost.nanosPerKnownPacket(),
                "ns",
                WANTED_NANOS,
                LOWER,
                command));
        if (flows > 1) {
          report.add(
              new Figure(
                  what + ": first packet, last of 50 rules",
                  cost.nanosPerFirstPacket(),
                  "ns",
                  null,
                  LOWER,
                  command));
        }
      }
    }
  }

  private void throughput() throws BenchException {
    report.section("Throughput with 100 peers, without and with 50 rules");
    List<Link> links = new ArrayList<>();
    try {
      links.add(Link.tunnel("a0", RuledGateway.implementation(0), plan.folder()));
      links.add(Link.tunnel("a1", RuledGateway.implementation(RULES), plan.folder()));
      links.add(Link.tunnel("a2", RuledGateway.implementation(0), plan.folder()));
      for (Link link : links) {
        for (Gateway gateway : link.gateways()) {
          addPeers(gateway);
        }
        Iperf.tcp(link, false, 1, false, 2);
        Iperf.tcp(link, true, 1, true, 2);
      }
      for (int streams : new int[] {1, 4}) {
        compare(
            "TCP IPv4, " + (streams == 1 ? "1 stream" : streams + " streams"),
            links,
            link -> Iperf.tcp(link, false, streams, false, SECONDS));
      }
      compare("TCP IPv6, 1 stream", links, link -> Iperf.tcp(link, true, 1, false, SECONDS));
      compare(
          "UDP, 1,372 B at 1 Gbit/s",
          links,
          link -> Iperf.udp(link, false, 1372, 1_000_000_000L, SECONDS));
      check(links.get(1));
    } finally {
      for (Link link : links) {
        link.close();
      }
    }
  }

  private static void addPeers(Gateway gateway) throws BenchException {
    List<String> command = new ArrayList<>(List.of("wg", "set", gateway.interfaceName()));
    for (int i = 1; i < PEERS; i++) {
      String key = Command.run(List.of("wg", "pubkey"), Command.run("wg genkey")).strip();
      command.addAll(
          List.of("peer", key, "allowed-ips", "10.77.1." + i + "/32,fd77:1::" + i + "/128"));
    }
    Command.run(Command.inNamespace(gateway.namespace(), command));
  }

  private void compare(String what, List<Link> links, Turns.Measurement<Link, Iperf> measurement)
      throws BenchException {
    Turns<Iperf> turns = Turns.take(plan.quick() ? plan.rounds() : ROUNDS, links, measurement);
    String command = "iperf3 -t " + SECONDS + ", in turn";
    for (int i = 0; i < links.size(); i++) {
      double speed = turns.median(i, Iperf::megabitsPerSecond);
      report.add(new Figure(what + ", " + name(links, i), speed, "Mbit/s", null, HIGHER, command));
    }
    for (int i = 1; i < links.size(); i++) {
      boolean ruled = i == 1;
      String which = what + (ruled ? ", with rules" : ", noise");
      double ratio = turns.ratio(i, Iperf::megabitsPerSecond);
      Double wanted = ruled ? WANTED_RATIO : null;
      report.add(new Figure(which + ": ratio", ratio, "ratio", wanted, HIGHER, command));
      double[] range = turns.ratioRange(i, Iperf::megabitsPerSecond);
      report.note(String.format(Locale.ROOT, "rounds from %.2f to %.2f", range[0], range[1]));
      double cpu = turns.ratio(i, Iperf::secondsPerGigabit);
      report.add(new Figure(which + ": CPU per Gbit, ratio", cpu, "ratio", null, LOWER, command));
    }
  }

  private static String name(List<Link> links, int i) {
    return links.get(i).name() + (i == 2 ? ", again" : "");
  }

  /** That the rules were asked at all. */
  private void check(Link ruled) throws BenchException {
    for (Gateway gateway : ruled.gateways()) {
      long flows = gateway.status("acl_flows");
      report.note(gateway.interfaceName() + " remembers " + flows + " flows");
      if (flows == 0 || gateway.status("acl_rules") != RULES) {
        throw new BenchException("broken measurement: no rule was asked");
      }
    }
  }
}
