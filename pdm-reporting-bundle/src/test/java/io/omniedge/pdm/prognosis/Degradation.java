package io.omniedge.pdm.prognosis;

import io.omniedge.pdm.baseline.Reference;
import java.util.Random;

/** A machine that wears, of which the truth is known. A point is an hour. */
final class Degradation {
  static final Reference REFERENCE = new Reference(2, 0.1);
  static final double LIMIT = 4.5;
  static final long HOUR = 3_600_000;
  static final int HEALTHY_POINTS = 80;

  enum Shape {
    LINEAR,
    EXPONENTIAL,
    WANDERING
  }

  /** What it truly is at each point, without noise. */
  private final double[] levels = new double[HEALTHY_POINTS + 2_000];

  /** The first point at which the truth is at the limit. */
  final int endPoint;

  private final Random random;

  Degradation(Shape shape, Random random) {
    this.random = random;
    int life = 60 + random.nextInt(200);
    double span = LIMIT - REFERENCE.center();
    double wandered = 0;
    int end = -1;
    for (int i = 0; i < levels.length; i++) {
      double age = (double) Math.max(0, i - HEALTHY_POINTS) / life;
      double step = i > HEALTHY_POINTS ? span * random.nextGaussian() / life : 0;
      wandered += 2 * step;
      double worn =
          switch (shape) {
            case LINEAR -> span * age;
            case EXPONENTIAL -> span * (Math.expm1(4 * age) / Math.expm1(4));
            case WANDERING -> span * age + wandered;
          };
      levels[i] = REFERENCE.center() + worn;
      end = end < 0 && levels[i] >= LIMIT ? i : end;
    }
    endPoint = end;
  }

  double measured(int point) {
    return levels[point] + REFERENCE.spread() * random.nextGaussian();
  }
}
