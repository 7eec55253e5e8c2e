package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.HIGHER;
import static io.omniedge.bench.Figure.Better.LOWER;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the runtime costs: the gateway as bundles with its web page, against the same transport as a
 * program of its own, in turn. The suites are {@code start}, {@code throughput} and {@code memory}.
 *
 * <p>Started by {@code bench/run-runtime} with the options of {@link Arguments}.
 */
public final class RuntimeBench {
  private static final double WANTED_START_SECONDS = 3;
  private static final double WANTED_MEGABYTES = 160;
  private static final double WANTED_THROUGHPUT = 0.97;
  private static final int VISITS = 30;

  private final Plan plan;
  private final Report report;
  private final Implementation plain;
  private final Implementation bundles;

  private RuntimeBench(Plan plan, Report report) throws BenchException {
    this.plan = plan;
    this.report = report;
    this.plain = plan.sides().getFirst().implementation();
    this.bundles = Implementation.bundlesOf(plain);
  }

  /** See the class. */
  public static void main(String[] arguments) {
    System.exit(
        BenchMain.run(
            "runtime",
            arguments,
            (plan, report) -> {
              RuntimeBench bench = new RuntimeBench(plan, report);
              if (plan.wants("start")) {
                bench.start();
              }
              if (plan.wants("throughput")) {
                bench.throughput();
              }
              if (plan.wants("memory")) {
                bench.memory();
              }
            }));
  }

  /** When what was up. */
  private record Start(double tunnelSeconds, double pageSeconds) {}

  private void start() throws BenchException {
    report.section("Start of the runtime, its tunnel configured by files");
    Turns<Start> turns =
        Turns.take(plan.quick() ? 3 : plan.rounds(), List.of(bundles), this::measureStart);
    String command = "exec until the log says that the tunnel is up, and that the web page is";
    figure(
        "Start until the tunnel is up",
        turns.median(0, Start::tunnelSeconds),
        "s",
        WANTED_START_SECONDS,
        LOWER,
        command);
    figure(
        "Start until the web page answers",
        turns.median(0, Start::pageSeconds),
        "s",
        null,
        LOWER,
        command);
  }

  private Start measureStart(Implementation implementation) throws BenchException {
    try (Wire wire = new Wire("rs");
        Gateway gateway = new Gateway(wire.a(), "obrs", implementation, plan.folder())) {
      Link.startA(gateway, gateway.publicKey());
      double tunnel = seconds(gateway);
      new Visitor(gateway).await();
      return new Start(tunnel, seconds(gateway));
    }
  }

  private static double seconds(Gateway gateway) {
    return (System.nanoTime() - gateway.startNanos()) / 1e9;
  }

  private void throughput() throws BenchException {
    try (Link alone = Link.tunnel("p", plain, plan.folder());
        Link runtime = Link.tunnel("r", bundles, plan.folder())) {
      List<Link> links = List.of(alone, runtime);
      for (Link link : links) {
        Iperf.tcp(link, false, 1, false, plan.seconds());
        Iperf.tcp(link, false, 4, true, plan.seconds());
      }
      for (int streams : new int[] {1, 4}) {
        for (boolean reverse : new boolean[] {false, true}) {
          throughput(links, streams, reverse);
        }
      }
    }
  }

  private void throughput(List<Link> links, int streams, boolean reverse) throws BenchException {
    String what =
        String.format(
            Locale.ROOT,
            "TCP, %d stream%s, %s",
            streams,
            streams == 1 ? "" : "s",
            reverse ? "B to A" : "A to B");
    report.section(what);
    Turns<Iperf> turns =
        Turns.take(
            plan.quick() ? plan.rounds() : 2 * plan.rounds(),
            links,
            link -> Iperf.tcp(link, false, streams, reverse, plan.seconds()));
    String command = "iperf3 -P " + streams + (reverse ? " -R" : "") + ", in turn";
    for (int i = 0; i < links.size(); i++) {
      figure(
          what + ", " + links.get(i).name(),
          turns.median(i, Iperf::megabitsPerSecond),
          "Mbit/s",
          null,
          HIGHER,
          command);
    }
    figure(
        what + ": bundles to program",
        turns.ratio(1, Iperf::megabitsPerSecond),
        "ratio",
        WANTED_THROUGHPUT,
        HIGHER,
        command);
    figure(
        what + ": CPU per Gbit, bundles to program",
        turns.ratio(1, Iperf::secondsPerGigabit),
        "ratio",
        null,
        LOWER,
        command);
  }

  private void memory() throws BenchException {
    report.section("Resident memory with the web page and the Web Console in use");
    try (Link link = Link.tunnel("m", bundles, plan.folder())) {
      Gateway gateway = link.gateways().getFirst();
      Visitor visitor = new Visitor(gateway);
      visitor.setUp(plan.folder());
      List<Double> samples = new ArrayList<>();
      for (int visit = 0; visit < (plan.quick() ? 5 : VISITS); visit++) {
        visitor.lookAround();
        samples.add(Usage.residentMegabytes(gateway.pid()));
      }
      Iperf.tcp(link, false, 4, false, plan.seconds());
      samples.add(Usage.residentMegabytes(gateway.pid()));
      Iperf.tcp(link, false, 4, true, plan.seconds());
      samples.add(Usage.residentMegabytes(gateway.pid()));
      figure(
          "Resident memory, most",
          samples.stream().max(Double::compare).orElseThrow(),
          "MB",
          WANTED_MEGABYTES,
          LOWER,
          "VmRSS after each round of all pages and after iperf3");
      figure(
          "Resident memory, at first",
          samples.getFirst(),
          "MB",
          null,
          LOWER,
          "VmRSS after the first round of all pages");
    }
  }

  private void figure(
      String name,
      double value,
      String unit,
      @Nullable Double wanted,
      Figure.Better better,
      String command) {
    report.add(new Figure(name, value, unit, wanted, better, command));
  }
}
