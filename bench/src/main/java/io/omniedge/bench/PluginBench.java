package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.HIGHER;
import static io.omniedge.bench.Figure.Better.LOWER;

import io.omniedge.gateway.api.flow.FlowDecision;
import io.omniedge.gateway.api.flow.FlowDescriptor;
import io.omniedge.plugin.dispatch.FlowPlugins;
import io.omniedge.plugin.engine.ChicoryEngine;
import io.omniedge.plugin.host.LocalHost;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.host.Trust;
import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.ConfigurationProperty;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.store.PackageStore;
import io.omniedge.plugin.trial.RecordedCall;
import io.omniedge.plugin.trial.Recording;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What asking plugins costs, measured with the reference plugins: calls a second and the slowest of
 * a hundred for each type, a verdict on the first packet of a flow, how long a plugin takes to get
 * to work, the memory of one that is at work, how fast it computes, and traffic beside hostile
 * ones. The suites are {@code calls}, {@code verdicts}, {@code loads}, {@code kernel} ({@link
 * FftBench}) and {@code hostile} ({@link HostileSuite}).
 *
 * <p>Started by {@code bench/run-plugins} in the root of the repository, with the options of {@link
 * TransportBench}.
 */
public final class PluginBench {
  private static final Path EXAMPLES = Path.of("plugin-wasm-bundle", "examples");
  private static final double WANTED_FIRST_MICROS = 50;
  private static final double WANTED_LOAD_MILLIS = 100;
  private static final int MOST_SAMPLES = 1_000_000;
  private static final int FEW = 30;

  /** What each type is asked most. */
  private static final Map<PluginType, String> CALLS =
      new EnumMap<>(
          Map.of(
              PluginType.EVENT_HOOKS, "on_peer_discovered",
              PluginType.AUTHENTICATION, "authenticate",
              PluginType.NETWORK_POLICY, "validate_connection",
              PluginType.QOS, "classify_packet",
              PluginType.DATA_TRIAGE, "on_trigger",
              PluginType.PDM_REPORTING, "on_actuator_sample",
              PluginType.COMPLIANCE, "check_compliance"));

  private final Report report;
  private final Plan plan;
  private final long warmUpNanos;
  private final long measureNanos;

  private PluginBench(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
    this.warmUpNanos = TimeUnit.SECONDS.toNanos(plan.quick() ? 2 : 5);
    this.measureNanos = TimeUnit.SECONDS.toNanos(plan.quick() ? 1 : 5);
  }

  /** See the class. */
  public static void main(String[] arguments) {
    System.exit(
        BenchMain.run(
            "plugins",
            arguments,
            (plan, report) -> {
              PluginBench bench = new PluginBench(plan, report);
              try {
                if (plan.wants("calls")) {
                  bench.calls();
                }
                if (plan.wants("verdicts")) {
                  bench.verdicts();
                }
                if (plan.wants("loads")) {
                  bench.loads();
                }
                if (plan.wants("kernel")) {
                  new FftBench(plan, report).measure();
                }
                if (plan.wants("hostile")) {
                  new HostileSuite(plan, report).run();
                }
              } catch (BenchException e) {
                throw e;
              } catch (Exception e) {
                throw new BenchException("plugins", e);
              }
            }));
  }

  private static byte[] file(PluginType type) throws Exception {
    return Files.readAllBytes(
        EXAMPLES.resolve(type.text()).resolve("target").resolve(type.text() + ".wasm"));
  }

  private static PluginPackage plugin(PluginType type) throws Exception {
    return PluginPackage.open(file(type), List.of(), true);
  }

  private static Recording recording(PluginPackage plugin) throws Exception {
    Path events = EXAMPLES.resolve(plugin.manifest().type().text()).resolve("events.jsonl");
    return Recording.read(Files.readString(events), plugin.manifest());
  }

  private static LocalHost start(PluginPackage plugin) throws Exception {
    Set<Capability> granted = EnumSet.noneOf(Capability.class);
    granted.addAll(plugin.manifest().required());
    granted.addAll(plugin.manifest().optional());
    Map<String, String> configuration = new TreeMap<>();
    for (ConfigurationProperty property : plugin.manifest().configuration()) {
      property.initial().ifPresent(value -> configuration.put(property.id(), value));
    }
    configuration.putAll(recording(plugin).configuration());
    return LocalHost.start(plugin, granted, configuration, QuietServices.environment());
  }

  /** One thing that is done again and again. */
  private interface Work {
    void run(int round) throws Exception;
  }

  /** How long each took, sorted. */
  private double[] nanos(Work work, long pauseNanos) throws Exception {
    int round = 0;
    for (long end = System.nanoTime() + warmUpNanos; System.nanoTime() - end < 0; ) {
      work.run(round++);
      if (pauseNanos > 0 && round % 10 == 0) {
        LockSupport.parkNanos(pauseNanos);
      }
    }
    double[] samples = new double[MOST_SAMPLES];
    int count = 0;
    for (long end = System.nanoTime() + measureNanos;
        System.nanoTime() - end < 0 && count < MOST_SAMPLES; ) {
      if (pauseNanos > 0) {
        LockSupport.parkNanos(pauseNanos);
      }
      long begun = System.nanoTime();
      work.run(round++);
      samples[count++] = System.nanoTime() - begun;
    }
    double[] sorted = Arrays.copyOf(samples, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private static double quantile(double[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * quantile))];
  }

