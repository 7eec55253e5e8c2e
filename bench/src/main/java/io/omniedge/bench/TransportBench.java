package io.omniedge.bench;

/**
 * Measures our tunnel against the newest wireguard-go that Debian has, in turn, on this machine.
 * Started by {@code bench/run-transport} with the options of {@link Arguments}; the suites are
 * {@code throughput}, {@code latency}, {@code start}, {@code memory}, {@code allocation}, {@code
 * offloads} and {@code split}.
 */
public final class TransportBench {
  private TransportBench() {}

  /** Entrance of the program. */
  public static void main(String[] arguments) {
    System.exit(BenchMain.run("transport", arguments, TransportBench::measure));
  }

  private static void measure(Plan plan, Report report) throws BenchException {
    if (plan.wants("throughput")) {
      new ThroughputSuite(plan, report).run();
    }
    if (plan.wants("latency")) {
      new LatencySuite(plan, report).run();
    }
    if (plan.wants("start")) {
      new StartSuite(plan, report).run();
    }
    if (plan.wants("memory")) {
      new MemorySuite(plan, report).run();
    }
    if (plan.againstItself()) {
      return;
    }
    if (plan.wants("allocation")) {
      new AllocationSuite(plan, report).run();
    }
    if (plan.wants("offloads") && !plan.quick()) {
      new OffloadSuite(plan, report).run();
    }
    if (plan.wants("split") && !plan.quick()) {
      new TimeSplitSuite(plan, report).run();
    }
  }
}
