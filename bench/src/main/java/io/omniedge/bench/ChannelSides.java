package io.omniedge.bench;

import com.sun.management.OperatingSystemMXBean;
import io.omniedge.pdm.baseline.Baseline;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.report.Acquisition;
import io.omniedge.pdm.report.FeatureRow;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.pdm.store.ClockQuality;
import io.omniedge.pdm.watch.Block;
import io.omniedge.pdm.watch.MachineWatch;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sides of {@link ChannelSuite}. */
final class ChannelSides {
  private ChannelSides() {}

  /** The watch with all that it does, from a block to the bytes of its report. */
  static final class Watch implements ChannelSide {
    static final String DEFINITION =
        """
        asset: pump-7
        group: iso-20816-3-group-2
        support: rigid
        nominalRpm: 1480
        speedSource: tacho
        schedule: {normalSeconds: 300, alarmSeconds: 300}
        points:
          - name: drive-end
            source: DE
            axis: radial-horizontal
            mounting: stud
            bearing: SKF 6205-2RS JEM
        """;

    /** So long that a report is due with each block. */
    private static final long STEP_MILLIS = 300_000;

    private static final int LEARNING = 12;
    private static final long BEGIN_MILLIS = 1_700_000_000_000L;

    private final OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final List<double[]> blocks;
    private final MachineWatch watch;
    private int taken;

    Watch(List<double[]> blocks, Path folder) throws BenchException {
      this.blocks = blocks;
      watch = open(folder, new Baseline.Settings(LEARNING, 0, 0.02, 16, 64));
    }

    /** A machine with one point; goes on from what is in the folder. */
    static MachineWatch open(Path folder, Baseline.Settings learning) throws BenchException {
      try {
        MachineDefinition machine = MachineDefinition.read(DEFINITION);
        return MachineWatch.open(
            machine,
            MachineWatch.Settings.of(machine.schedule()).learning(learning),
            folder,
            refused -> {});
      } catch (IOException | ProtocolException e) {
        throw new BenchException("no watch", e);
      }
    }

    /** A report of the block so many milliseconds after the first one. */
    static HealthReport report(MachineWatch watch, double[] samples, long sinceMillis)
        throws BenchException {
      Block block =
          new Block(
              "drive-end",
              BEGIN_MILLIS + sinceMillis,
              new Acquisition(ChannelSuite.RATE_HZ, ChannelSuite.RATE_HZ, 16, 16, ClockQuality.SET),
              ChannelSuite.RPM,
              ChannelSuite.RPM,
              samples);
      try {
        return watch
            .take(block)
            .filter(report -> report.findings().isPresent())
            .orElseThrow(() -> new BenchException("broken measurement: a block without findings"));
      } catch (ProtocolException e) {
        throw new BenchException("broken measurement", e);
      }
    }

    @Override
    public String name() {
      return "the watch";
    }

    private HealthReport next() throws BenchException {
      double[] samples = blocks.get(taken % blocks.size());
      return report(watch, samples, taken++ * STEP_MILLIS);
    }

    @Override
    public Map<String, Double> features() throws BenchException {
      Map<String, Double> features = new HashMap<>();
      for (FeatureRow row : next().findings().orElseThrow().features()) {
        features.put(row.name(), row.value());
      }
      return features;
    }

    /** Of all threads of this process: what the compiler and the collector do for it as well. */
    @Override
    public double secondsOfBlock(int count) throws BenchException {
      long begun = system.getProcessCpuTime();
      long bytes = 0;
      for (int i = 0; i < count; i++) {
        bytes += next().toJson().toBytes().length;
      }
      long nanos = system.getProcessCpuTime() - begun;
      if (bytes == 0) {
        throw new BenchException("broken measurement: reports without bytes");
      }
      return nanos / 1e9 / count;
    }
  }

  /** SciPy, in a process of its own for each turn, which warms up before it counts. */
  static final class SciPy implements ChannelSide {
    private static final Path PROGRAM = Path.of("bench", "src", "main", "python", "channels.py");

    private final Path samples;
    private final int blockSamples;

    SciPy(Path samples, int blockSamples) {
      this.samples = samples;
      this.blockSamples = blockSamples;
    }

    @Override
    public String name() {
      return "SciPy";
    }

    private Map<String, Double> run(int blocks) throws BenchException {
      String printed =
          Command.run(
              List.of(
                  "env",
                  "OMP_NUM_THREADS=1",
                  "OPENBLAS_NUM_THREADS=1",
                  "python3",
                  PROGRAM.toString(),
                  samples.toString(),
                  Double.toString(ChannelSuite.RATE_HZ),
                  Double.toString(ChannelSuite.RPM / 60),
                  Integer.toString(blockSamples),
                  Integer.toString(blocks)));
      Map<String, Double> values = new HashMap<>();
      for (String line : printed.strip().split("\n")) {
        String[] words = line.split(" ");
        try {
          values.put(words[0], Double.valueOf(words[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
          throw new BenchException(PROGRAM + " prints " + line, e);
        }
      }
      return values;
    }

    @Override
    public Map<String, Double> features() throws BenchException {
      return run(1);
    }

    @Override
    public double secondsOfBlock(int blocks) throws BenchException {
      return run(blocks).getOrDefault("seconds", Double.NaN);
    }
  }
}
