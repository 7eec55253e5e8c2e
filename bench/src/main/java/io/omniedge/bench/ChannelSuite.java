package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.HIGHER;
import static io.omniedge.bench.Figure.Better.LOWER;

import io.omniedge.pdm.baseline.Baseline;
import io.omniedge.pdm.baseline.Comparison;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.pdm.watch.MachineWatch;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * How many vibration channels a core watches without a gap: {@link MachineWatch} on one thread,
 * blocks as it wants them of a machine with a bearing, each with its report; against the same
 * figures in SciPy, in turn, after both found the same features. And what a channel holds.
 */
final class ChannelSuite {
  static final double RATE_HZ = 25_600;
  static final double RPM = 1_480;

  /** 150 turns, as the watch cuts them. */
  private static final int BLOCK_SAMPLES = (int) (150 * 60 / RPM * RATE_HZ);

  private static final double BLOCK_SECONDS = BLOCK_SAMPLES / RATE_HZ;
  private static final int BLOCKS = 4;
  private static final double WANTED_CHANNELS = 8;

  /** Of the parts of a day each gets its blocks, in eight days and a half. */
  private static final long HOURS_4_MILLIS = 4 * 3_600_000L;

  private static final int LEARNT_BLOCKS = 54;
  private static final int LEARNING_WATCHES = 201;

  /** They hold so little that it takes many of them to see it. */
  private static final int LEARNT_WATCHES = 1_001;

  /** Of the same sums in another order. */
  private static final double MOST_DIFFERENCE = 1e-9;

  /** SciPy pads blocks less for the band-pass, so their ends ring otherwise. */
  private static final double MOST_DIFFERENCE_OF_BAND = 5e-3;

  private static final String COMMAND =
      "processor time of the process, 25.6 kHz, blocks of 6.08 s one after another";

  private final Plan plan;
  private final Report report;
  private final List<double[]> blocks = new ArrayList<>();

  ChannelSuite(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
  }

  void run() throws BenchException {
    report.section("Vibration channels, each block with its report, on one thread");
    Random random = new Random(25_600);
    for (int i = 0; i < BLOCKS; i++) {
      blocks.add(block(random));
    }
    compare();
    hold();
  }

  /** A healthy machine: orders of the shaft, the mains and noise. */
  private static double[] block(Random random) {
    double[] samples = new double[BLOCK_SAMPLES];
    for (int i = 0; i < samples.length; i++) {
      double turns = RPM / 60 * i / RATE_HZ;
      samples[i] =
          0.1 * random.nextGaussian()
              + 0.05 * Math.sin(2 * Math.PI * turns)
              + 0.025 * Math.sin(4 * Math.PI * turns + 1)
              + 0.012 * Math.sin(6 * Math.PI * turns + 2)
              + 0.01 * Math.sin(2 * Math.PI * 100 * i / RATE_HZ);
    }
    return samples;
  }

