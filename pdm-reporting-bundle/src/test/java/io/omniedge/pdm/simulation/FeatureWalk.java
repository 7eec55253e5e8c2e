package io.omniedge.pdm.simulation;

import java.util.Random;

/**
 * Features of a machine hour by hour, without the samples they would come from: thousands of hours
 * in milliseconds. Three operating states with levels of their own, which change as a plant's
 * shifts do; levels that vary around those slowly (they remember the hour before) and from
 * measurement to measurement; the temperature of a day. Same seed, same hours.
 *
 * <p>The spread is what is seen on machines that are well: some percent from hour to hour.
 */
public final class FeatureWalk {
  /** What the machine is doing. */
  public enum State {
    STOPPED,
    PART_LOAD,
    FULL_LOAD
  }

  /**
   * An hour.
   *
   * @param hour since the start
   * @param speedRpm 0 while stopped
   * @param velocityRmsMmPerS as are all that follow of the sensor's noise only while stopped
   * @param accelerationRmsG of all frequencies
   * @param kurtosis 3 for noise
   * @param toneRatio of the strongest fault tone to the noise around
   * @param temperatureCelsius of the bearing
   */
  public record Hour(
      int hour,
      State state,
      double speedRpm,
      double velocityRmsMmPerS,
      double accelerationRmsG,
      double kurtosis,
      double toneRatio,
      double temperatureCelsius) {}

  /** Chance that the state is another one in the next hour. */
  private static final double CHANGE = 0.08;

  /** How much of an hour's deviation is left in the next. */
  private static final double MEMORY = 0.9;

  private static final double SLOW_SPREAD = 0.03;
  private static final double FAST_SPREAD = 0.04;

  private final Random random;
  private final int onsetHour;
  private final double doublingHours;
  private State state = State.FULL_LOAD;
  private double wander;
  private double temperature = 20;
  private int hour;

  private FeatureWalk(long seed, int onsetHour, double doublingHours) {
    random = new Random(seed);
    this.onsetHour = onsetHour;
    this.doublingHours = doublingHours;
  }

  /** Of a machine that stays well. */
  public static FeatureWalk healthy(long seed) {
    return new FeatureWalk(seed, Integer.MAX_VALUE, 1);
  }

  /** Of a machine whose bearing has a fault from an hour on, which grows exponentially. */
  public static FeatureWalk failing(long seed, int onsetHour, double doublingHours) {
    return new FeatureWalk(seed, onsetHour, doublingHours);
  }

  /** The next hour. */
  public Hour next() {
    int now = hour++;
    if (random.nextDouble() < CHANGE) {
      state = State.values()[random.nextInt(State.values().length)];
    }
    wander = MEMORY * wander + Math.sqrt(1 - MEMORY * MEMORY) * SLOW_SPREAD * random.nextGaussian();
    double ambient = 20 + 5 * Math.sin(2 * Math.PI * now / 24);
    double warm = ambient + (state == State.STOPPED ? 0 : state == State.PART_LOAD ? 18 : 30);
    // A housing of some hundred kilograms follows within hours.
    temperature += 0.3 * (warm - temperature);
    double measured = temperature + 0.3 * random.nextGaussian();
    if (state == State.STOPPED) {
      return new Hour(now, state, 0, varied(0.05), varied(0.002), varied(3), varied(1.8), measured);
    }
    double load = state == State.PART_LOAD ? 0.6 : 1;
    double fault = now < onsetHour ? 0 : Math.pow(2, (now - onsetHour) / doublingHours) - 1;
    return new Hour(
        now,
        state,
        1_480 - 10 * load,
        varied(1.1 * load * (1 + 0.02 * fault)),
        varied(0.12 * load * Math.hypot(1, 0.15 * fault)),
        varied(3 + Math.min(5, 0.1 * fault)),
        varied(1.8 + Math.min(100, 0.8 * fault)),
        measured + Math.min(25, 0.1 * fault));
  }

  private double varied(double level) {
    return level * Math.exp(wander + FAST_SPREAD * random.nextGaussian());
  }
}
