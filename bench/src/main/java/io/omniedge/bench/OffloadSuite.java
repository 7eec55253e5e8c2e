package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.HIGHER;

import java.util.ArrayList;
import java.util.List;

/** Our tunnel with each kernel offload switched off, without all four, and without its cipher. */
final class OffloadSuite {
  private static final List<String> SWITCHED_OFF =
      List.of("tun-tso", "tun-uso", "udp-segment", "udp-gro", "all");
  private static final int ROUNDS = 3;

  private final Plan plan;
  private final Report report;

  OffloadSuite(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
  }

  void run() throws BenchException {
    Implementation ours = plan.sides().getFirst().implementation();
    List<Link> links = new ArrayList<>();
    try {
      links.add(Link.tunnel("o", ours, plan.folder()));
      for (int i = 0; i < SWITCHED_OFF.size(); i++) {
        String off = SWITCHED_OFF.get(i);
        Implementation without =
            ours.with(ours.name() + " without " + off, "--disable-offload", off);
        links.add(Link.tunnel("o" + i, without, plan.folder()));
      }
      links.add(Link.tunnel("ox", UnencryptedGateway.implementation(), plan.folder()));
      for (Link link : links) {
        Iperf.tcp(link, false, 1, false, 2);
      }
      tcp(links);
      udp(links);
    } finally {
      for (Link link : links) {
        link.close();
      }
    }
  }

  private void tcp(List<Link> links) throws BenchException {
    report.section("Offloads switched off, TCP");
    String command = "iperf3 -P 1 -t " + plan.seconds() + ", in turn";
    Turns<Iperf> turns =
        Turns.take(ROUNDS, links, link -> Iperf.tcp(link, false, 1, false, plan.seconds()));
    double limit = turns.median(links.size() - 1, Iperf::megabitsPerSecond);
    if (turns.median(0, Iperf::megabitsPerSecond) > limit) {
      throw new BenchException("broken measurement: faster with the cipher than without it");
    }
    for (int i = 0; i < links.size(); i++) {
      String name = "TCP IPv4, 1 stream: throughput, " + links.get(i).name();
      double speed = turns.median(i, Iperf::megabitsPerSecond);
      report.add(new Figure(name + " (offloads)", speed, "Mbit/s", null, HIGHER, command));
      if (i > 0) {
        double ratio = turns.ratio(i, Iperf::megabitsPerSecond);
        report.add(new Figure(name + " / with all", ratio, "ratio", null, HIGHER, command));
      }
    }
  }

  private void udp(List<Link> links) throws BenchException {
    report.section("Offloads switched off, UDP");
    String command = "iperf3 -u -l 1372 -b 1G -t " + plan.seconds() + ", in turn";
    Turns<Iperf> turns =
        Turns.take(
            ROUNDS, links, link -> Iperf.udp(link, false, 1372, 1_000_000_000L, plan.seconds()));
    for (int i = 0; i < links.size(); i++) {
      String name = "UDP, 1,372 B at 1 Gbit/s: delivered, " + links.get(i).name();
      double packets = turns.median(i, Iperf::packetsPerSecond);
      report.add(new Figure(name + " (offloads)", packets, "packets/s", null, HIGHER, command));
    }
  }
}
