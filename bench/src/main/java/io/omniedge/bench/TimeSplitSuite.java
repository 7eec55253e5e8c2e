package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.LOWER;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the processor time of both ends goes while one TCP stream runs: kernel, cipher, the rest.
 * Without {@code perf} only kernel and program are told apart.
 */
final class TimeSplitSuite {
  private final Plan plan;
  private final Report report;

  TimeSplitSuite(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
  }

  void run() throws BenchException {
    report.section("Split of the time, TCP IPv4, 1 stream");
    split(plan.reference());
    for (Side side : plan.sides()) {
      split(side.implementation());
    }
  }

  private void split(Implementation implementation) throws BenchException {
    try (Link link = Link.tunnel("t", implementation, plan.folder())) {
      Iperf.tcp(link, false, 1, false, 3);
      Iperf measured = Iperf.tcp(link, false, 1, false, plan.seconds());
      double kernel = measured.tunnel().kernelSeconds() / measured.tunnel().totalSeconds();
      add(implementation, "kernel, by /proc", kernel, "user and kernel ticks of both ends");
      if (Command.present("perf")) {
        for (Map.Entry<String, Double> part : sampled(link).entrySet()) {
          add(
              implementation,
              part.getKey(),
              part.getValue(),
              "perf record -e cpu-clock, both ends");
        }
      } else {
        report.note("no perf (package linux-perf): cipher and Java are not told apart");
      }
    }
  }

  private void add(Implementation implementation, String part, double share, String command) {
    String name = "Share of the time, " + implementation.name() + ": " + part;
    report.add(new Figure(name, share, "ratio", null, LOWER, command));
  }

  private Map<String, Double> sampled(Link link) throws BenchException {
    Path data = plan.folder().resolve("perf.data");
    List<String> load = List.of(("iperf3 -t 30 -c " + link.target(false)).split(" "));
    Process traffic =
        Command.start(
            Command.inNamespace(link.namespaceA(), load),
            Map.of(),
            plan.folder().resolve("load.log"));
    try {
      Command.pause(500);
      List<Gateway> ends = link.gateways();
      String both = ends.get(0).pid() + "," + ends.get(1).pid();
      Command.run("perf record -q -e cpu-clock -F 997 -o " + data + " -p " + both + " -- sleep 3");
    } finally {
      Command.stop(traffic);
    }
    Map<String, Double> shares = new TreeMap<>();
    for (String line : Command.run("perf report -q --stdio --sort dso -i " + data).split("\n")) {
      String[] columns = line.strip().split("%\\s+", 2);
      if (columns.length == 2 && columns[0].matches("[0-9.]+")) {
        shares.merge(part(columns[1]), Double.parseDouble(columns[0]) / 100, Double::sum);
      }
    }
    return shares;
  }

  private static String part(String object) {
    if (object.startsWith("[kernel") || object.startsWith("[vdso")) {
      return "kernel";
    }
    return object.startsWith("libcrypto") ? "cipher library" : "the rest of the program";
  }
}
