package io.omniedge.pdm.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.detect.PointOutcome.Verdict;
import java.util.Random;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;

class PointDetectorTest {
  private static final long SEED = 1;
  private static final Ewma.Settings EWMA = new Ewma.Settings(0.2, 3);
  private static final Cusum.Settings CUSUM = new Cusum.Settings(0.5, 5);
  private static final RobustZ.Settings ROBUST = new RobustZ.Settings(30, 5, 0.001);
  private static final Holt.Settings HOLT = new Holt.Settings(0.3, 0.1, 0.05, 4, 0.001, 30);

  private final Random random = new Random(SEED);

  private int alarmsAt(PointDetector detector, int points, double mean, double step) {
    for (int i = 1; i <= points; i++) {
      if (detector.update(mean + i * step + random.nextGaussian()).isAbnormal()) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void theMeanHasTheLimitsOfTheHandbook() {
    // NIST 6.3.2.4: weight 0.3, limits 3: s_z = s sqrt(0.3 / 1.7), here in the steady state
    Ewma ewma = new Ewma(new Ewma.Settings(0.3, 3));
    for (int i = 0; i < 200; i++) {
      ewma.update(0);
    }
    double score = ewma.update(1).score();
    assertEquals(0.3 / (3 * Math.sqrt(0.3 / 1.7)), score, 1e-12);
  }

  @Test
  void theSumIsThatOfTheHandbook() {
    // S+ = max(0, S+ + z - k): 1.5, 1.0, 3.5 of a limit of 5
    Cusum cusum = new Cusum(CUSUM);
    assertEquals(0.3, cusum.update(2).score(), 1e-12);
    assertEquals(0.2, cusum.update(0).score(), 1e-12);
    assertEquals(0.7, cusum.update(3).score(), 1e-12);
    assertTrue(cusum.update(2).isAbnormal());
    assertFalse(cusum.isRiseOver());
  }

  @Test
  void healthyPointsPassAndShiftsOfASpreadAreSeenSoon() {
    long alarms = 0;
    long delay = 0;
    int runs = 200;
    for (int run = 0; run < runs; run++) {
      Cusum cusum = new Cusum(CUSUM);
      Ewma ewma = new Ewma(EWMA);
      alarms += alarmsAt(cusum, 100, 0, 0) <= 100 ? 1 : 0;
      alarms += alarmsAt(ewma, 100, 0, 0) <= 100 ? 1 : 0;
      delay += alarmsAt(new Cusum(CUSUM), 1_000, 1, 0);
    }
    // Average run lengths of the handbook's tables: 465 and 560 without, 10.4 with a shift.
    assertTrue(alarms < 2 * runs * 0.35, alarms + " of " + 2 * runs + ", seed " + SEED);
    assertEquals(10.4, (double) delay / runs, 2, "seed " + SEED);
  }

  @Test
  void theSumSeesAFallAsWellAndIsBackSoonAfterARepair() {
    Cusum cusum = new Cusum(CUSUM);
    for (int i = 0; i < 1_000; i++) {
      cusum.update(-6);
    }
    assertTrue(cusum.update(0).isAbnormal());
    int until = 0;
    while (cusum.update(0).isAbnormal()) {
      until++;
    }
    assertTrue(until < 12, until + " points after the repair");
  }

  @Test
  void oneFreakOfAnySizeIsNoChangeOfTheMean() {
    Ewma ewma = new Ewma(FeatureDetector.Settings.DEFAULT.ewma());
    for (int i = 0; i < 50; i++) {
      ewma.update(0);
    }
    assertFalse(ewma.update(1e99).isAbnormal());
  }

  @Test
  void aSpikeIsSeenAgainstItsNeighboursWhateverTheLevel() {
    RobustZ robust = new RobustZ(ROBUST);
    for (int i = 0; i < 30; i++) {
      assertEquals(Verdict.LEARNING, robust.update(500 + random.nextGaussian()).verdict());
    }
    assertEquals(Verdict.NORMAL, robust.update(501).verdict());
    PointOutcome spike = robust.update(520);
    assertTrue(spike.isAbnormal(), spike.toString());
    assertEquals(Verdict.NORMAL, robust.update(499.5).verdict());
  }

  @Test
  void aFeatureThatNeverChangedIsNotAlarmedByItsLastDigit() {
    RobustZ robust = new RobustZ(ROBUST);
    Holt holt = new Holt(HOLT);
    for (int i = 0; i < 40; i++) {
      robust.update(20);
      holt.update(20);
    }
    assertFalse(robust.update(20.01).isAbnormal());
    assertFalse(holt.update(20.01).isAbnormal());
    assertTrue(robust.update(25).isAbnormal());
    assertTrue(holt.update(25).isAbnormal());
  }

  @Test
  void theTrendIsFollowedAndWhatLeavesItNoticed() {
    Holt holt = new Holt(new Holt.Settings(0.3, 0.1, 0.05, 4, 1e-5, 30));
    for (int i = 0; i < 300; i++) {
      assertFalse(holt.update(10 + 0.5 * i + 0.1 * random.nextGaussian()).score() > 1.6, "at " + i);
    }
    Holt.Interval ten = holt.predicted(10, 0.9);
    assertEquals(10 + 0.5 * 309, ten.mean(), 1);
    assertTrue(holt.update(10 + 0.5 * 298).isAbnormal(), "it fell back");
  }

  @Test
  void thePredictedIntervalHoldsAsOftenAsItSays() {
    int inside = 0;
    int all = 0;
    Holt holt = new Holt(new Holt.Settings(0.3, 0.1, 0.02, 4, 1e-9, 50));
    double level = 100;
    double trend = 0.01;
    // The very process of which Holt's is the optimal forecast: one error drives level and trend.
    for (int i = 0; i < 20_000; i++) {
      double error = random.nextGaussian();
      double value = level + trend + error;
      if (i > 200) {
        Holt.Interval interval = holt.predicted(1, 0.9);
        inside += value >= interval.low() && value <= interval.high() ? 1 : 0;
        all++;
      }
      holt.update(value);
      level += trend + 0.3 * error;
      trend += 0.03 * error;
    }
    assertEquals(0.9, (double) inside / all, 0.02, "seed " + SEED);
  }

  @Test
  void theIntervalWidensAsTheFormulaSays() {
    Holt holt = new Holt(HOLT);
    for (int i = 0; i < 100; i++) {
      holt.update(i % 2);
    }
    double one = holt.predicted(1, 0.8).high() - holt.predicted(1, 0.8).mean();
    double five = holt.predicted(5, 0.8).high() - holt.predicted(5, 0.8).mean();
    // Hyndman table 6.1 by summing c_j = a + b j for j = 1..4
    double sum = 1;
    for (int j = 1; j <= 4; j++) {
      sum += Math.pow(0.3 + 0.03 * j, 2);
    }
    assertEquals(Math.sqrt(sum), five / one, 1e-9);
    double z = new NormalDistribution().inverseCumulativeProbability(0.9);
    double z95 = new NormalDistribution().inverseCumulativeProbability(0.975);
    double wide = holt.predicted(1, 0.95).high() - holt.predicted(1, 0.95).mean();
    assertEquals(z95 / z, wide / one, 1e-6);
  }

  @Test
  void freaksWhileLearningDoNoHarm() {
    Holt holt = new Holt(HOLT);
    for (int i = 0; i < 30; i++) {
      holt.update(i % 4 == 3 ? 1e6 : 50 + random.nextGaussian());
    }
    assertEquals(50, holt.predicted(1, 0.9).mean(), 3);
    assertTrue(holt.update(80).isAbnormal());
  }

  @Test
  void whatIsNoNumberChangesNothing() {
    PointDetector[] detectors = {
      new Ewma(EWMA), new Cusum(CUSUM), new RobustZ(ROBUST), new Holt(HOLT)
    };
    for (PointDetector detector : detectors) {
      for (int i = 0; i < 40; i++) {
        detector.update(random.nextGaussian());
      }
      String before = detector.state().toJson();
      for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e200}) {
        assertEquals(Verdict.UNUSABLE, detector.update(value).verdict());
      }
      assertEquals(before, detector.state().toJson());
    }
  }

  @Test
  void kOfNPointsPersistAndFewerDoNot() {
    Persistence persistence = new Persistence(new Persistence.Settings(3, 5));
    boolean[] points = {true, true, false, false, false, true, false, true, true, false, false};
    int persistent = 0;
    for (boolean point : points) {
      persistent += persistence.update(point) ? 1 : 0;
    }
    assertEquals(2, persistent, "the points 8 and 9 of 0 to 10");
    Persistence longest = new Persistence(new Persistence.Settings(31, 31));
    for (int i = 0; i < 30; i++) {
      assertFalse(longest.update(true));
    }
    assertTrue(longest.update(true));
  }

  @Test
  void settingsOutOfBoundsAreRefusedWithNameAndValue() {
    String said =
        assertThrows(IllegalArgumentException.class, () -> new Ewma.Settings(1.5, 3)).toString();
    assertTrue(said.contains("weight 1.5"), said);
    assertThrows(IllegalArgumentException.class, () -> new Cusum.Settings(Double.NaN, 3));
    assertThrows(IllegalArgumentException.class, () -> new Persistence.Settings(6, 5));
    assertThrows(IllegalArgumentException.class, () -> new RobustZ.Settings(2, 3, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new AnomalyScore.Settings(50, 10, 5));
  }
}
