package io.omniedge.bench;

import io.netty.handler.ssl.OpenSsl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the manager bears: a fleet of simulated gateways, each with its own TLS connections, on the
 * same machine as the manager. The suites are {@code fleet} (enrolment, storms, idle, changes,
 * revocations with 5,000 gateways) and {@code growth} (the same with fewer).
 *
 * <p>Started by {@code bench/run-manager} with the options of {@link Arguments}.
 */
public final class ManagerBench {
  private static final int DEVICES = 5_000;
  private static final int QUICK_DEVICES = 500;
  private static final int[] GROWTH = {1_000, 2_500};

  private ManagerBench() {}

  /** See the class. */
  public static void main(String[] arguments) {
    System.exit(BenchMain.run("manager", arguments, ManagerBench::measure));
  }

  private static void measure(Plan plan, Report report) throws BenchException {
    Implementation ours = plan.sides().getFirst().implementation();
    Path launcher = Path.of(ours.command().getFirst()).resolveSibling("omniedge-manager");
    String java = ours.environment().get("JAVA_HOME");
    if (!Files.isExecutable(launcher) || java == null) {
      throw new BenchException("there is no " + launcher);
    }
    report.note("manager: " + launcher + ", the embedded broker, SQLite, on loopback");
    report.note(
        "networks of " + ManagerSuite.NETWORK + ", in which all gateways may reach each other");
    report.note("the fleet shares the cores with the manager; its TLS is " + fleetTls());
    int most = plan.quick() ? QUICK_DEVICES : DEVICES;
    List<ManagerSuite.Row> rows = new ArrayList<>();
    if (plan.wants("growth") && !plan.quick()) {
      for (int devices : GROWTH) {
        rows.add(run(plan, launcher, java, devices, new Report(), false));
      }
    }
    if (plan.wants("fleet")) {
      rows.add(run(plan, launcher, java, most, report, true));
    }
    if (plan.wants("growth")) {
      table(report, rows);
    }
  }

  private static ManagerSuite.Row run(
      Plan plan, Path launcher, String java, int devices, Report report, boolean wanted)
      throws BenchException {
    Path folder = plan.folder().resolve("manager-" + devices);
    try (ManagerSuite suite = new ManagerSuite(launcher, java, folder, devices, report, wanted)) {
      return suite.run();
    }
  }

  private static String fleetTls() {
    return OpenSsl.isAvailable() ? "BoringSSL" : "the JDK's";
  }

  private static void table(Report report, List<ManagerSuite.Row> rows) {
    report.section("Growth");
    report.note(
        "gateways  enrolments/s  first storm s  restart storm s  change p99 s  revoke p99 s"
            + "  idle %  MB enrolled  MB after storms  MB at the end");
    for (ManagerSuite.Row row : rows) {
      report.note(
          String.format(
              Locale.ROOT,
              "%8d  %12.0f  %13.1f  %15.1f  %12.3f  %12.3f  %6.1f  %11.0f  %15.0f  %13.0f",
              row.devices(),
              row.enrolmentsPerSecond(),
              row.firstStormSeconds(),
              row.restartStormSeconds(),
              row.changeSeconds(),
              row.revokeSeconds(),
              row.idlePercent(),
              row.enrolledMegabytes(),
              row.stormMegabytes(),
              row.endMegabytes()));
    }
  }
}
