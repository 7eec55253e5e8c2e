package io.omniedge.pdm.statistics;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's rotations: slow beyond a
 * hundred rows, but exact and short. Immutable.
 *
 * <p>Source: Golub and Van Loan, Matrix Computations, 8.5.
 */
public final class SymmetricEigen {
  /** Six do for any matrix of this size; it converges quadratically. */
  private static final int MOST_SWEEPS = 50;

  private final double[] values;
  private final double[][] vectors;

  private SymmetricEigen(double[] values, double[][] vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /**
   * Decomposes.
   *
   * @param matrix n rows of n finite values, of which the lower half is looked at; left as it is
   */
  public static SymmetricEigen of(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][n];
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) {
      v[i][i] = 1;
      for (int j = 0; j <= i; j++) {
        a[i][j] = matrix[i][j];
        a[j][i] = matrix[i][j];
      }
    }
    for (int sweep = 0; sweep < MOST_SWEEPS && rotates(a, v); sweep++) {}
    return sorted(a, v);
  }

  private static boolean rotates(double[][] a, double[][] v) {
    boolean any = false;
    for (int p = 0; p < a.length; p++) {
      for (int q = p + 1; q < a.length; q++) {
        // Less than this does not change the diagonal any more.
        if (Math.abs(a[p][q]) > 1e-16 * (Math.abs(a[p][p]) + Math.abs(a[q][q]))) {
          rotate(a, v, p, q);
          any = true;
        }
      }
    }
    return any;
  }

  /** Makes a[p][q] zero. */
  private static void rotate(double[][] a, double[][] v, int p, int q) {
    double tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double tangent = Math.copySign(1, tau) / (Math.abs(tau) + Math.hypot(1, tau));
    double cosine = 1 / Math.hypot(1, tangent);
    double sine = tangent * cosine;
    for (int k = 0; k < a.length; k++) {
      double kp = a[k][p];
      double kq = a[k][q];
      a[k][p] = cosine * kp - sine * kq;
      a[k][q] = sine * kp + cosine * kq;
    }
    for (int k = 0; k < a.length; k++) {
      double pk = a[p][k];
      double qk = a[q][k];
      a[p][k] = cosine * pk - sine * qk;
      a[q][k] = sine * pk + cosine * qk;
      double kp = v[k][p];
      double kq = v[k][q];
      v[k][p] = cosine * kp - sine * kq;
      v[k][q] = sine * kp + cosine * kq;
    }
    a[p][q] = 0;
    a[q][p] = 0;
  }

  private static SymmetricEigen sorted(double[][] a, double[][] v) {
    int n = a.length;
    double[] values = new double[n];
    double[][] vectors = new double[n][n];
    boolean[] taken = new boolean[n];
    for (int rank = 0; rank < n; rank++) {
      int best = -1;
      for (int i = 0; i < n; i++) {
        if (!taken[i] && (best < 0 || a[i][i] > a[best][best])) {
          best = i;
        }
      }
      taken[best] = true;
      values[rank] = a[best][best];
      for (int k = 0; k < n; k++) {
        vectors[rank][k] = v[k][best];
      }
    }
    return new SymmetricEigen(values, vectors);
  }

  /** The eigenvalue of that rank; 0 is the largest. */
  public double value(int rank) {
    return values[rank];
  }

  /** Its eigenvector, of length 1; a copy. */
  public double[] vector(int rank) {
    return vectors[rank].clone();
  }
}
