package io.omniedge.pdm.watch;

import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.MeasuringPoint;
import io.omniedge.pdm.recording.Channel;
import io.omniedge.pdm.recording.Recording;
import io.omniedge.pdm.report.Acquisition;
import io.omniedge.pdm.store.ClockQuality;
import io.omniedge.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a recording into blocks, one after the other as if they were measured from a time on. A
 * channel is the point whose source has its name; the speed is the nominal one. One thread.
 */
public final class ReplaySource implements BlockSource {
  private final MachineDefinition machine;
  private final Recording recording;
  private final Settings settings;
  private final List<MeasuringPoint> points;
  private final int length;
  private int from;
  private int nextPoint;
  private long blocks;

  /**
   * How it is played.
   *
   * @param blockSeconds of a block
   * @param startMillis when the first block began
   * @param loops whether it starts again at its end
   * @param isRealTime whether a block is there only when its time has passed
   */
  public record Settings(
      double blockSeconds, long startMillis, boolean loops, boolean isRealTime) {}

  /**
   * A source.
   *
   * @throws ProtocolException if the recording has no block for any point of the machine
   */
  public ReplaySource(MachineDefinition machine, Recording recording, Settings settings)
      throws ProtocolException {
    this.machine = machine;
    this.recording = recording;
    this.settings = settings;
    points = new ArrayList<>();
    for (MeasuringPoint point : machine.points()) {
      if (recording.channel(point.source()).isPresent()) {
        points.add(point);
      }
    }
    if (points.isEmpty()) {
      throw new ProtocolException(
          "points",
          recording.channels().stream().map(Channel::name).toList().toString(),
          "none of these channels is the source of a point");
    }
    double samples = settings.blockSeconds * recording.rateHz();
    if (!(samples >= 1 && settings.blockSeconds <= recording.seconds())) {
      throw new ProtocolException(
          "blockSeconds",
          Double.toString(settings.blockSeconds),
          "the recording has " + recording.seconds() + " s");
    }
    length = (int) samples;
  }

  @Override
  public Optional<Block> next(long nowMillis) {
    long atMillis = settings.startMillis + Math.round(1_000 * settings.blockSeconds * blocks);
    boolean isThere = nowMillis - atMillis >= Math.round(1_000 * settings.blockSeconds);
    if (isDone() || (settings.isRealTime && !isThere)) {
      return Optional.empty();
    }
    MeasuringPoint point = points.get(nextPoint);
    double[] all = recording.channel(point.source()).orElseThrow().samples();
    double[] samples = new double[length];
    System.arraycopy(all, from, samples, 0, length);
    nextPoint = (nextPoint + 1) % points.size();
    if (nextPoint == 0) {
      blocks++;
      from += length;
      if (settings.loops && from + length > all.length) {
        from = 0;
      }
    }
    return Optional.of(
        new Block(
            point.name(),
            atMillis,
            Acquisition.of(recording.rateHz(), ClockQuality.UNSET),
            machine.nominalRpm(),
            machine.nominalRpm(),
            samples));
  }

  @Override
  public boolean isDone() {
    return from + length > recording.channels().get(0).samples().length;
  }
}
