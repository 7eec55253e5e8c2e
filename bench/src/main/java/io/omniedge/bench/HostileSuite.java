package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.HIGHER;
import static io.omniedge.bench.Figure.Better.LOWER;

import io.omniedge.testkit.wasm.HostilePlugin;
import io.omniedge.testkit.wasm.HostilePlugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Traffic through a gateway beside all hostile plugins at once, and without them, in turn.
 *
 * <p>Samples come ten times a second all the time. Those that are refused were tried just before,
 * those that get to work are asked all the time: statistics and a health report each second, the
 * samples, the class of each new flow. As they fail they are kept from being asked for a while. So
 * there is a third turn: each second one of them comes again as a newer version, which is asked at
 * once, and one of those that are refused is tried again.
 */
final class HostileSuite {
  private static final double WANTED_THROUGHPUT = 0.95;
  private static final double WANTED_P99 = 1.2;

  /** Below 10 ms ping does not sleep and has a processor for itself, which is not the question. */
  private static final double INTERVAL_SECONDS = 0.01;

  private static final int WARM_UP = 6000;
  private static final long SETTLE_MILLIS = 3000;
  private static final long ANSWER_NANOS = 30_000_000_000L;
  private static final long PACE_NANOS = 1_000_000_000L;
  private static final String AT_WORK = "works\"";
  private static final long LOOK_NANOS = 10_000_000L;

  /** What all machines of a plant send: ten values ten times a second. */
  private static final String SAMPLES =
      "while :; do for i in 1 2 3 4 5 6 7 8 9 10; do"
          + " echo \"vib x=$i\" >/dev/udp/127.0.0.1/8089; done; sleep 0.1; done";

  private static final Map<String, String> FORMS =
      Map.of(
          "io.omniedge.plugin.Plugins",
          "allowUnsigned = true\nstatisticsSeconds = 1\n",
          "io.omniedge.pdm.Intake",
          "enabled = true\n",
          "io.omniedge.pdm.Monitor",
          "enabled = true\nactuators = pump-1 vib/x\nrateHz = 20\nreportSeconds = 1\n",
          "io.omniedge.pdm.Triage",
          "triggers = high threshold vib/* above=5 action=clip before=1 after=0\n");

  private final Plan plan;
  private final Report report;
  private final int pings;
  private final AtomicInteger version = new AtomicInteger();

  HostileSuite(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
    this.pings = plan.quick() ? 250 : 2000;
  }

  private enum Turn {
    ALONE("without plugins"),
    BESIDE("beside all hostile plugins"),
    REPLACED("and one installed each second");

    private final String text;

    Turn(String text) {
      this.text = text;
    }
  }

  private static final List<Turn> TURNS = List.of(Turn.values());

  private record Sample(double megabits, double p50, double p99) {}

  void run() throws BenchException {
    report.section("Traffic beside all hostile plugins at once");
    Implementation bundles = Implementation.bundlesOf(plan.sides().getFirst().implementation());
    try (Link link = Link.tunnel("x", bundles, plan.folder())) {
      Gateway gateway = link.gateways().getFirst();
      prepare(gateway);
      Process samples =
          Command.start(
              Command.inNamespace(gateway.namespace(), List.of("bash", "-c", SAMPLES)),
              Map.of(),
              plan.folder().resolve("samples.log"));
      try {
        Iperf.tcp(link, false, 1, false, 3 * plan.seconds());
        Ping.run(link, plan.quick() ? pings : WARM_UP, INTERVAL_SECONDS / 4);
        measure(gateway, link);
      } finally {
        Command.stop(samples);
      }
    }
  }

  private void measure(Gateway gateway, Link link) throws BenchException {
    Turns<Sample> turns =
        Turns.take(
            plan.rounds(),
            TURNS,
            turn ->
                turn == Turn.ALONE ? measure(link) : beside(gateway, link, turn == Turn.REPLACED));
    String tcp = "iperf3 -P 1, in turn";
    String ping = "ping -i " + INTERVAL_SECONDS + " -c " + pings + ", in turn";
    for (int i = 0; i < TURNS.size(); i++) {
      Turn turn = TURNS.get(i);
      add("TCP, " + turn.text, turns.median(i, Sample::megabits), "Mbit/s", tcp);
      add("Round trip, " + turn.text + ": p50", turns.median(i, Sample::p50), "us", ping);
      add("Round trip, " + turn.text + ": p99", turns.median(i, Sample::p99), "us", ping);
    }
    for (int i = 1; i < TURNS.size(); i++) {
      Turn turn = TURNS.get(i);
      boolean isWanted = turn == Turn.BESIDE;
      report.add(
          new Figure(
              "TCP, " + turn.text + " / without",
              turns.ratio(i, Sample::megabits),
              "ratio",
              isWanted ? WANTED_THROUGHPUT : null,
              HIGHER,
              tcp));
      report.add(
          new Figure(
              "Round trip p99, " + turn.text + " / without",
              turns.ratio(i, Sample::p99),
              "ratio",
              isWanted ? WANTED_P99 : null,
              LOWER,
              ping));
    }
  }

