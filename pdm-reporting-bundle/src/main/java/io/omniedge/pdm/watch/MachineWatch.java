package io.omniedge.pdm.watch;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.pdm.alarm.Alarm;
import io.omniedge.pdm.alarm.AlarmEvent;
import io.omniedge.pdm.baseline.Baseline;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.MeasuringPoint;
import io.omniedge.pdm.machine.PluginMode;
import io.omniedge.pdm.machine.Schedule;
import io.omniedge.pdm.report.AlarmLine;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.pdm.report.Origin;
import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Watches a machine: each block of samples goes through quality gates, features, severity,
 * diagnosis, baseline, detectors, alarms and prognosis, and comes out as a report when one is due:
 * by the definition's schedule, with spectra once a day, and at once when an alarm changed. One
 * thread.
 *
 * <p>What it learns is in memory until {@link #save}; whoever sends a report saves before, so that
 * no sequence is given twice.
 */
public final class MachineWatch {
  /** Sixteen operating states that are all still learnt are 4 MB. */
  private static final int MAX_STATE_BYTES = 16 << 20;

  static final int LEAST_SAMPLES = 1_024;

  private final MachineDefinition machine;
  private final Map<String, PointWatch> points = new LinkedHashMap<>();

  /**
   * How it learns and alarms, and what its reports say of that.
   *
   * @param origin of the reports
   * @param plugins asked if the definition says so
   */
  public record Settings(
      Baseline.Settings baseline, Alarm.Settings alarm, Origin origin, PluginChain plugins) {
    private static final long MOST_SHELVED_MILLIS = 7 * 86_400_000L;

    /**
     * An alarm comes with the third block that says so, at the faster schedule, and goes after six
     * that do not.
     */
    public static Settings of(Schedule schedule) {
      long millis = schedule.alarmSeconds() * 1_000L;
      return new Settings(
          Baseline.Settings.DEFAULT,
          new Alarm.Settings(
              2 * millis - millis / 2, 6 * millis - millis / 2, false, MOST_SHELVED_MILLIS),
          Origin.UNKNOWN,
          new PluginChain());
    }

    /** The same with these. */
    public Settings with(Origin newOrigin, PluginChain newPlugins) {
      return new Settings(baseline, alarm, newOrigin, newPlugins);
    }

    /** The same with another way to learn. */
    public Settings learning(Baseline.Settings newBaseline) {
      return new Settings(newBaseline, alarm, origin, plugins);
    }
  }

  private MachineWatch(MachineDefinition machine) {
    this.machine = machine;
  }

  /**
   * Goes on from what was saved in a folder, or starts.
   *
   * @param refused hears why what was saved of a point is not taken; that point starts anew
   * @throws IOException if a file is there and cannot be read: starting anew would overwrite it
   */
  public static MachineWatch open(
      MachineDefinition machine, Settings settings, Path folder, Consumer<String> refused)
      throws IOException {
    MachineWatch watch = new MachineWatch(machine);
    for (MeasuringPoint point : machine.points()) {
      PointMemory memory =
          SavedState.orFresh(
              read(watch.file(folder, point), refused),
              state -> PointMemory.restored(settings.baseline, settings.alarm, state),
              () -> new PointMemory(settings.baseline, settings.alarm),
              refused);
      watch.points.put(
          point.name(), new PointWatch(machine, point, memory, settings.origin, settings.plugins));
    }
    return watch;
  }

  private static Optional<JsonObject> read(Path file, Consumer<String> refused) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonReader.readObject(Files.readAllBytes(file), MAX_STATE_BYTES));
    } catch (ProtocolException e) {
      refused.accept(file.getFileName() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Takes a block; a report if one is due.
   *
   * @throws ProtocolException if it is none of this machine, or no block: with place, value, reason
   */
  public Optional<HealthReport> take(Block block) throws ProtocolException {
    PointWatch point = point(block.point());
    double[] samples = block.samples();
    if (samples.length < LEAST_SAMPLES) {
      throw new ProtocolException(
          block.point(), samples.length + " samples", "at least " + LEAST_SAMPLES + " are needed");
    }
    for (int i = 0; i < samples.length; i++) {
      if (!Double.isFinite(samples[i])) {
        throw new ProtocolException(
            block.point() + "[" + i + "]", Double.toString(samples[i]), "it is no finite number");
      }
    }
    return point.take(block);
  }

  /**
   * How long until the next block of a point is wanted: less while there is an alarm, or a first
   * sign of one.
   */
  public int secondsToNext(String point) throws ProtocolException {
    return point(point).secondsToNext();
  }

  /** After maintenance: what comes next at this point is ordinary. */
  public void relearn(String point) throws ProtocolException {
    point(point).relearn();
  }

  /**
   * Somebody has seen an alarm.
   *
   * @param alarm its name, as in the report
   * @param by who
   */
  public void acknowledge(String point, String alarm, String by, long atMillis)
      throws ProtocolException {
    List<AlarmEvent> unused = alarms(point).named(alarm).acknowledge(by, atMillis);
  }

  /** Which alarm of this name it is; 0 before the first. */
  public long occurrence(String point, String alarm) throws ProtocolException {
    return alarms(point).named(alarm).occurrence();
  }

  /**
   * Calls nobody because of an alarm for some time; shelving again replaces the time.
   *
   * @param forMillis up to a week
   * @param by who
   * @param reason why
   */
  public void shelve(
      String point, String alarm, long forMillis, String by, String reason, long atMillis)
      throws ProtocolException {
    try {
      List<AlarmEvent> unused = alarms(point).named(alarm).shelve(forMillis, by, reason, atMillis);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(alarm, "", String.valueOf(e.getMessage()));
    }
  }

  /** Ends a shelf before its time. */
  public void unshelve(String point, String alarm, String by, long atMillis)
      throws ProtocolException {
    List<AlarmEvent> unused = alarms(point).named(alarm).unshelve(by, atMillis);
  }

  /** The alarms of a point as they are now. */
  public List<AlarmLine> lines(String point) throws ProtocolException {
    return alarms(point).lines(machine.plugin() != PluginMode.NONE);
  }

  private PointAlarms alarms(String point) throws ProtocolException {
    return point(point).memory().alarms;
  }

  /** Saves what was learnt at a point; on disk when this returns, and whole at any power cut. */
  public void save(Path folder, String point) throws IOException, ProtocolException {
    PrivateFile.makeDirectory(folder);
    PointWatch watch = point(point);
    PrivateFile.replace(file(folder, watch.point()), watch.memory().state().toBytes());
  }

  /** Of asset and point, which are free text; the same for the same. */
  private Path file(Path folder, MeasuringPoint point) {
    String both = machine.asset() + "\n" + point.name();
    UUID name = UUID.nameUUIDFromBytes(both.getBytes(StandardCharsets.UTF_8));
    return folder.resolve("watch-" + name + ".json");
  }

  private PointWatch point(String name) throws ProtocolException {
    PointWatch point = points.get(name);
    if (point == null) {
      throw new ProtocolException("point", name, machine.asset() + " has no such point");
    }
    return point;
  }
}
