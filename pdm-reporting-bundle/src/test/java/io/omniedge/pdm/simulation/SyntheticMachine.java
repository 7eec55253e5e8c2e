package io.omniedge.pdm.simulation;

import io.omniedge.pdm.machine.BearingTones;
import java.util.Random;

/**
 * A shaft in a bearing on a housing that rings, with a sensor on it. What it does follows from
 * where the shaft is: strikes come at angles, so that a ramp of the speed moves the tones and not
 * the resonance.
 *
 * <p>Each strike starts a vibration of the housing that dies away; the intervals between strikes
 * vary as slipping elements make them; an inner race is modulated by the shaft and a rolling
 * element by the cage, as they pass through the load. Model: P. D. McFadden and J. D. Smith, J.
 * Sound Vib. 96 (1984); slip as in R. B. Randall and J. Antoni (2011). Same seed, same samples.
 */
public final class SyntheticMachine {
  /** Of the sensor, in g. */
  public static final double FULL_SCALE_G = 16;

  /** 16 bits. */
  private static final double STEP_G = FULL_SCALE_G / 32_768;

  private static final double RESONANCE_HZ = 3_300;
  private static final double DECAY_SECONDS = 0.8e-3;

  /** Strikes come this much later than geometry says, and this much irregularly. */
  private static final double SLIP = 0.007;

  private static final double JITTER = 0.008;

  /** Of the shaft's own orders 1 to 3, and of the electricity, in g at full load. */
  private static final double[] ORDERS_G = {0.05, 0.025, 0.012};

  private static final double HUM_G = 0.01;

  private final BearingTones bearing;
  private final Random random;
  private double rateHz = 25_600;
  private double seconds = 10;
  private double startRpm = 1_480;
  private double endRpm = 1_480;
  private double noiseG = 0.1;
  private double load = 1;
  private BearingFault fault = BearingFault.NONE;
  private double snrDb;
  private SensorFault sensorFault = SensorFault.NONE;

  /** A healthy machine at 1,480 rpm, 10 s at 25.6 kHz. */
  public SyntheticMachine(BearingTones bearing, long seed) {
    this.bearing = bearing;
    this.random = new Random(seed);
  }

  /** Sampling. */
  public SyntheticMachine sampled(double newRateHz, double newSeconds) {
    rateHz = newRateHz;
    seconds = newSeconds;
    return this;
  }

  /** A speed that changes evenly over the block; twice the same for a steady one, 0 for none. */
  public SyntheticMachine speed(double newStartRpm, double newEndRpm) {
    startRpm = newStartRpm;
    endRpm = newEndRpm;
    return this;
  }

  /** The load, of which the shaft's orders and the noise grow; 1 is full. */
  public SyntheticMachine load(double newLoad) {
    load = newLoad;
    return this;
  }

  /**
   * A fault.
   *
   * @param newSnrDb power of its vibration to that of the noise over all frequencies
   */
  public SyntheticMachine fault(BearingFault newFault, double newSnrDb) {
    fault = newFault;
    snrDb = newSnrDb;
    return this;
  }

  /** A fault of the sensor. */
  public SyntheticMachine sensorFault(SensorFault newFault) {
    sensorFault = newFault;
    return this;
  }

  /** The next block. */
  public SyntheticBlock block() {
    double realRateHz = sensorFault == SensorFault.WRONG_RATE ? rateHz * 1.03 : rateHz;
    int n = (int) Math.round(seconds * rateHz);
    double[] samples = new double[n];
    boolean isRunning = startRpm > 0 || endRpm > 0;
    double noise = isRunning ? noiseG * (0.5 + 0.5 * load) : 0.002;
    for (int i = 0; i < n; i++) {
      samples[i] = noise * random.nextGaussian();
    }
    if (isRunning) {
      addOrders(samples, realRateHz);
      if (fault != BearingFault.NONE) {
        addFault(samples, realRateHz, noise * Math.pow(10, snrDb / 20));
      }
    }
    new FaultySensor(random).apply(sensorFault, samples, rateHz);
    for (int i = 0; i < n; i++) {
      double clipped = Math.max(-FULL_SCALE_G, Math.min(FULL_SCALE_G - STEP_G, samples[i]));
      samples[i] = STEP_G * Math.rint(clipped / STEP_G);
    }
    return new SyntheticBlock(samples, rateHz, realRateHz, startRpm, endRpm);
  }

