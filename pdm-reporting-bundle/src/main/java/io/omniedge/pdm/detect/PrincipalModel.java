package io.omniedge.pdm.detect;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.pdm.statistics.Distribution;
import io.omniedge.pdm.statistics.Robust;
import io.omniedge.pdm.statistics.SymmetricEigen;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;

/**
 * How the features of a healthy machine go together: its principal components. Hotelling's T² says
 * how far a vector is out within them, Q how much of it they cannot explain. Immutable.
 *
 * <p>Source: Jackson and Mudholkar, Control Procedures for Residuals Associated with Principal
 * Component Analysis, 1979; Box 1954 for the distribution of Q; MacGregor and Kourti 1995 for the
 * limit of T² of new vectors.
 */
final class PrincipalModel {
  private static final String KIND = "principal-model";
  private static final int VERSION = 1;

  /**
   * A value further from the median counts as this far: a freak would be a component of its own.
   */
  private static final double MOST_SPREADS = 5;

  private final int rows;
  private final double[] means;
  private final double[] deviations;
  private final double[][] components;
  private final double[] variances;

  /** What is beyond the components: the sum of the variances, and of their squares. */
  private final double restSum;

  private final double restSquares;
  private final double t2Limit;
  private final double qLimit;

  private PrincipalModel(
      int rows,
      double[] means,
      double[] deviations,
      double[][] components,
      double[] variances,
      double restSum,
      double restSquares,
      double confidence) {
    this.rows = rows;
    this.means = means;
    this.deviations = deviations;
    this.components = components;
    this.variances = variances;
    this.restSum = restSum;
    this.restSquares = restSquares;
    int k = variances.length;
    // k (n^2 - 1) / (n (n - k)) F(k, n - k): the vector is none of those that were learnt from
    t2Limit =
        k
            * ((double) rows * rows - 1)
            / ((double) rows * (rows - k))
            * Distribution.fisherQuantile(confidence, k, rows - k);
    qLimit = qLimit(restSum, restSquares, confidence);
  }

  /** Q is about g χ²(h), g = Σλ²/Σλ, h = (Σλ)²/Σλ² [Box]; χ² by Wilson and Hilferty. */
  private static double qLimit(double sum, double squares, double confidence) {
    if (squares <= 0) {
      return Double.POSITIVE_INFINITY; // every component is kept: nothing can be unexplained
    }
    double h = sum * sum / squares;
    double z = Distribution.gaussianQuantile(confidence);
    double cube = 1 - 2 / (9 * h) + z * Math.sqrt(2 / (9 * h));
    return squares / sum * h * cube * cube * cube;
  }

