package io.omniedge.pdm.watch;

import io.omniedge.pdm.buffer.SampleBuffers;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.pdm.report.Origin;
import io.omniedge.pdm.store.StoreClock;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the machines of a gateway. {@link #step} belongs to one thread, which works up to seconds
 * for a block; the other methods are for any, and may wait for that.
 */
public final class Watches {
  private static final Logger LOG = System.getLogger(Watches.class.getName());

  private final Path folder;
  private final StoreClock clock;
  private final PluginChain plugins;
  private final Consumer<HealthReport> out;
  private final LongAdder reports = new LongAdder();
  private volatile List<WatchedMachine> machines = List.of();
  private volatile List<String> problems = List.of();
  private volatile @Nullable SampleBuffers buffers;

  /**
   * Watches nothing yet.
   *
   * @param folder of this bundle's data
   * @param plugins asked where a definition says so
   * @param out takes the reports
   */
  public Watches(Path folder, StoreClock clock, PluginChain plugins, Consumer<HealthReport> out) {
    this.folder = folder;
    this.clock = clock;
    this.plugins = plugins;
    this.out = out;
  }

  /** From now on out of these; null while there are none. */
  public void outOf(@Nullable SampleBuffers samples) {
    buffers = samples;
  }

  /** Other machines; what was learnt of a machine before counts on. */
  public synchronized void configure(WatchSettings settings) {
    close();
    List<WatchedMachine> opened = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (WatchSettings.Machine machine : settings.machines()) {
      try {
        opened.add(open(machine, settings));
      } catch (IOException | ProtocolException e) {
        found.add(machine.definition().asset() + " is not watched: " + e.getMessage());
      }
    }
    machines = List.copyOf(opened);
    problems = List.copyOf(found);
  }

  private WatchedMachine open(WatchSettings.Machine machine, WatchSettings settings)
      throws IOException, ProtocolException {
    Optional<WatchSettings.Replay> replay =
        settings.replay().filter(with -> machine.hasSource(with.recording()));
    // What a recording teaches is not what the machine is like.
    Path memory = folder.resolve(replay.isPresent() ? "watch-replay" : "watch");
    MachineWatch watch =
        MachineWatch.open(
            machine.definition(),
            MachineWatch.Settings.of(machine.definition().schedule())
                .with(new Origin(machine.sha256(), replay.isPresent()), plugins),
            memory,
            refused ->
                LOG.log(
                    Level.WARNING,
                    "{0} is learnt anew: {1}",
                    machine.definition().asset(),
                    refused));
    double seconds = settings.blockSeconds(machine.definition());
    long startMillis = clock.now().wallMillis();
    if (replay.isPresent()) {
      double most = replay.get().recording().seconds();
      ReplaySource played =
          new ReplaySource(
              machine.definition(),
              replay.get().recording(),
              new ReplaySource.Settings(
                  settings.blockSeconds() > 0 ? seconds : Math.min(seconds, most),
                  startMillis,
                  true,
                  true));
      return new WatchedMachine(
          machine.definition(), watch, played, memory, startMillis, replay.get().speed());
    }
    BufferSource source =
        new BufferSource(
            machine.definition(),
            seconds,
            () -> buffers,
            point -> secondsToNext(watch, point),
            () -> clock.now().clock());
    return new WatchedMachine(machine.definition(), watch, source, memory, startMillis, 1);
  }

  private static int secondsToNext(MachineWatch watch, String point) {
    try {
      return watch.secondsToNext(point);
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Takes a block of each machine that has one.
   *
   * @return whether there was one
   */
  public boolean step() {
    boolean isTaken = false;
    for (WatchedMachine machine : machines) {
      isTaken |=
          machine.step(
              clock.now().wallMillis(),
              report -> {
                reports.increment();
                out.accept(report);
              });
    }
    return isTaken;
  }

  /**
   * Somebody has seen an alarm.
   *
   * @param point with its machine, as pump-7/drive-end
   * @param alarm its name, as in the report
   * @param by who
   */
  public void acknowledge(String point, String alarm, String by) throws ProtocolException {
    does(point, (watch, name, at) -> watch.acknowledge(name, alarm, by, at));
  }

  /** Calls nobody because of an alarm for some time, up to a week. */
  public void shelve(String point, String alarm, long forMillis, String by, String reason)
      throws ProtocolException {
    does(point, (watch, name, at) -> watch.shelve(name, alarm, forMillis, by, reason, at));
  }

  /** Ends a shelf before its time. */
  public void unshelve(String point, String alarm, String by) throws ProtocolException {
    does(point, (watch, name, at) -> watch.unshelve(name, alarm, by, at));
  }

  /** After maintenance: what comes next at this point is ordinary. */
  public void relearn(String point) throws ProtocolException {
    does(point, (watch, name, at) -> watch.relearn(name));
  }

  private void does(String point, WatchedMachine.Deed deed) throws ProtocolException {
    for (WatchedMachine machine : machines) {
      if (machine.does(point, clock.now().wallMillis(), deed)) {
        return;
      }
    }
    throw new ProtocolException("point", point, "there is none of this name");
  }

  /** Takes no more blocks; what was learnt is saved. */
  public synchronized void close() {
    machines.forEach(WatchedMachine::close);
    machines = List.of();
  }

  /** What somebody should see to, a sentence each; alarms of machines are no problems of ours. */
  public List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    machines.forEach(machine -> all.addAll(machine.problems(clock.now().wallMillis())));
    return all;
  }

  /** Lines for people. */
  public String status() {
    StringBuilder lines = new StringBuilder();
    machines.forEach(machine -> lines.append(machine.status()));
    return "watch: " + machines.size() + " machines, " + reports.sum() + " reports\n" + lines;
  }

  /** All alarms, a line for each point. */
  public String alarms() {
    StringBuilder lines = new StringBuilder();
    machines.forEach(machine -> lines.append(machine.alarms()));
    return lines.length() == 0 ? "no machine is watched\n" : lines.toString();
  }
}
