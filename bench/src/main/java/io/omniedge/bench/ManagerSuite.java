package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.HIGHER;
import static io.omniedge.bench.Figure.Better.LOWER;

import io.omniedge.bench.fleet.Fleet;
import io.omniedge.bench.fleet.Watch;
import io.omniedge.protocol.map.NetworkMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One manager and one fleet, from the first enrolment to the last revocation. */
final class ManagerSuite implements AutoCloseable {
  /** Gateways of one network. */
  static final int NETWORK = 100;

  private static final int CHANGES = 100;
  private static final int REVOCATIONS = 100;
  private static final long STORM_SECONDS = 180;
  private static final long CHANGE_SECONDS = 30;
  private static final long IDLE_MILLIS = 60_000;

  /** Who says nothing for 100 s, two heartbeats among them, is not there for the manager. */
  private static final long SILENT_MILLIS = 25_000;

  private static final long SETTLE_MILLIS = 10_000;

  private static final double WANTED_ENROLMENTS = 100;
  private static final double WANTED_STORM_SECONDS = 60;
  private static final double WANTED_CHANGE_SECONDS = 1;
  private static final double WANTED_REVOKE_SECONDS = 5;
  private static final double WANTED_MEGABYTES = 750;

  private final int devices;
  private final Report report;
  private final boolean wanted;
  private final ManagerProcess manager;
  private final Fleet fleet;
  private double most;

  /**
   * What one fleet cost.
   *
   * @param idlePercent of one core
   */
  record Row(
      int devices,
      double enrolmentsPerSecond,
      double firstStormSeconds,
      double restartStormSeconds,
      double changeSeconds,
      double revokeSeconds,
      double idlePercent,
      double enrolledMegabytes,
      double stormMegabytes,
      double endMegabytes) {}

  /**
   * Starts the manager.
   *
   * @param wanted whether the figures have wanted values
   */
  ManagerSuite(Path launcher, String java, Path folder, int devices, Report report, boolean wanted)
      throws BenchException {
    this.devices = devices;
    this.report = report;
    this.wanted = wanted;
    manager = new ManagerProcess(launcher, java, folder);
    fleet = new Fleet(manager.authority());
  }

  Row run() throws BenchException {
    report.section("A fleet of " + devices + " gateways");
    double enrolments = enrol();
    double enrolled = resident("after the enrolment");
    double first = firstStorm();
    double restart = restartStorm();
    double stormy = resident("after the storms");
    double idle = idle();
    double change = changes();
    double revoke = revocations();
    double end = resident("at the end");
    figure("Resident memory of the manager, most of these", most, "MB", WANTED_MEGABYTES, "VmRSS");
    if (fleet.failure() != null) {
      throw new BenchException("a gateway is not served as it should be: " + fleet.failure());
    }
    return new Row(
        devices, enrolments, first, restart, change, revoke, idle, enrolled, stormy, end);
  }

