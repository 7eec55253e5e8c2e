package io.omniedge.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures our tunnel against the newest wireguard-go that Debian has, in turn, on this machine.
 * Started by {@code bench/run-transport}, which finds the programs it needs.
 *
 * <pre>
 *   --quick             the key ratios, in about three minutes
 *   --json FILE         writes the figures there
 *   --only SUITE        one of throughput, latency
 *   --against-itself    wireguard-go on both sides: every ratio must come out as 1
 *   --wireguard-go FILE --launcher FILE --java25 HOME [--java17 HOME]    where the programs are
 * </pre>
 *
 * <p>Ends with 0 when it could measure, whatever the result, 1 when it could not or when a figure
 * is impossible, 2 when called wrongly.
 */
public final class TransportBench {
  private static final double WANTED_BEST = 1.6;
  private static final double WANTED_OPENSSL = 1.4;
  private static final double WANTED_JAVA17 = 1.2;

  private boolean quick;
  private boolean againstItself;
  private @Nullable Path json;
  private @Nullable String only;
  private @Nullable Path wireguardGo;
  private @Nullable Path launcher;
  private @Nullable Path java25;
  private @Nullable Path java17;

  private TransportBench() {}

  /** See the class. */
  public static void main(String[] arguments) {
    TransportBench bench = new TransportBench();
    try {
      bench.read(arguments);
    } catch (BenchException e) {
      System.err.println("bench transport: " + e.getMessage());
      System.exit(2);
    }
    try {
      bench.run();
    } catch (BenchException | IOException e) {
      System.err.println("bench transport: " + e.getMessage());
      System.exit(1);
    }
  }

  private void read(String[] arguments) throws BenchException {
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      switch (option) {
        case "--quick" -> quick = true;
        case "--against-itself" -> againstItself = true;
        default -> {
          if (++i == arguments.length) {
            throw new BenchException(option + " needs a value, or is no option of this program");
          }
          readValue(option, arguments[i]);
        }
      }
    }
    if (wireguardGo == null) {
      throw new BenchException("--wireguard-go is missing; start bench/run-transport instead");
    }
  }

  private void readValue(String option, String value) throws BenchException {
    switch (option) {
      case "--json" -> json = Path.of(value);
      case "--only" -> only = value;
      case "--wireguard-go" -> wireguardGo = Path.of(value);
      case "--launcher" -> launcher = Path.of(value);
      case "--java25" -> java25 = Path.of(value);
      case "--java17" -> java17 = Path.of(value);
      default -> throw new BenchException(option + " is no option of this program");
    }
  }

  private void run() throws BenchException, IOException {
    try (FileChannel file =
            FileChannel.open(
                Path.of("/run/lock/omniedge-bench"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock == null) {
        throw new BenchException("another benchmark runs on this machine; wait until it ended");
      }
      Wire.removeLeftovers();
      Path folder = Files.createTempDirectory("omniedge-bench");
      Plan plan = new Plan(quick, reference(), sides(), folder);
      Report report = new Report();
      describeMachine(report, plan);
      if (wanted("throughput")) {
        new ThroughputSuite(plan, report).run();
      }
      if (wanted("latency")) {
        new LatencySuite(plan, report).run();
      }
      if (wanted("start")) {
        new StartSuite(plan, report).run();
      }
      if (!againstItself && (wanted("allocation") || only == null)) {
        new AllocationSuite(plan, report).run();
      }
      if (!againstItself && !quick && wanted("offloads")) {
        new OffloadSuite(plan, report).run();
      }
      report.summary();
      if (json != null) {
        report.writeJson(json);
      }
    }
  }

  private boolean wanted(String suite) {
    return only == null || only.equals(suite);
  }

  private Implementation reference() {
    return Implementation.wireguardGo(required(wireguardGo, "--wireguard-go"));
  }

  private List<Side> sides() throws BenchException {
    if (againstItself) {
      return List.of(new Side(reference().with("wireguard-go again"), null, false));
    }
    Path program = required(launcher, "--launcher");
    Path newest = required(java25, "--java25");
    List<Side> sides = new ArrayList<>();
    sides.add(new Side(Implementation.omniEdge("OmniEdge", program, newest), WANTED_BEST, true));
    sides.add(
        new Side(
            Implementation.omniEdge("OmniEdge OpenSSL", program, newest, "--aead", "openssl"),
            WANTED_OPENSSL,
            false));
    if (java17 != null) {
      sides.add(
          new Side(
              Implementation.omniEdge("OmniEdge Java 17", program, java17, "--native", "jna"),
              WANTED_JAVA17,
              false));
    }
    return quick ? sides.subList(0, 1) : sides;
  }

  private static Path required(@Nullable Path value, String option) {
    if (value == null) {
      throw new IllegalStateException(option + " is missing; start bench/run-transport instead");
    }
    return value;
  }

  private static void describeMachine(Report report, Plan plan) throws BenchException {
    report.section("Machine");
    report.note("cores: " + Runtime.getRuntime().availableProcessors());
    report.note("kernel: " + Command.run("uname -r").strip());
    report.note("reference: " + String.join(" ", plan.reference().command()));
    for (Side side : plan.sides()) {
      report.note(side.name() + ": " + String.join(" ", side.implementation().command()));
    }
  }
}
