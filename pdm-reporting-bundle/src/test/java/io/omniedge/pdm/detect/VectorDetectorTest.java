package io.omniedge.pdm.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;

class VectorDetectorTest {
  private static final long SEED = 2;

  private final Random random = new Random(SEED);

  /** Four features that one load drives, each with noise of its own. */
  private double[] healthy() {
    double load = random.nextGaussian();
    return new double[] {
      10 + 2 * load + 0.3 * random.nextGaussian(),
      50 - 5 * load + 0.8 * random.nextGaussian(),
      1 + 0.1 * load + 0.02 * random.nextGaussian(),
      7 + random.nextGaussian()
    };
  }

  private VectorDetector learnt(double share, double confidence, int points) {
    VectorDetector detector =
        new VectorDetector(new VectorDetector.Settings(4, points, share, confidence));
    for (int i = 0; i < points; i++) {
      assertEquals(PointOutcome.Verdict.LEARNING, detector.update(healthy()).point().verdict());
    }
    return detector;
  }

  @Test
  void withAllComponentsItIsTheDistanceOfMahalanobisOfTheOracle() {
    double[][] rows = new double[200][];
    VectorDetector detector = new VectorDetector(new VectorDetector.Settings(4, 200, 1, 0.99));
    for (int i = 0; i < rows.length; i++) {
      rows[i] = healthy();
      detector.update(rows[i]);
    }
    RealMatrix inverse =
        new LUDecomposition(new Covariance(rows).getCovarianceMatrix()).getSolver().getInverse();
    RealVector mean = new ArrayRealVector(4);
    for (double[] row : rows) {
      mean = mean.add(new ArrayRealVector(row).mapDivide(rows.length));
    }
    for (int i = 0; i < 20; i++) {
      double[] vector = healthy();
      RealVector from = new ArrayRealVector(vector).subtract(mean);
      double expected = from.dotProduct(inverse.operate(from));
      assertEquals(expected, detector.update(vector).t2(), 1e-6 * expected, "seed " + SEED);
    }
  }

  @Test
  void healthyVectorsAreOutsideAsOftenAsTheConfidenceSays() {
    VectorDetector detector = learnt(0.9, 0.99, 500);
    int t2 = 0;
    int q = 0;
    int all = 20_000;
    for (int i = 0; i < all; i++) {
      VectorOutcome outcome = detector.update(healthy());
      t2 += outcome.t2() > outcome.t2Limit() ? 1 : 0;
      q += outcome.q() > outcome.qLimit() ? 1 : 0;
    }
    assertEquals(0.01, (double) t2 / all, 0.006, "seed " + SEED);
    assertEquals(0.01, (double) q / all, 0.006, "seed " + SEED);
  }

  @Test
  void whatEachFeatureWouldLetPassIsSeenTogether() {
    VectorDetector detector = learnt(0.9, 0.999, 300);
    assertFalse(detector.update(12, 45, 1.1, 7).point().isAbnormal(), "load is up");
    VectorOutcome odd = detector.update(12, 55, 1.1, 7);
    assertTrue(odd.point().isAbnormal(), "the second feature goes against the load: " + odd);
    assertTrue(odd.q() > odd.qLimit(), odd.toString());
    assertEquals(1, odd.loudest());
  }

  @Test
  void tenFreaksWhileLearningDoNotBlindIt() {
    VectorDetector detector = new VectorDetector(new VectorDetector.Settings(4, 200, 0.9, 0.999));
    for (int i = 0; i < 200; i++) {
      double[] vector = healthy();
      if (i % 20 == 7) {
        vector[i % 4] = 1e6;
      }
      detector.update(vector);
    }
    assertTrue(detector.update(12, 60, 1.3, 7).point().isAbnormal());
    assertTrue(detector.update(10, 50, 1, 14).point().isAbnormal());
  }

  @Test
  void aConstantFeatureAndACopyOfAnotherAreNoHarm() {
    VectorDetector detector = new VectorDetector(new VectorDetector.Settings(3, 50, 1, 0.999));
    for (int i = 0; i < 50; i++) {
      double value = random.nextGaussian();
      detector.update(value, value, 5);
    }
    VectorOutcome fine = detector.update(0.5, 0.5, 5);
    assertFalse(fine.point().isAbnormal(), fine.toString());
    assertTrue(Double.isFinite(fine.t2()) && Double.isFinite(fine.q()), fine.toString());
  }

  @Test
  void aVectorWithAHoleChangesNothingAndOneOfAnotherSizeIsRefused() {
    VectorDetector detector = learnt(0.9, 0.99, 50);
    assertEquals(
        PointOutcome.Verdict.UNUSABLE, detector.update(1, Double.NaN, 3, 4).point().verdict());
    assertThrows(IllegalArgumentException.class, () -> detector.update(1, 2));
  }
}