  private double enrol() throws BenchException {
    List<String> setupKeys = new ArrayList<>();
    try (ManagerApi api = manager.api()) {
      for (int i = 0; i < devices / NETWORK; i++) {
        setupKeys.add(api.network("plant-" + i));
      }
    }
    try {
      fleet.prepare(setupKeys, NETWORK);
      double cpu = manager.cpuSeconds();
      long start = System.nanoTime();
      long again = fleet.enrol();
      double seconds = since(start);
      report.note(
          String.format(
              Locale.ROOT,
              "%.1f ms CPU of the manager for each, %d tries again",
              (manager.cpuSeconds() - cpu) / devices * 1000,
              again));
      report.add(
          new Figure(
              "Enrolments, " + devices + " gateways",
              devices / seconds,
              "1/s",
              wanted ? WANTED_ENROLMENTS : null,
              HIGHER,
              "32 at a time, each with its own TLS handshake, challenge and signed request"));
      return devices / seconds;
    } catch (IOException e) {
      throw new BenchException("enrolment: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private double firstStorm() throws BenchException {
    double cpu = manager.cpuSeconds();
    double fleetCpu = fleetCpu();
    long start = System.nanoTime();
    fleet.connect();
    double seconds = awaitMaps(start);
    storm("All connect for the first time, until each has its whole map", seconds, cpu, fleetCpu);
    if (fleet.fewestPeers() < NETWORK - 1) {
      throw new BenchException("a gateway has " + fleet.fewestPeers() + " peers only");
    }
    return seconds;
  }

  private double restartStorm() throws BenchException {
    manager.kill();
    long killed = System.nanoTime();
    while (fleet.upToDate() > 0) {
      if (since(killed) > STORM_SECONDS) {
        throw new BenchException(fleet.upToDate() + " gateways do not notice that it is gone");
      }
      Command.pause(20);
    }
    manager.restart();
    report.note(String.format(Locale.ROOT, "killed; it listens again after %.1f s", since(killed)));
    double fleetCpu = fleetCpu();
    double cpu = manager.cpuSeconds();
    long start = System.nanoTime();
    double seconds = awaitMaps(start);
    storm("The manager was killed, all reconnect, until each has its map", seconds, cpu, fleetCpu);
    return seconds;
  }

  private double awaitMaps(long start) throws BenchException {
    while (fleet.upToDate() < devices) {
      double seconds = since(start);
      if (seconds > STORM_SECONDS || fleet.failure() != null) {
        throw new BenchException(
            String.format(
                Locale.ROOT,
                "%d of %d gateways have their map after %.0f s, %d messages unheard, %d tries; %s",
                fleet.upToDate(),
                devices,
                seconds,
                fleet.unheard().sum(),
                fleet.retries().sum(),
                fleet.failure()));
      }
      Command.pause(20);
    }
    return since(start);
  }

  private void storm(String name, double seconds, double cpu, double fleetCpu)
      throws BenchException {
    figure(
        name,
        seconds,
        "s",
        WANTED_STORM_SECONDS,
        "TLS 1.3 with client certificates, no resumption");
    report.note(
        String.format(
            Locale.ROOT,
            "CPU of the manager %.1f s, of the fleet %.1f s; %d tries again, %d refusals;"
                + " maps whole %d, differences %d, misfits %d",
            manager.cpuSeconds() - cpu,
            fleetCpu() - fleetCpu,
            fleet.retries().sumThenReset(),
            fleet.refusals().sumThenReset(),
            fleet.fulls().sumThenReset(),
            fleet.deltas().sumThenReset(),
            fleet.misfits().sumThenReset()));
    Command.pause(SETTLE_MILLIS);
    try (ManagerApi api = manager.api()) {
      double lost = devices - api.metric("omniedge_devices_online");
      figure(name + ": lost", lost, "gateways", 0, "those that the manager does not see online");
    }
  }

  private double idle() throws BenchException {
    double with = idlePercent(IDLE_MILLIS);
    fleet.setHeartbeats(false);
    Command.pause(1_000);
    double without = idlePercent(SILENT_MILLIS);
    fleet.setHeartbeats(true);
    String command = "/proc/PID/stat; 100 is one core";
    report.add(
        new Figure(
            "CPU of the manager, all connected, with heartbeats", with, "%", null, LOWER, command));
    report.add(
        new Figure(
            "CPU of the manager, all connected, without heartbeats",
            without,
            "%",
            null,
            LOWER,
            command));
    return with;
  }

  private double idlePercent(long millis) throws BenchException {
    double cpu = manager.cpuSeconds();
    long start = System.nanoTime();
    long states = fleet.states().sum();
    long heartbeats = fleet.heartbeats().sum();
    Command.pause(millis);
    double used = manager.cpuSeconds() - cpu;
    double seconds = since(start);
    report.note(
        String.format(
            Locale.ROOT,
            "states/s %.1f, heartbeats/s %.1f",
            (fleet.states().sum() - states) / seconds,
            (fleet.heartbeats().sum() - heartbeats) / seconds));
    return used / seconds * 100;
  }

  /** Each in another network than the one before, of a gateway that had none yet. */
  private double changes() throws BenchException {
    List<List<String>> networks = List.copyOf(fleet.networks().values());
    List<Double> seconds = new ArrayList<>();
    int touched = 0;
    int strangers = 0;
    try (ManagerApi api = manager.api()) {
      double made = api.metric("omniedge_maps_made_total");
      for (int i = 0; i < CHANGES; i++) {
        List<String> members = networks.get(i % networks.size());
        String device = members.get(i / networks.size());
        String name = "renamed-" + i;
        Watch watch =
            watch(
                members,
                map -> map.device().equals(device) || hasPeer(map, device, name),
                () -> api.rename(device, name));
        seconds.addAll(watch.seconds());
        touched = Math.max(touched, watch.maps());
        strangers += watch.strangers();
      }
      made = api.metric("omniedge_maps_made_total") - made;
      report.note(
          String.format(
              Locale.ROOT,
              "%d changes, one by one; %.1f maps made for each",
              CHANGES,
              made / CHANGES));
    }
    figure(
        "One change: maps touched, most", touched, "maps", NETWORK, "a gateway gets another name");
    figure("One change: maps of other networks touched", strangers, "maps", 0, "likewise");
    latency(
        "One change: until a gateway of the network has verified its map",
        seconds,
        WANTED_CHANGE_SECONDS);
    return percentile(seconds, 0.99);
  }

  private static boolean hasPeer(NetworkMap map, String device, String name) {
    var peer = map.peers().get(device);
    return peer != null && peer.name().equals(name);
  }

  private double revocations() throws BenchException {
    List<Double> slowest = new ArrayList<>();
    Map<String, List<String>> networks = fleet.networks();
    List<List<String>> all =
        networks.values().stream().map(ids -> (List<String>) new ArrayList<>(ids)).toList();
    try (ManagerApi api = manager.api()) {
      for (int i = 0; i < REVOCATIONS; i++) {
        List<String> members = all.get(i % all.size());
        String device = members.removeLast();
        Watch watch =
            watch(members, map -> !map.peers().containsKey(device), () -> api.revoke(device));
        slowest.add(Collections.max(watch.seconds()));
      }
      latency(
          "Revocation: until all peers have verified a map without it",
          slowest,
          WANTED_REVOKE_SECONDS);
      Command.pause(SETTLE_MILLIS);
      double still = api.metric("omniedge_devices_online") - (devices - REVOCATIONS);
      figure("Revocation: sessions that are still there", still, "gateways", 0, "10 s later");
      report.note(fleet.revoked() + " of them were told");
    }
    return percentile(slowest, 0.99);
  }

  @FunctionalInterface
  private interface Step {
    void take() throws BenchException;
  }

  private Watch watch(Collection<String> who, Predicate<NetworkMap> until, Step step)
      throws BenchException {
    Watch watch = new Watch(who, until);
    fleet.watch(watch);
    step.take();
    try {
      if (!watch.await(CHANGE_SECONDS)) {
        throw new BenchException(
            watch.seconds().size()
                + " of "
                + who.size()
                + " gateways have the change after "
                + CHANGE_SECONDS
                + " s; "
                + fleet.failure());
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      fleet.watch(null);
    }
    return watch;
  }

  private void latency(String name, List<Double> seconds, double limit) {
    report.add(
        new Figure(
            name + ", p50", percentile(seconds, 0.5), "s", null, LOWER, "from the request on"));
    figure(name + ", p99", percentile(seconds, 0.99), "s", limit, "from the request on");
    report.add(
        new Figure(
            name + ", most", Collections.max(seconds), "s", null, LOWER, "from the request on"));
  }

  static double percentile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }

  private double resident(String when) {
    double megabytes = manager.residentMegabytes();
    most = Math.max(most, megabytes);
    report.add(
        new Figure(
            "Resident memory of the manager, " + when, megabytes, "MB", null, LOWER, "VmRSS"));
    return megabytes;
  }

  private void figure(String name, double value, String unit, double limit, String command) {
    @Nullable Double asked = wanted ? Double.valueOf(limit) : null;
    report.add(new Figure(name, value, unit, asked, LOWER, command));
  }

  private static double fleetCpu() {
    return Usage.of(ProcessHandle.current().pid()).totalSeconds();
  }

  private static double since(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private static BenchException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new BenchException("interrupted", e);
  }

  @Override
  public void close() throws BenchException {
    try {
      fleet.close();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      manager.close();
    }
  }
}
