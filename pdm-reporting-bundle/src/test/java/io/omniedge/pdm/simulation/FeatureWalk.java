package io.omniedge.pdm.simulation;

import io.omniedge.pdm.baseline.OperatingState;
import java.util.Map;
import java.util.Random;

/**
 * The features of a healthy machine, block by block: a few speeds between which it changes every
 * few hours, a daily wave of temperature, noise with some memory, and now and then a freak. What is
 * put on top is the fault.
 */
public final class FeatureWalk {
  public static final long BLOCK_MILLIS = 10 * 60_000;
  public static final int BLOCKS_PER_HOUR = 6;

  private static final double[] SPEEDS_RPM = {900, 1_200, 1_500};
  private static final OperatingState.Bands BANDS = new OperatingState.Bands(100, 100);

  /** Of noise that lasts: an hour or so. */
  private static final double MEMORY = 0.7;

  /** A block in a thousand: a crane passes, somebody knocks at the sensor. */
  private static final double FREAKS = 0.001;

  private final Random random;
  private long block;
  private double speedRpm = SPEEDS_RPM[0];
  private double lasting;

  /** Such a machine. */
  public FeatureWalk(long seed) {
    random = new Random(seed);
  }

  /**
   * A block.
   *
   * @param atMillis when
   * @param state of operation
   * @param features velocity in mm/s, kurtosis, bearing temperature in degrees Celsius
   */
  public record Block(long atMillis, OperatingState state, Map<String, Double> features) {}

  /**
   * The next block.
   *
   * @param fault the share by which vibration is more than that of a healthy machine
   */
  public Block next(double fault) {
    block++;
    if (random.nextInt(3 * BLOCKS_PER_HOUR) == 0) {
      speedRpm = SPEEDS_RPM[random.nextInt(SPEEDS_RPM.length)];
    }
    double speed = speedRpm + 8 * random.nextGaussian();
    lasting = MEMORY * lasting + Math.sqrt(1 - MEMORY * MEMORY) * random.nextGaussian();
    double day = Math.sin(2 * Math.PI * block / (24.0 * BLOCKS_PER_HOUR));
    // Velocity grows with speed; noise of 5 %, half of it lasting; 3 % by day and night.
    double velocity =
        1.4
            * Math.pow(speed / 1_200, 1.5)
            * (1 + 0.025 * lasting + 0.043 * random.nextGaussian() + 0.03 * day);
    double kurtosis = 3 + 0.15 * random.nextGaussian();
    double celsius = 45 + 6 * day + speed / 150 + 0.8 * lasting + 0.3 * random.nextGaussian();
    if (random.nextDouble() < FREAKS) {
      velocity *= 4;
      kurtosis *= 5;
    }
    return new Block(
        block * BLOCK_MILLIS,
        BANDS.of(speed, 100),
        Map.of(
            "velocityRmsMmPerS", velocity * (1 + fault),
            "kurtosis", kurtosis * (1 + fault),
            "bearingCelsius", celsius));
  }
}