  private void add(String name, double value, String unit, String command) {
    report.add(new Figure(name, value, unit, null, unit.equals("us") ? LOWER : HIGHER, command));
  }

  private Sample measure(Link link) throws BenchException {
    double megabits = Iperf.tcp(link, false, 1, false, 4 * plan.seconds()).megabitsPerSecond();
    Ping round = Ping.run(link, pings, INTERVAL_SECONDS);
    return new Sample(megabits, round.quantile(0.5), round.quantile(0.99));
  }

  private void prepare(Gateway gateway) throws BenchException {
    try {
      for (Map.Entry<String, String> form : FORMS.entrySet()) {
        Path deploy = gateway.data().resolve("deploy");
        Files.writeString(deploy.resolve(form.getKey() + ".cfg"), form.getValue());
      }
    } catch (IOException e) {
      throw new BenchException("configuring " + gateway.data(), e);
    }
    HostilePlugin first = HostilePlugins.all().getFirst();
    long begun = System.nanoTime();
    while (!answer(gateway, first.id() + ".wasm", first.version(version.getAndIncrement()))
        .contains(AT_WORK)) {
      if (System.nanoTime() - begun > ANSWER_NANOS) {
        throw new BenchException("the gateway takes no plugin: " + gateway.log());
      }
    }
    String _ = answer(gateway, first.id() + ".remove", new byte[0]);
  }

  private Sample beside(Gateway gateway, Link link, boolean isReplacing) throws BenchException {
    List<HostilePlugin> all = HostilePlugins.all();
    for (HostilePlugin one : all) {
      put(gateway, one);
    }
    FutureTask<Integer> provoking = new FutureTask<>(() -> provoke(gateway, all));
    Thread provoker = new Thread(provoking, "provoker");
    try {
      if (isReplacing) {
        provoker.start();
      }
      // Until what was just installed is compiled; meanwhile they do already what they do.
      Command.pause(SETTLE_MILLIS);
      return measure(link);
    } finally {
      if (isReplacing) {
        provoker.interrupt();
        report.note("installed or refused meanwhile: " + result(provoking));
      }
      for (HostilePlugin one : all) {
        if (one.end() == HostilePlugin.End.AT_WORK) {
          answer(gateway, one.id() + ".remove", new byte[0]);
        }
      }
    }
  }

  private static int result(FutureTask<Integer> task) throws BenchException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new BenchException("provoking the plugins", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  /** Until it is interrupted; how many it has put there. */
  private int provoke(Gateway gateway, List<HostilePlugin> all) throws BenchException {
    int count = 0;
    for (int i = 0; ; i++) {
      for (HostilePlugin.End end : HostilePlugin.End.values()) {
        LockSupport.parkNanos(PACE_NANOS / 2);
        if (Thread.interrupted()) {
          return count;
        }
        List<HostilePlugin> those = all.stream().filter(one -> one.end() == end).toList();
        put(gateway, those.get(i % those.size()));
        count++;
      }
    }
  }

  private void put(Gateway gateway, HostilePlugin one) throws BenchException {
    String answer = answer(gateway, one.id() + ".wasm", one.version(version.getAndIncrement()));
    boolean isAtWork = answer.contains(AT_WORK);
    if (isAtWork != (one.end() == HostilePlugin.End.AT_WORK)) {
      throw new BenchException("broken measurement: " + one + ": " + answer);
    }
  }

  /**
   * Leaves a file for the gateway and waits for what it says of it; not disturbed by interrupts.
   */
  private static String answer(Gateway gateway, String name, byte[] content) throws BenchException {
    Path inbox = gateway.data().resolve("plugins").resolve("inbox");
    Path result = inbox.resolve(name + ".result");
    boolean isInterrupted = false;
    try {
      Files.deleteIfExists(result);
      Path part = Files.write(inbox.resolve(name + ".part"), content);
      Files.move(part, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      long begun = System.nanoTime();
      while (!Files.exists(result)) {
        if (System.nanoTime() - begun > ANSWER_NANOS) {
          throw new BenchException("no answer to " + name + ": " + gateway.log());
        }
        isInterrupted |= Thread.interrupted();
        LockSupport.parkNanos(LOOK_NANOS);
      }
      return Files.readString(result);
    } catch (IOException e) {
      throw new BenchException("asking by " + inbox, e);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