  private void calls() throws Exception {
    report.section(
        "Calls of the reference plugins, one after another, with the way to their thread");
    for (PluginType type : PluginType.values()) {
      PluginPackage plugin = plugin(type);
      String call = CALLS.getOrDefault(type, "");
      // Every call in its order first: some want to be configured.
      List<RecordedCall> before = new ArrayList<>();
      byte[] question = null;
      for (RecordedCall one : recording(plugin).calls()) {
        if (!one.call().equals(RecordedCall.RELOAD) && one.error().isEmpty()) {
          before.add(one);
          question = one.call().equals(call) && question == null ? one.document() : question;
        }
      }
      if (question == null) {
        throw new BenchException(type.text() + ": no call " + call + " is recorded");
      }
      byte[] asked = question;
      try (LocalHost host = start(plugin)) {
        for (RecordedCall one : before) {
          byte[] _ = host.ask(one.call(), one.document());
        }
        double[] nanos =
            nanos(
                round -> {
                  byte[] _ = host.ask(call, asked);
                },
                0);
        double mean = Arrays.stream(nanos).average().orElseThrow();
        String what = type.text() + " " + call;
        String command = asked.length + " bytes asked";
        report.add(new Figure(what + ": calls a second", 1e9 / mean, "/s", null, HIGHER, command));
        report.add(
            new Figure(what + ": p99", quantile(nanos, 0.99) / 1_000, "us", null, LOWER, command));
      }
    }
  }

  private void verdicts() throws Exception {
    report.section("The verdict on a flow, a policy and a classifier asked");
    InetAddress from = InetAddress.ofLiteral("192.168.20.14");
    InetAddress to = InetAddress.ofLiteral("192.168.10.5");
    try (Plugins plugins =
        new Plugins(
            PackageStore.open(plan.folder().resolve("plugins")),
            new ChicoryEngine(),
            QuietServices.environment(),
            new Trust(List.of(), true),
            () -> {})) {
      plugins.start(Map.of());
      plugins.install(file(PluginType.NETWORK_POLICY), false);
      plugins.install(file(PluginType.QOS), false);
      FlowPlugins flows = new FlowPlugins(plugins, address -> true);
      Work decide =
          round -> {
            FlowDecision decision =
                flows.decide(
                    new FlowDescriptor(
                        "omni0", "", true, from, to, 6, 1_024 + round % 60_000, 4840, 0, 60));
            if (decision.access() != FlowDecision.Access.ALLOWED
                || decision.flowClass().isEmpty()) {
              throw new BenchException("broken measurement: " + decision);
            }
          };
      for (long pause : new long[] {0, TimeUnit.MILLISECONDS.toNanos(1)}) {
        double[] nanos = nanos(decide, pause);
        String what =
            "First-packet verdict, " + (pause == 0 ? "one after another" : "one a millisecond");
        for (double quantile : new double[] {0.5, 0.99}) {
          report.add(
              new Figure(
                  what + (quantile == 0.5 ? ": p50" : ": p99"),
                  quantile(nanos, quantile) / 1_000,
                  "us",
                  quantile == 0.5 ? WANTED_FIRST_MICROS : null,
                  LOWER,
                  "FlowPlugins.decide"));
        }
      }
    }
    report.note("a verdict that is known: ./dev bench qos");
  }

  private void loads() throws Exception {
    report.section("Getting to work");
    for (PluginType type : new PluginType[] {PluginType.QOS, PluginType.COMPLIANCE}) {
      byte[] file = file(type);
      double[] loads = new double[FEW];
      double[] reloads = new double[FEW];
      for (int i = 0; i < FEW; i++) {
        long begun = System.nanoTime();
        try (LocalHost host = start(PluginPackage.open(file, List.of(), true))) {
          loads[i] = System.nanoTime() - begun;
          begun = System.nanoTime();
          host.reload();
          reloads[i] = System.nanoTime() - begun;
        }
      }
      Arrays.sort(loads);
      Arrays.sort(reloads);
      String command = file.length + " bytes";
      report.add(
          new Figure(
              type.text() + ": opened, compiled, started, asked how it is",
              quantile(loads, 0.5) / 1e6,
              "ms",
              WANTED_LOAD_MILLIS,
              LOWER,
              command));
      report.add(
          new Figure(
              type.text() + ": reloaded",
              quantile(reloads, 0.5) / 1e6,
              "ms",
              WANTED_LOAD_MILLIS,
              LOWER,
              command));
      report.add(
          new Figure(
              type.text() + ": heap of one at work",
              heapOfOne(PluginPackage.open(file, List.of(), true)) / 1_024,
              "KiB",
              null,
              LOWER,
              FEW + " at a time"));
    }
  }

  private static double heapOfOne(PluginPackage plugin) throws Exception {
    List<LocalHost> hosts = new ArrayList<>();
    try {
      hosts.add(start(plugin));
      long before = heap();
      for (int i = 0; i < FEW; i++) {
        hosts.add(start(plugin));
      }
      return (heap() - before) / (double) FEW;
    } finally {
      hosts.forEach(LocalHost::close);
    }
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
