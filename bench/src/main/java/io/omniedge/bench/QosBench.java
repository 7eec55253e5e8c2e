package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.LOWER;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What verdicts on flows cost, and what the classes are good for: nanoseconds a packet of a judged
 * flow, microseconds until the first packet of a flow is sent that waits for its verdict, and the
 * round trip of urgent packets while twice as much is sent as the WAN carries.
 *
 * <p>Started by {@code bench/run-qos} with the options of {@link TransportBench}.
 */
public final class QosBench {
  private static final double WANTED_CACHED_NANOS = 100;
  private static final double WANTED_FIRST_MICROS = 50;
  private static final double WANTED_RATIO = 1.5;

  private static final int WAN_KILOBITS = 20_000;
  private static final int OVERLOAD_KILOBITS = 2 * WAN_KILOBITS;
  private static final int PAYLOAD = 1200;
  private static final double INTERVAL_SECONDS = 0.005;
  private static final int ROUNDS = 5;

  /** Round trips before the first that counts: the JIT compiles for good at 5,000 calls. */
  private static final int WARM_UP = 6000;

  private final Plan plan;
  private final Report report;
  private final int count;

  private QosBench(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
    this.count = plan.quick() ? 250 : 1000;
  }

  /** See the class. */
  public static void main(String[] arguments) {
    System.exit(BenchMain.run("qos", arguments, QosBench::measure));
  }

  private static void measure(Plan plan, Report report) throws BenchException {
    QosBench bench = new QosBench(plan, report);
    bench.cachedVerdict();
    bench.firstVerdict();
    bench.overload();
  }

  private void cachedVerdict() throws BenchException {
    report.section("One packet of a flow that has its verdict");
    for (boolean ipv6 : new boolean[] {false, true}) {
      for (int flows : new int[] {1, 100, 10_000}) {
        String what =
            String.format(
                Locale.ROOT, "%s, %,d flows in turn", ipv6 ? "TCP IPv6" : "TCP IPv4", flows);
        report.add(
            new Figure(
                what + ": cached verdict",
                new FilterCost(ipv6, flows, true).nanosPerKnownPacket(),
                "ns",
                WANTED_CACHED_NANOS,
                LOWER,
                "a loop over packets in memory, best of many rounds"));
      }
    }
  }

  private void firstVerdict() throws BenchException {
    report.section("The first packet of a flow, from read to sent");
    String command = "a tunnel with its TUN in memory, one packet a millisecond";
    try (FirstPackets packets = new FirstPackets()) {
      double[] known = packets.micros(false, count);
      double[] first = packets.micros(true, count);
      for (double quantile : new double[] {0.5, 0.99}) {
        String p = quantile == 0.5 ? "p50" : "p99";
        report.add(
            new Figure(
                "First packet, waits for a judge that answers at once: " + p,
                FirstPackets.quantile(first, quantile),
                "us",
                quantile == 0.5 ? WANTED_FIRST_MICROS : null,
                LOWER,
                command));
        report.add(
            new Figure(
                "Packet of a known flow: " + p,
                FirstPackets.quantile(known, quantile),
                "us",
                null,
                LOWER,
                command));
      }
    }
  }

  private void overload() throws BenchException {
    report.section("Urgent packets beside twice what the WAN carries");
    try (Link link = Link.tunnel("q0", JudgedGateway.implementation(WAN_KILOBITS), plan.folder())) {
      Ping.run(link, plan.quick() ? count : WARM_UP, INTERVAL_SECONDS / 2, true);
      Turns<double[]> turns =
          Turns.take(plan.quick() ? plan.rounds() : ROUNDS, List.of(link), this::idleAndLoaded);
      String command = "ping -Q 0xb8 -i " + INTERVAL_SECONDS + " -c " + count;
      String[] names = {"idle", "under load", "of the others under load"};
      for (int i = 0; i < names.length; i++) {
        for (int p = 0; p < 2; p++) {
          int at = 2 * i + p;
          report.add(
              new Figure(
                  "Round trip, " + names[i] + ": " + (p == 0 ? "p50" : "p99"),
                  turns.median(0, times -> times[at]),
                  "us",
                  null,
                  LOWER,
                  command));
        }
      }
      report.add(
          new Figure(
              "Round trip of urgent packets, p99 under load / idle",
              turns.median(0, times -> times[3] / times[1]),
              "ratio",
              WANTED_RATIO,
              LOWER,
              command));
    }
  }

  /** p50 and p99 of urgent packets, idle and loaded, and of others under load. */
  private double[] idleAndLoaded(Link link) throws BenchException {
    Ping idle = Ping.run(link, count, INTERVAL_SECONDS, true);
    List<String> load =
        List.of(
            ("iperf3 -u -t 60 -l " + PAYLOAD + " -b " + OVERLOAD_KILOBITS + "K -c ")
                .concat(link.target(false))
                .split(" "));
    Process traffic =
        Command.start(
            Command.inNamespace(link.namespaceA(), load),
            Map.of(),
            plan.folder().resolve("overload.log"));
    try {
      Command.pause(1000); // until the queue is full
      Ping others = Ping.run(link, 50, INTERVAL_SECONDS, false);
      Ping loaded = Ping.run(link, count, INTERVAL_SECONDS, true);
      if (others.quantile(0.5) < 10 * idle.quantile(0.5)) {
        throw new BenchException("broken measurement: there was no overload");
      }
      return new double[] {
        idle.quantile(0.5),
        idle.quantile(0.99),
        loaded.quantile(0.5),
        loaded.quantile(0.99),
        others.quantile(0.5),
        others.quantile(0.99)
      };
    } finally {
      Command.stop(traffic);
      Command.pause(1000); // until the queue is empty
    }
  }
}