  /**
   * Learns.
   *
   * @param healthy rows of features, at least five times as many as features
   * @param share of the variance that the components explain, above 0, at most 1
   * @param confidence that a healthy vector is within each limit
   */
  static PrincipalModel of(double[][] healthy, double share, double confidence) {
    int n = healthy.length;
    int d = healthy[0].length;
    double[] means = new double[d];
    double[] deviations = new double[d];
    double[][] columns = new double[d][];
    for (int j = 0; j < d; j++) {
      columns[j] = column(healthy, j);
      double sum = 0;
      for (double value : columns[j]) {
        sum += value;
      }
      means[j] = sum / n;
      double squares = 0;
      for (double value : columns[j]) {
        squares += (value - means[j]) * (value - means[j]);
      }
      // A feature that never changed must not be the loudest at its first last digit.
      double least = 1e-6 * Math.abs(means[j]) + 1e-12;
      deviations[j] = Math.max(Math.sqrt(squares / (n - 1)), least);
    }
    double[][] correlation = new double[d][d];
    for (int a = 0; a < d; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum +=
              (columns[a][i] - means[a])
                  / deviations[a]
                  * ((columns[b][i] - means[b]) / deviations[b]);
        }
        correlation[a][b] = sum / (n - 1);
      }
    }
    return kept(n, means, deviations, SymmetricEigen.of(correlation), share, confidence);
  }

  private static PrincipalModel kept(
      int rows,
      double[] means,
      double[] deviations,
      SymmetricEigen eigen,
      double share,
      double confidence) {
    int d = means.length;
    double total = 0;
    for (int i = 0; i < d; i++) {
      total += Math.max(0, eigen.value(i));
    }
    int k = 0;
    double explained = 0;
    while (k < d && (k == 0 || explained < share * total)) {
      explained += eigen.value(k++);
    }
    while (k > 1 && eigen.value(k - 1) <= 1e-12 * total) {
      k--; // of a direction without variance every distance is infinite
    }
    double[][] components = new double[k][];
    double[] variances = new double[k];
    for (int i = 0; i < k; i++) {
      components[i] = eigen.vector(i);
      variances[i] = Math.max(eigen.value(i), 1e-12);
    }
    double sum = 0;
    double squares = 0;
    for (int i = k; i < d; i++) {
      double value = Math.max(0, eigen.value(i));
      sum += value;
      squares += value * value;
    }
    return new PrincipalModel(
        rows, means, deviations, components, variances, sum, squares, confidence);
  }

  private static double[] column(double[][] rows, int j) {
    double[] column = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      column[i] = rows[i][j];
    }
    double median = Robust.median(column);
    double most = MOST_SPREADS * Robust.spread(median, column);
    for (int i = 0; i < rows.length && most > 0; i++) {
      column[i] = Math.max(median - most, Math.min(median + most, column[i]));
    }
    return column;
  }

  /** How it looks at a vector of as many features as it learnt from. */
  VectorOutcome outcome(double[] vector) {
    int d = means.length;
    double[] rest = new double[d];
    for (int j = 0; j < d; j++) {
      // Bounded, so that a square of it is finite.
      rest[j] = Math.max(-1e50, Math.min(1e50, (vector[j] - means[j]) / deviations[j]));
    }
    double[] scaled = rest.clone();
    double t2 = 0;
    for (int i = 0; i < components.length; i++) {
      double score = 0;
      for (int j = 0; j < d; j++) {
        score += components[i][j] * scaled[j];
      }
      for (int j = 0; j < d; j++) {
        rest[j] -= score * components[i][j];
      }
      t2 += score * score / variances[i]; // T² = Σ t_i² / λ_i
    }
    double q = 0;
    int loudest = 0;
    for (double each : rest) {
      q += each * each;
    }
    boolean isQ = q / qLimit > t2 / t2Limit;
    double[] of = isQ ? rest : scaled;
    for (int j = 1; j < d; j++) {
      loudest = Math.abs(of[j]) > Math.abs(of[loudest]) ? j : loudest;
    }
    return new VectorOutcome(
        PointOutcome.of(Math.max(t2 / t2Limit, q / qLimit)), t2, t2Limit, q, qLimit, loudest);
  }

  int features() {
    return means.length;
  }

  JsonObject state() {
    JsonObject.Builder state =
        SavedState.start(KIND, VERSION)
            .put("rows", rows)
            .put("means", SavedState.numbers(means))
            .put("deviations", SavedState.numbers(deviations))
            .put("variances", SavedState.numbers(variances))
            .put("restSum", SavedState.number(restSum))
            .put("restSquares", SavedState.number(restSquares));
    double[] all = new double[components.length * means.length];
    for (int i = 0; i < components.length; i++) {
      System.arraycopy(components[i], 0, all, i * means.length, means.length);
    }
    return state.put("components", (JsonValue) SavedState.numbers(all)).build();
  }

  static PrincipalModel restored(JsonObject state, int features, double confidence)
      throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    double[] deviations = SavedState.numbers(fields, "deviations", features, features);
    double[] variances = SavedState.numbers(fields, "variances", 1, features);
    int k = variances.length;
    positive(fields, "deviations", deviations);
    positive(fields, "variances", variances);
    double[] all = SavedState.numbers(fields, "components", k * features, k * features);
    double[][] components = new double[k][features];
    for (int i = 0; i < k; i++) {
      System.arraycopy(all, i * features, components[i], 0, features);
    }
    return new PrincipalModel(
        (int) fields.integer("rows", k + 1, 1_000_000),
        SavedState.numbers(fields, "means", features, features),
        deviations,
        components,
        variances,
        SavedState.number(fields, "restSum", 0, features),
        SavedState.number(fields, "restSquares", 0, (double) features * features),
        confidence);
  }

  private static void positive(Fields fields, String name, double[] values)
      throws ProtocolException {
    for (double value : values) {
      if (!(value > 0)) {
        throw fields.wrong(name, Double.toString(value), "it must be above 0");
      }
    }
  }
}
