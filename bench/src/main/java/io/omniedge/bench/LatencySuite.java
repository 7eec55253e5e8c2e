package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.LOWER;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Round trips on a quiet tunnel and beside other traffic. */
final class LatencySuite {
  private static final double WANTED_QUIET_P50 = 0.75;
  private static final double WANTED_QUIET_P99 = 0.9;
  private static final double WANTED_LOAD_P99 = 0.9;
  private static final double INTERVAL_SECONDS = 0.005;

  /**
   * Round trips before the first that counts, on all sides alike: 5,000 calls are when the JIT
   * compiles for good, and what that costs is told separately.
   */
  private static final int WARM_UP = 6000;

  private static final double WARM_UP_INTERVAL_SECONDS = 0.002;

  /** Load that every side carries: the same work for all. */
  private static final String STEADY = "iperf3 -t 60 -b 500M";

  /** As much as the side takes: a faster one has more to do. */
  private static final String SATURATING = "iperf3 -t 60";

  private final Plan plan;
  private final Report report;
  private final int count;

  LatencySuite(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
    this.count = plan.quick() ? 250 : 1000;
  }

  void run() throws BenchException {
    try (Arena arena = Arena.up(plan)) {
      report.section("Round trip, quiet, the first after the start");
      Turns<Ping> first = Turns.take(1, arena.links(), link -> pingBeside(link, ""));
      for (int i = 0; i < arena.links().size(); i++) {
        String name =
            "Round trip, quiet, the first " + count + ": p99, " + arena.links().get(i).name();
        double micros = first.median(i, ping -> ping.quantile(0.99));
        report.add(new Figure(name, micros, "us", null, LOWER, command()));
      }
      for (Link link : arena.links()) {
        Ping.run(link, WARM_UP, WARM_UP_INTERVAL_SECONDS);
      }
      measure(arena, "Round trip, quiet", "", WANTED_QUIET_P50, WANTED_QUIET_P99);
      measure(arena, "Round trip beside 500 Mbit/s of TCP", STEADY, null, WANTED_LOAD_P99);
      if (!plan.quick()) {
        measure(arena, "Round trip beside saturating TCP", SATURATING, null, null);
      }
    }
  }

  private void measure(
      Arena arena, String what, String load, @Nullable Double wantedP50, @Nullable Double wantedP99)
      throws BenchException {
    report.section(what);
    Turns<Ping> turns = Turns.take(plan.rounds(), arena.links(), link -> pingBeside(link, load));
    String command = command();
    for (double quantile : new double[] {0.5, 0.99}) {
      String p = quantile == 0.5 ? "p50" : "p99";
      List<Link> links = arena.links();
      for (int i = 0; i < links.size(); i++) {
        String name = what + ": " + p + ", " + links.get(i).name();
        double micros = turns.median(i, ping -> ping.quantile(quantile));
        report.add(new Figure(name, micros, "us", null, LOWER, command));
      }
      for (int i = 0; i < plan.sides().size(); i++) {
        Side side = plan.sides().get(i);
        Double wanted = side.key() ? quantile == 0.5 ? wantedP50 : wantedP99 : null;
        String name = what + ": " + p + ", " + side.name() + " / reference";
        double ratio = turns.ratio(i + 1, ping -> ping.quantile(quantile));
        report.add(new Figure(name, ratio, "ratio", wanted, LOWER, command));
      }
    }
  }

  private String command() {
    return "ping -i " + INTERVAL_SECONDS + " -c " + count + ", in turn";
  }

  private Ping pingBeside(Link link, String load) throws BenchException {
    if (load.isEmpty()) {
      return Ping.run(link, count, INTERVAL_SECONDS);
    }
    List<String> command = List.of((load + " -c " + link.target(false)).split(" "));
    Process traffic =
        Command.start(
            Command.inNamespace(link.namespaceA(), command),
            Map.of(),
            plan.folder().resolve("load.log"));
    try {
      Command.pause(300);
      return Ping.run(link, count, INTERVAL_SECONDS);
    } finally {
      Command.stop(traffic);
    }
  }
}
