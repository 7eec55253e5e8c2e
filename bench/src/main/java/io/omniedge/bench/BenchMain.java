package io.omniedge.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** What every benchmark program does around its measurements. */
final class BenchMain {
  /** Above this many runnable programs, others share the cores with us. */
  private static final double QUIET_LOAD = 0.5;

  /** The measurements of one program. */
  @FunctionalInterface
  interface Measurements {
    void take(Plan plan, Report report) throws BenchException;
  }

  private BenchMain() {}

  /**
   * Runs a benchmark.
   *
   * @return 0 when it could measure, whatever the result; 1 when it could not, or when a figure is
   *     impossible; 2 when called wrongly
   */
  static int run(String name, String[] words, Measurements measurements) {
    Arguments arguments;
    try {
      arguments = Arguments.parse(words);
    } catch (BenchException e) {
      System.err.println("bench " + name + ": " + e.getMessage());
      return 2;
    }
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
      Plan plan = arguments.plan(Files.createTempDirectory("omniedge-bench"));
      Report report = new Report();
      describe(plan, report);
      measurements.take(plan, report);
      report.summary();
      if (arguments.json() != null) {
        report.writeJson(arguments.json());
      }
      return 0;
    } catch (BenchException | IOException e) {
      System.err.println("bench " + name + ": " + e.getMessage());
      return 1;
    }
  }

  private static void describe(Plan plan, Report report) throws BenchException {
    report.section("Machine");
    report.note("cores: " + Runtime.getRuntime().availableProcessors());
    report.note("kernel: " + Command.run("uname -r").strip());
    double load = Double.parseDouble(Command.read(Path.of("/proc/loadavg")).split(" ")[0]);
    if (load > QUIET_LOAD) {
      report.note(
          String.format(
              Locale.ROOT,
              "NOT QUIET: load average %.1f before the start; expect noisy figures",
              load));
    }
    report.note("reference: " + String.join(" ", plan.reference().command()));
    for (Side side : plan.sides()) {
      report.note(side.name() + ": " + String.join(" ", side.implementation().command()));
    }
    report.note("logs: " + plan.folder());
  }
}
