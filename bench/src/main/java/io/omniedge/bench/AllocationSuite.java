package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.LOWER;

import java.util.List;

/** What the two data threads of our daemon allocate per packet once they are warm. */
final class AllocationSuite {
  private static final int WARM_UP_SECONDS = 3;

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

  private void measure(Link link, String backend) throws BenchException {
    Iperf.tcp(link, false, 4, false, WARM_UP_SECONDS);
    Iperf.udp(link, true, 1372, 500_000_000L, WARM_UP_SECONDS);
    long bytes = -sum(link, "allocated_bytes");
    long packets = -sum(link, "packets");
    Iperf.tcp(link, false, 4, false, plan.seconds());
    Iperf.udp(link, true, 1372, 500_000_000L, plan.seconds());
    bytes += sum(link, "allocated_bytes");
    packets += sum(link, "packets");
    String command = "status of both ends before and after iperf3 -P 4 and iperf3 -6 -u";
    report.note(bytes + " bytes in " + packets + " packets");
    report.add(
        new Figure(
            "Allocation per data packet after warm-up, " + backend,
            Math.rint(1000.0 * bytes / packets) / 1000,
            "bytes",
            0.0,
            LOWER,
            command));
  }

  private static long sum(Link link, String what) throws BenchException {
    long sum = 0;
    for (Gateway gateway : link.gateways()) {
      sum += gateway.status("outbound_" + what) + gateway.status("inbound_" + what);
    }
    return sum;
  }
}
