package io.omniedge.pdm.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.hipparchus.distribution.continuous.FDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.special.Gamma;
import org.hipparchus.stat.descriptive.rank.Median;
import org.junit.jupiter.api.Test;

/** Against Hipparchus. */
class OracleTest {
  private static final long SEED = 20_260_101;

  @Test
  void theGaussianIsThatOfTheOracle() {
    NormalDistribution oracle = new NormalDistribution();
    for (double z = -9; z <= 9; z += 0.173) {
      assertEquals(oracle.cumulativeProbability(z), Distribution.gaussian(z), 1e-12, "z " + z);
    }
    for (double p : new double[] {1e-6, 0.001, 0.1, 0.5, 0.95, 0.999, 1 - 1e-6}) {
      assertEquals(
          oracle.inverseCumulativeProbability(p), Distribution.gaussianQuantile(p), 1e-8, "p " + p);
    }
  }

  @Test
  void studentsIsThatOfTheOracle() {
    for (double freedom : new double[] {1, 2, 3.5, 10, 57, 1_000}) {
      TDistribution oracle = new TDistribution(freedom);
      for (double t = -7; t <= 7; t += 0.31) {
        assertEquals(
            oracle.cumulativeProbability(t), Distribution.student(t, freedom), 1e-11, "t " + t);
      }
      for (double p : new double[] {0.01, 0.1, 0.5, 0.9, 0.995}) {
        double expected = oracle.inverseCumulativeProbability(p);
        assertEquals(
            expected, Distribution.studentQuantile(p, freedom), 1e-7 * (1 + Math.abs(expected)));
      }
    }
  }

  @Test
  void fishersIsThatOfTheOracle() {
    for (double first : new double[] {1, 2, 5, 12}) {
      for (double second : new double[] {3, 20, 95, 400}) {
        FDistribution oracle = new FDistribution(first, second);
        for (double p : new double[] {0.05, 0.5, 0.95, 0.99, 0.999}) {
          double expected = oracle.inverseCumulativeProbability(p);
          assertEquals(
              expected, Distribution.fisherQuantile(p, first, second), 1e-6 * (1 + expected));
        }
      }
    }
  }

  @Test
  void theLogarithmOfGammaIsThatOfTheOracle() {
    for (double x = 0.1; x < 200; x *= 1.3) {
      assertEquals(Gamma.logGamma(x), Distribution.logGamma(x), 1e-10 * (1 + x), "x " + x);
    }
  }

  @Test
  void aPartThatIsNoneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Distribution.gaussianQuantile(1));
    assertThrows(IllegalArgumentException.class, () -> Distribution.studentQuantile(0, 5));
    assertThrows(IllegalArgumentException.class, () -> Robust.median());
  }

  @Test
  void theMedianIsThatOfTheOracleAndTheSpreadOfGaussianValuesTheirDeviation() {
    Random random = new Random(SEED);
    for (int n : new int[] {1, 2, 3, 10, 101}) {
      double[] values = random.doubles(n, -5, 5).toArray();
      assertEquals(new Median().evaluate(values), Robust.median(values), 1e-15, "n " + n);
    }
    double[] values = new double[100_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = 7 + 3 * random.nextGaussian();
    }
    assertEquals(3, Robust.spread(Robust.median(values), values), 0.03, "seed " + SEED);
  }

  @Test
  void anyHalfMayBeFreaksAndTheMiddleStays() {
    double[] values = {10, 10.1, 9.9, 10.05, 9.95, 1e9, -1e9, 1e9, -1e9};
    assertEquals(10, Robust.median(values), 1e-12);
    assertEquals(0.15, Robust.spread(10, values), 0.002);
  }

  @Test
  void theEigenvaluesAreThoseOfTheOracleAndTheVectorsFulfilTheirEquation() {
    Random random = new Random(SEED);
    for (int n : new int[] {1, 2, 3, 8, 24}) {
      double[][] matrix = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          matrix[i][j] = random.nextGaussian();
          matrix[j][i] = matrix[i][j];
        }
      }
      SymmetricEigen ours = SymmetricEigen.of(matrix);
      EigenDecompositionSymmetric oracle =
          new EigenDecompositionSymmetric(MatrixUtils.createRealMatrix(matrix));
      for (int rank = 0; rank < n; rank++) {
        assertEquals(oracle.getEigenvalues()[rank], ours.value(rank), 1e-12 * n);
        double[] vector = ours.vector(rank);
        double length = 0;
        for (int i = 0; i < n; i++) {
          double product = 0;
          for (int j = 0; j < n; j++) {
            product += matrix[i][j] * vector[j];
          }
          assertEquals(ours.value(rank) * vector[i], product, 1e-12 * n);
          length += vector[i] * vector[i];
        }
        assertEquals(1, length, 1e-12);
      }
    }
  }
}