  /** Turns of the shaft since the block began. */
  private double turns(double atSeconds) {
    double startHz = startRpm / 60;
    double risingHzPerS = (endRpm - startRpm) / 60 / seconds;
    return startHz * atSeconds + risingHzPerS * atSeconds * atSeconds / 2;
  }

  /** The other way round. */
  private double secondsAt(double turns) {
    double startHz = startRpm / 60;
    double risingHzPerS = (endRpm - startRpm) / 60 / seconds;
    // The root of turns(s) that is the first from 0; stable also for a speed that hardly changes.
    double root = Math.sqrt(Math.max(0, startHz * startHz + 2 * risingHzPerS * turns));
    return 2 * turns / (startHz + root);
  }

  private void addOrders(double[] samples, double realRateHz) {
    double[] phases = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
    for (int i = 0; i < samples.length; i++) {
      double at = i / realRateHz;
      double angle = 2 * Math.PI * turns(at);
      for (int order = 1; order <= 3; order++) {
        double amplitude = ORDERS_G[order - 1] * (0.5 + 0.5 * load);
        samples[i] += amplitude * Math.sin(order * angle + 2 * Math.PI * phases[order - 1]);
      }
      samples[i] += HUM_G * Math.sin(2 * Math.PI * 100 * at);
    }
  }

  private void addFault(double[] samples, double realRateHz, double rmsG) {
    double[] strikes = new double[samples.length];
    double perTurn =
        switch (fault) {
          case INNER_RACE -> bearing.bpfi();
          case OUTER_RACE -> bearing.bpfo();
          case ROLLING_ELEMENT -> 2 * bearing.bsf();
          case CAGE -> bearing.ftf();
          case NONE -> throw new IllegalStateException();
        };
    double last = turns(seconds);
    double turn = random.nextDouble() / perTurn;
    for (int strike = 0; turn < last; strike++) {
      ring(strikes, secondsAt(turn) * realRateHz, strength(turn, strike), realRateHz);
      turn += (1 + SLIP + JITTER * random.nextGaussian()) / perTurn;
    }
    double squares = 0;
    for (double each : strikes) {
      squares += each * each;
    }
    double gain = rmsG / Math.sqrt(squares / strikes.length);
    for (int i = 0; i < samples.length; i++) {
      samples[i] += gain * strikes[i];
    }
  }

  private double strength(double turn, int strike) {
    double irregular = 1 + 0.1 * random.nextGaussian();
    return switch (fault) {
      case INNER_RACE -> irregular * underLoad(turn);
      // One of the two strikes in a turn of the element is on the inner race, farther from the
      // sensor.
      case ROLLING_ELEMENT ->
          irregular * underLoad(turn * bearing.ftf()) * (strike % 2 == 0 ? 1 : 0.8);
      default -> irregular;
    };
  }

  /** The load on what is at this angle: a third of the circle carries most of it. */
  private static double underLoad(double turn) {
    double cos = Math.cos(2 * Math.PI * turn);
    return 0.15 + (cos > 0 ? Math.pow(cos, 1.5) : 0);
  }

  private static void ring(double[] samples, double at, double strength, double realRateHz) {
    int from = (int) Math.ceil(at);
    int to = Math.min(samples.length, from + (int) (8 * DECAY_SECONDS * realRateHz));
    for (int i = from; i < to; i++) {
      double since = (i - at) / realRateHz;
      samples[i] +=
          strength
              * Math.exp(-since / DECAY_SECONDS)
              * Math.sin(2 * Math.PI * RESONANCE_HZ * since);
    }
  }
}
