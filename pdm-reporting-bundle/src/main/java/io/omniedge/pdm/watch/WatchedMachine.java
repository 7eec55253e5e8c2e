package io.omniedge.pdm.watch;

import io.omniedge.pdm.alarm.Alarm;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.MeasuringPoint;
import io.omniedge.pdm.report.AlarmLine;
import io.omniedge.pdm.report.Findings;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A machine, its watch, and where its blocks come from. {@link #step}, {@link #does} and {@link
 * #close} are for any thread, one at a time, and wait for a block that is being judged; what is
 * told of the machine is what the last of them left, and nobody waits for it.
 */
final class WatchedMachine {
  private static final Logger LOG = System.getLogger(WatchedMachine.class.getName());

  private final MachineDefinition machine;
  private final MachineWatch watch;
  private final BlockSource source;
  private final Path folder;
  private final long startMillis;
  private final int speed;
  private final Map<String, HealthReport> last = new HashMap<>();
  private final Map<String, String> refused = new HashMap<>();
  private String unsaved = "";
  private boolean isClosed;
  private volatile View view;

  /** What people are told, as it was after the last block. */
  private record View(String status, String alarms, List<String> problems) {}

  /**
   * Watches from now on.
   *
   * @param folder of what the watch has learnt
   * @param startMillis now
   * @param speed of the plant's time: other than 1 for a recording only
   */
  WatchedMachine(
      MachineDefinition machine,
      MachineWatch watch,
      BlockSource source,
      Path folder,
      long startMillis,
      int speed) {
    this.machine = machine;
    this.watch = watch;
    this.source = source;
    this.folder = folder;
    this.startMillis = startMillis;
    this.speed = speed;
    view = seen();
  }

  /** The plant's clock. */
  private long plantMillis(long nowMillis) {
    return startMillis + (nowMillis - startMillis) * speed;
  }

  /**
   * Takes a block if one is there.
   *
   * @param out gets the report if one is due, after the watch was saved
   * @return whether one was there
   */
  synchronized boolean step(long nowMillis, Consumer<HealthReport> out) {
    Optional<Block> block = isClosed ? Optional.empty() : source.next(plantMillis(nowMillis));
    if (block.isEmpty()) {
      return false;
    }
    try {
      take(block.get(), out);
    } finally {
      view = seen();
    }
    return true;
  }

  private void take(Block block, Consumer<HealthReport> out) {
    String point = block.point();
    try {
      Optional<HealthReport> report = watch.take(block);
      refused.remove(point);
      if (report.isPresent()) {
        last.put(point, report.get());
        uninterrupted(
            () -> {
              save(point);
              out.accept(report.get());
            });
      }
    } catch (ProtocolException e) {
      refused.put(point, String.valueOf(e.getMessage()));
    }
  }

  /** An interrupt closes the files that it meets: it has to wait until they are written. */
  private static void uninterrupted(Runnable work) {
    boolean isInterrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A report is not held back for a disk that is full: an alarm is worth more than its number. */
  private void save(String point) {
    try {
      watch.save(folder, point);
      unsaved = "";
    } catch (IOException | ProtocolException e) {
      if (unsaved.isEmpty()) {
        LOG.log(Level.WARNING, "what is known of " + machine.asset() + " cannot be saved: " + e);
      }
      unsaved = "what is known of it cannot be saved: " + e;
    }
  }

  /** Something that somebody does at a point. */
  @FunctionalInterface
  interface Deed {
    void at(MachineWatch watch, String point, long plantMillis) throws ProtocolException;
  }

  /**
   * Does it, and saves it.
   *
   * @param name of machine and point, as pump-7/drive-end
   * @return whether this machine has such a point
   */
  synchronized boolean does(String name, long nowMillis, Deed deed) throws ProtocolException {
    if (isClosed) {
      return false; // another one watches it by now
    }
    for (MeasuringPoint point : machine.points()) {
      if (name(point).equals(name)) {
        deed.at(watch, point.name(), plantMillis(nowMillis));
        save(point.name());
        view = seen();
        return true;
      }
    }
    return false;
  }

  /** Takes no more blocks; what was learnt is saved. */
  synchronized void close() {
    isClosed = true;
    machine.points().forEach(point -> save(point.name()));
  }

  private String name(MeasuringPoint point) {
    return machine.asset() + "/" + point.name();
  }

  /** What somebody should see to. */
  List<String> problems(long nowMillis) {
    List<String> problems = new ArrayList<>(view.problems);
    if (source instanceof BufferSource buffers) {
      buffers
          .lacks(nowMillis)
          .forEach((point, why) -> problems.add(machine.asset() + "/" + point + ": " + why));
    }
    return problems;
  }

  private View seen() {
    List<String> problems = new ArrayList<>();
    if (!unsaved.isEmpty()) {
      problems.add(machine.asset() + ": " + unsaved);
    }
    for (MeasuringPoint point : machine.points()) {
      String why = refused.get(point.name());
      if (why != null) {
        problems.add(name(point) + ": " + why);
      }
      for (AlarmLine line : lines(point)) {
        if (line.name().equals("sensor") && isOn(line) && line.shelvedUntilMillis().isEmpty()) {
          problems.add(name(point) + ": its sensor is faulty");
        }
      }
    }
    return new View(statusNow(), alarmsNow(), List.copyOf(problems));
  }

  private List<AlarmLine> lines(MeasuringPoint point) {
    try {
      return watch.lines(point.name());
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isOn(AlarmLine line) {
    return line.state() == Alarm.State.UNACKNOWLEDGED || line.state() == Alarm.State.ACKNOWLEDGED;
  }

  /** A line for each point. */
  String status() {
    return view.status;
  }

  /** A line for each point with all of its alarms. */
  String alarms() {
    return view.alarms;
  }

  private String statusNow() {
    StringBuilder lines = new StringBuilder();
    for (MeasuringPoint point : machine.points()) {
      HealthReport report = last.get(point.name());
      lines.append("watch: ").append(name(point));
      if (report == null) {
        lines.append(" no report yet");
      } else {
        lines.append(' ').append(report.level());
        report
            .findings()
            .flatMap(Findings::severity)
            .ifPresent(severity -> lines.append(", zone ").append(severity.zone()));
        lines
            .append(", report ")
            .append(report.sequence())
            .append(" of ")
            .append(Instant.ofEpochMilli(report.atMillis()));
      }
      String alarms = alarms(point, false);
      lines.append(alarms.isEmpty() ? ", no alarms" : ", alarms:" + alarms).append('\n');
    }
    return lines.toString();
  }

  private String alarmsNow() {
    StringBuilder lines = new StringBuilder();
    for (MeasuringPoint point : machine.points()) {
      lines.append(name(point)).append(':').append(alarms(point, true)).append('\n');
    }
    return lines.toString();
  }

  private String alarms(MeasuringPoint point, boolean isAll) {
    StringBuilder told = new StringBuilder();
    for (AlarmLine line : lines(point)) {
      if (isAll || line.state() != Alarm.State.NORMAL) {
        told.append(told.length() == 0 ? " " : ", ").append(line.name()).append(' ');
        told.append(line.level()).append(' ').append(line.state());
        line.shelvedUntilMillis()
            .ifPresent(until -> told.append(" shelved until ").append(Instant.ofEpochMilli(until)));
      }
    }
    return told.toString();
  }
}
