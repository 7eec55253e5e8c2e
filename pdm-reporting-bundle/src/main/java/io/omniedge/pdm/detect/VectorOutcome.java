package io.omniedge.pdm.detect;

/**
 * What the detector of vectors says.
 *
 * @param point its opinion; the score is the larger of both shares of their limits
 * @param t2 Hotelling's distance within the components, 0 without an opinion
 * @param t2Limit its limit
 * @param q the square of what the components do not explain
 * @param qLimit its limit; infinite where they explain all
 * @param loudest index of the feature that is furthest out, where the score comes from; -1 without
 *     an opinion
 */
public record VectorOutcome(
    PointOutcome point, double t2, double t2Limit, double q, double qLimit, int loudest) {
  static VectorOutcome none(PointOutcome point) {
    return new VectorOutcome(point, 0, 0, 0, 0, -1);
  }
}