  private Path written() throws BenchException {
    Path file = plan.folder().resolve("channel.f8");
    ByteBuffer bytes = ByteBuffer.allocate(BLOCKS * BLOCK_SAMPLES * Double.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (double[] samples : blocks) {
      for (double sample : samples) {
        bytes.putDouble(sample);
      }
    }
    try {
      return Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new BenchException("cannot write " + file, e);
    }
  }

  private void compare() throws BenchException {
    int count = plan.quick() ? 20 : 60;
    ChannelSide watch = new ChannelSides.Watch(blocks, plan.folder().resolve("watched"));
    List<ChannelSide> sides = new ArrayList<>(List.of(watch));
    if (Command.run(List.of("sh", "-c", "python3 -c 'import scipy' 2>&1 || true")).isBlank()) {
      ChannelSide sciPy = new ChannelSides.SciPy(written(), BLOCK_SAMPLES);
      agree(watch.features(), sciPy.features());
      sides.add(sciPy);
    } else {
      report.note("no SciPy here: apt-get install python3-scipy");
    }
    double _ = watch.secondsOfBlock(2 * count);
    Turns<Double> turns = Turns.take(plan.rounds(), sides, side -> side.secondsOfBlock(count));
    for (int i = 0; i < sides.size(); i++) {
      double seconds = turns.median(i, Double::doubleValue);
      String who = sides.get(i).name();
      Double wanted = i == 0 ? WANTED_CHANNELS : null;
      report.add(
          new Figure(
              "Channels in real time on one core, " + who,
              BLOCK_SECONDS / seconds,
              "",
              wanted,
              HIGHER,
              COMMAND));
      report.add(
          new Figure(
              "Processor per second of a channel, " + who,
              seconds / BLOCK_SECONDS * 1_000,
              "ms",
              null,
              LOWER,
              COMMAND));
    }
    if (sides.size() > 1) {
      report.add(
          new Figure(
              "Processor time of SciPy to that of the watch",
              turns.ratio(1, Double::doubleValue),
              "ratio",
              null,
              HIGHER,
              COMMAND));
      double[] range = turns.ratioRange(1, Double::doubleValue);
      report.note(String.format(Locale.ROOT, "rounds from %.2f to %.2f", range[0], range[1]));
    }
  }

  /** That both found the same of the same block. */
  private void agree(Map<String, Double> ours, Map<String, Double> theirs) throws BenchException {
    double most = 0;
    int compared = 0;
    for (Map.Entry<String, Double> each : ours.entrySet()) {
      Double other = theirs.get(each.getKey());
      if (other == null) {
        continue;
      }
      double difference = Math.abs(other / each.getValue() - 1);
      boolean isBand = each.getKey().startsWith("bearingBand");
      if (!(difference <= (isBand ? MOST_DIFFERENCE_OF_BAND : MOST_DIFFERENCE))) {
        throw new BenchException(
            "broken measurement: " + each + " in the watch, " + other + " in SciPy");
      }
      most = isBand ? most : Math.max(most, difference);
      compared++;
    }
    if (compared < 12) {
      throw new BenchException("broken measurement: " + compared + " features in common");
    }
    report.note(
        compared + " features are the same, the largest difference of their sums is " + most);
  }

  /** What one more channel keeps in memory between its blocks. */
  private void hold() throws BenchException {
    Path fresh = plan.folder().resolve("fresh");
    // The one block it gets makes all the room that learning takes.
    held(
        "Held by a channel that learns its first operating state",
        LEARNING_WATCHES,
        () -> {
          MachineWatch watch = ChannelSides.Watch.open(fresh, Baseline.Settings.DEFAULT);
          HealthReport _ = ChannelSides.Watch.report(watch, blocks.getFirst(), 0);
          return watch;
        });
    Path learnt = plan.folder().resolve("learnt");
    learn(learnt);
    held(
        "Held by a channel that has learnt its only one",
        LEARNT_WATCHES,
        () -> ChannelSides.Watch.open(learnt, Baseline.Settings.DEFAULT));
  }

  private void learn(Path folder) throws BenchException {
    MachineWatch teacher = ChannelSides.Watch.open(folder, Baseline.Settings.DEFAULT);
    boolean isLearnt = false;
    for (int i = 0; i < LEARNT_BLOCKS; i++) {
      double[] samples = blocks.get(i % BLOCKS);
      HealthReport last = ChannelSides.Watch.report(teacher, samples, i * HOURS_4_MILLIS);
      isLearnt =
          last.findings().orElseThrow().features().stream()
              .allMatch(row -> row.comparison() instanceof Comparison.Compared);
    }
    if (!isLearnt) {
      throw new BenchException("broken measurement: not learnt after " + LEARNT_BLOCKS);
    }
    try {
      teacher.save(folder, "drive-end");
    } catch (IOException | ProtocolException e) {
      throw new BenchException("cannot save a watch", e);
    }
  }

  /** Makes a watch. */
  @FunctionalInterface
  private interface Maker {
    MachineWatch make() throws BenchException;
  }

  private void held(String name, int count, Maker maker) throws BenchException {
    MachineWatch[] watches = new MachineWatch[count];
    watches[0] = maker.make(); // what only the first one needs: tables, classes
    long before = heap();
    for (int i = 1; i < count; i++) {
      watches[i] = maker.make();
    }
    double bytes = (double) (heap() - before) / (count - 1);
    if (bytes <= 0 || watches[0].equals(watches[count - 1])) {
      throw new BenchException("broken measurement: a channel holds " + bytes + " bytes");
    }
    report.add(
        new Figure(
            name,
            bytes / 1_000,
            "KB",
            null,
            LOWER,
            "used heap after System.gc(), with and without " + (count - 1)));
  }

  private static long heap() {
    // Once is not enough for what is held softly or by cleaners.
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
