package io.omniedge.pdm.watch;

import io.omniedge.pdm.advisory.Criterion;
import io.omniedge.pdm.signal.BandLevels;
import io.omniedge.pdm.signal.BandValue;
import io.omniedge.pdm.signal.ShaftOrders;
import io.omniedge.pdm.signal.Spectrum;
import io.omniedge.pdm.signal.TimeFeatures;
import io.omniedge.pdm.signal.Velocity;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The features of a block by their names, which have their units, and what their rise speaks of.
 */
final class Features {
  static final String VELOCITY = "velocityRmsMmPerS";

  /** Of the band in which the bearing is looked for. */
  static final String BEARING_BAND = "bearingBandRmsG";

  private static final String FIRST_ORDER = "order1PeakG";
  private static final String SECOND_ORDER = "order2PeakG";
  private static final String TWICE_LINE = "twiceLinePeakG";
  private static final String ACCELERATION = "accelerationRmsG";

  /** Parts an order from a neighbour in the slip of a motor. */
  private static final double RESOLUTION_HZ = 0.5;

  private Features() {}

  /**
   * Those that the block shows.
   *
   * @param bandRms NaN if nobody looked
   */
  static Map<String, Double> of(
      double[] samplesG, double rateHz, double speedRpm, double lineHz, double bandRms) {
    Map<String, Double> features = new TreeMap<>();
    TimeFeatures time = TimeFeatures.of(samplesG);
    put(features, ACCELERATION, time.rms());
    put(features, "accelerationPeakG", time.peak());
    put(features, "crest", time.crest());
    put(features, "kurtosis", time.kurtosis());
    put(features, VELOCITY, Velocity.rmsMmPerS(samplesG, rateHz, speedRpm));
    BandLevels bands = BandLevels.of(samplesG, rateHz);
    put(features, "band500To2000HzRmsG", bands.low());
    put(features, "band2To5KHzRmsG", bands.middle());
    put(features, "band5To10KHzRmsG", bands.high());
    ShaftOrders orders = ShaftOrders.of(spectrum(samplesG, rateHz), speedRpm / 60, lineHz);
    put(features, FIRST_ORDER, orders.first());
    put(features, SECOND_ORDER, orders.second());
    put(features, "order3PeakG", orders.third());
    put(features, TWICE_LINE, orders.twiceLine());
    put(features, BEARING_BAND, bandRms);
    return features;
  }

  /** For orders and for a picture. */
  static Spectrum spectrum(double[] samplesG, double rateHz) {
    int length = Spectrum.lengthFor(rateHz, RESOLUTION_HZ);
    return Spectrum.welch(
        samplesG, rateHz, Math.min(length, Integer.highestOneBit(samplesG.length)));
  }

  /**
   * What a rise of the feature speaks of; none for those whose rise alone is no finding, because it
   * is seen in another one as well or because a single freak makes it.
   */
  static Optional<Criterion> riseOf(String feature) {
    return switch (feature) {
      case VELOCITY, ACCELERATION, BEARING_BAND -> Optional.of(Criterion.BASELINE_CHANGE);
      case FIRST_ORDER -> Optional.of(Criterion.IMBALANCE);
      case SECOND_ORDER -> Optional.of(Criterion.MISALIGNMENT);
      case TWICE_LINE -> Optional.of(Criterion.ELECTRICAL);
      default -> Optional.empty();
    };
  }

  private static void put(Map<String, Double> features, String name, BandValue value) {
    put(features, name, value.value());
  }

  private static void put(Map<String, Double> features, String name, double value) {
    if (Double.isFinite(value)) {
      features.put(name, value);
    }
  }
}
