package io.omniedge.pdm.watch;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.pdm.buffer.SampleBuffers;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.pdm.report.Origin;
import io.omniedge.pdm.store.StoreClock;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the machines of a gateway. {@link #step} belongs to one thread, which works up to seconds
 * for a block, longer if a plugin is asked. The other methods are for any; those that change
 * something may wait for that, those that tell something never do.
 */
public final class Watches {
  private static final String LEARNT = "watch";
  private static final String LEARNT_IN_REPLAY = "watch-replay";
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
    deleteLeftovers(folder.resolve(LEARNT));
    deleteLeftovers(folder.resolve(LEARNT_IN_REPLAY));
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

  /** Of a process that was killed while it saved; nobody saves now. */
  private static void deleteLeftovers(Path of) {
    try {
      if (Files.isDirectory(of)) {
        PrivateFile.deleteLeftovers(of);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "what a killed process left cannot be deleted: {0}", e);
    }
  }

  private WatchedMachine open(WatchSettings.Machine machine, WatchSettings settings)
      throws IOException, ProtocolException {
    Optional<WatchSettings.Replay> replay =
        settings.replay().filter(with -> machine.hasSource(with.recording()));
    // What a recording teaches is not what the machine is like.
    Path memory = folder.resolve(replay.isPresent() ? LEARNT_IN_REPLAY : LEARNT);
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

  /**
   * Somebody has seen this alarm of that name, elsewhere and perhaps a while ago.
   *
   * @return whether it still is this one
   */
  public boolean acknowledge(String point, String alarm, long occurrence, String by)
      throws ProtocolException {
    boolean[] isThis = {false};
    does(
        point,
        (watch, name, at) -> {
          isThis[0] = watch.occurrence(name, alarm) == occurrence;
          if (isThis[0]) {
            watch.acknowledge(name, alarm, by, at);
          }
        });
    return isThis[0];
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
