package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.LOWER;

import java.util.List;

/** What the two data threads of our daemon allocate per packet once they are warm. */
final class AllocationSuite {
  private static final int WINDOWS = 4;

  private final Plan plan;
  private final Report report;

  AllocationSuite(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
  }

  void run() throws BenchException {
    report.section("Allocation");
    Implementation ours = plan.sides().getFirst().implementation();
    for (String backend : List.of("ffm", "jna")) {
      Implementation side = ours.with(ours.name() + " by " + backend, "--native", backend);
      try (Link link = Link.tunnel("m", side, plan.folder())) {
        measure(link, backend);
      }
    }
  }

  /** Several windows: the compilers are done when the last begins, which is the one that counts. */
  private void measure(Link link, String backend) throws BenchException {
    double perPacket = 0;
    for (int window = 0; window < WINDOWS; window++) {
      long bytes = -sum(link, "allocated_bytes");
      long packets = -sum(link, "packets");
      Iperf.tcp(link, false, 4, false, plan.seconds());
      Iperf.udp(link, true, 1372, 500_000_000L, plan.seconds());
      bytes += sum(link, "allocated_bytes");
      packets += sum(link, "packets");
      report.note("window " + window + ": " + bytes + " bytes in " + packets + " packets");
      perPacket = (double) bytes / packets;
    }
    String command = "status of both ends before and after iperf3 -P 4 and iperf3 -6 -u";
    String name = "Allocation per data packet after warm-up, " + backend;
    double rounded = Math.rint(perPacket * 1000) / 1000;
    report.add(new Figure(name, rounded, "bytes", 0.0, LOWER, command));
  }

  private static long sum(Link link, String what) throws BenchException {
    long sum = 0;
    for (Gateway gateway : link.gateways()) {
      sum += gateway.status("outbound_" + what) + gateway.status("inbound_" + what);
    }
    return sum;
  }
}
