package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.HIGHER;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What junk handshakes cost the traffic of a tunnel: its throughput beside 100,000 junk initiations
 * a second to its port, against the throughput beside the same flood to a port of the same host
 * where nobody reads. So the cost of making and carrying the flood, on the same cores, is in both.
 *
 * <p>Started by {@code bench/run-flood} with the options of {@link TransportBench}.
 */
public final class FloodBench {
  private static final int PER_SECOND = 100_000;
  private static final int SINK_PORT = 51999;
  private static final int GATEWAY_PORT = 51820;
  private static final int MANY_SOURCES = 250;
  private static final double WANTED = 0.9;

  private final Plan plan;
  private final Report report;

  private FloodBench(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
  }

  /** See the class. */
  public static void main(String[] arguments) {
    System.exit(BenchMain.run("flood", arguments, FloodBench::measure));
  }

  private static void measure(Plan plan, Report report) throws BenchException {
    new FloodBench(plan, report).run();
  }

  private void run() throws BenchException {
    measure(plan.sides().getFirst().implementation(), true);
    if (!plan.quick()) {
      measure(plan.reference(), false);
    }
  }

  private void measure(Implementation implementation, boolean wanted) throws BenchException {
    report.section("Junk initiations against " + implementation.name());
    try (Link link = Link.tunnel("f", implementation, plan.folder())) {
      route(link);
      Path log = plan.folder().resolve("sink.log");
      List<String> sink = Command.java(JunkFlood.class);
      sink.addAll(List.of("sink", Integer.toString(SINK_PORT)));
      Process nobody = Command.start(inB(link, sink), Map.of(), log);
      try {
        Iperf.tcp(link, false, 1, false, 3);
        for (int sources : new int[] {1, MANY_SOURCES}) {
          for (boolean knowsKey : new boolean[] {false, true}) {
            compare(link, implementation, sources, knowsKey, wanted);
          }
        }
      } finally {
        Command.stop(nobody);
      }
    }
  }

  /** 203.0.113.0/24 are all addresses of A, and B knows the way to them. */
  private static void route(Link link) throws BenchException {
    Command.runIn(link.namespaceA(), "ip route add local 203.0.113.0/24 dev lo");
    Gateway b = link.gateways().get(1);
    Command.runIn(b.namespace(), "ip route add 203.0.113.0/24 via " + Wire.A4);
  }

  private void compare(
      Link link, Implementation implementation, int sources, boolean knowsKey, boolean wanted)
      throws BenchException {
    Turns<Iperf> turns =
        Turns.take(
            plan.rounds(),
            List.of(SINK_PORT, GATEWAY_PORT),
            port -> beside(link, port, sources, knowsKey));
    String what =
        String.format(
            Locale.ROOT,
            "TCP beside 100,000 junk initiations/s, mac1 %s, %d source%s, %s",
            knowsKey ? "right" : "wrong",
            sources,
            sources == 1 ? "" : "s",
            implementation.name());
    String command = "iperf3 -P 1 beside JunkFlood, to the gateway's port and to one nobody reads";
    double besideSink = turns.median(0, Iperf::megabitsPerSecond);
    double flooded = turns.median(1, Iperf::megabitsPerSecond);
    report.add(new Figure(what + ", to a sink", besideSink, "Mbit/s", null, HIGHER, command));
    report.add(new Figure(what + ", to the gateway", flooded, "Mbit/s", null, HIGHER, command));
    double ratio = turns.ratio(1, Iperf::megabitsPerSecond);
    Double limit = wanted ? WANTED : null;
    report.add(new Figure(what + ": ratio", ratio, "ratio", limit, HIGHER, command));
  }

  private Iperf beside(Link link, int port, int sources, boolean knowsKey) throws BenchException {
    List<String> flood = Command.java(JunkFlood.class);
    flood.addAll(List.of("send", Wire.B4, Integer.toString(port), Integer.toString(PER_SECOND)));
    flood.add(Integer.toString(sources));
    if (knowsKey) {
      flood.add(link.gateways().get(1).publicKey());
    }
    Path log = plan.folder().resolve("flood.log");
    Process junk = Command.start(Command.inNamespace(link.namespaceA(), flood), Map.of(), log);
    try {
      while (!Command.read(log).contains("flooding")) {
        if (!junk.isAlive()) {
          throw new BenchException("the flood failed: " + Command.read(log));
        }
        Command.pause(10);
      }
      // Until its code is compiled and the gateway has noticed that it is under load.
      Command.pause(1000);
      return Iperf.tcp(link, false, 1, false, plan.seconds());
    } finally {
      Command.stop(junk);
    }
  }

  private static List<String> inB(Link link, List<String> command) {
    return Command.inNamespace(link.gateways().get(1).namespace(), command);
  }
}
