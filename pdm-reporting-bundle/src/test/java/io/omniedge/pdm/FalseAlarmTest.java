package io.omniedge.pdm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.alarm.Alarm;
import io.omniedge.pdm.alarm.AlarmEvent;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.baseline.Baseline;
import io.omniedge.pdm.baseline.Comparison;
import io.omniedge.pdm.detect.FeatureDetector;
import io.omniedge.pdm.simulation.FeatureWalk;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** From features over baselines and detectors to alarms, with nothing between taken away. */
class FalseAlarmTest {
  private static final int HEALTHY_HOURS = 1_000;

  /** Until all three speeds are learnt: a week of each, and all parts of the day. */
  private static final int LEARNING_HOURS = 24 * 14;

  private static final Alarm.Settings ALARM =
      new Alarm.Settings(
          2 * FeatureWalk.BLOCK_MILLIS, 6 * FeatureWalk.BLOCK_MILLIS, false, 86_400_000);

  /** One machine and all that watches it. */
  private static final class Watch {
    private final FeatureWalk walk;
    private final Baseline baseline = new Baseline(Baseline.Settings.DEFAULT);
    private final Map<String, FeatureDetector> detectors = new TreeMap<>();
    private final Map<String, Alarm> alarms = new TreeMap<>();
    private int compared;
    private int alarmed;

    Watch(long seed) {
      walk = new FeatureWalk(seed);
    }

    /** Goes on for a block; how many alarms were raised. */
    int next(double fault) {
      FeatureWalk.Block block = walk.next(fault);
      int raised = 0;
      for (Map.Entry<String, Comparison> each :
          baseline.take(block.state(), block.features(), block.atMillis()).entrySet()) {
        if (!(each.getValue() instanceof Comparison.Compared is)) {
          continue;
        }
        compared++;
        FeatureDetector.Outcome outcome =
            detectors
                .computeIfAbsent(
                    each.getKey(), name -> new FeatureDetector(FeatureDetector.Settings.DEFAULT))
                .update(is.spreads());
        Alarm alarm = alarms.computeIfAbsent(each.getKey(), name -> new Alarm(ALARM));
        Level level = outcome.isPersistent() ? Level.ALERT : Level.OK;
        for (AlarmEvent event : alarm.update(level, block.atMillis())) {
          raised += event.kind() == AlarmEvent.Kind.RAISED ? 1 : 0;
        }
        // Whoever acknowledges at once lets each new one be counted.
        alarm.acknowledge("test", block.atMillis());
      }
      alarmed += raised;
      return raised;
    }

    void hours(int hours) {
      for (int i = 0; i < hours * FeatureWalk.BLOCKS_PER_HOUR; i++) {
        next(0);
      }
    }
  }

  @Test
  void aHealthyMachineRaisesAtMostOneAlarmInAThousandHours() {
    int machines = 20;
    int worst = 0;
    int all = 0;
    for (long seed = 1; seed <= machines; seed++) {
      Watch watch = new Watch(seed);
      watch.hours(LEARNING_HOURS + HEALTHY_HOURS);
      int least = 3 * HEALTHY_HOURS * FeatureWalk.BLOCKS_PER_HOUR;
      assertTrue(watch.compared >= 0.95 * least, watch.compared + " were compared, seed " + seed);
      worst = Math.max(worst, watch.alarmed);
      all += watch.alarmed;
    }
    System.out.printf(
        "false alarms in %d simulated hours of %d healthy machines each: %d, at most %d of one,"
            + " seeds 1 to %d%n",
        HEALTHY_HOURS, machines, all, worst, machines);
    assertTrue(worst <= 1, worst + " of one machine");
    assertTrue(all <= machines / 4, all + " of all");
  }

  @Test
  void aMachineThatWearsIsSeenLongBeforeItsVibrationHasDoubled() {
    int machines = 20;
    int wearHours = 500;
    double lead = 0;
    double shortest = Double.POSITIVE_INFINITY;
    for (long seed = 101; seed < 101 + machines; seed++) {
      Watch watch = new Watch(seed);
      watch.hours(LEARNING_HOURS);
      int before = watch.alarmed;
      int blocks = wearHours * FeatureWalk.BLOCKS_PER_HOUR;
      int seen = blocks;
      for (int i = 0; i < blocks && seen == blocks; i++) {
        // Doubles in the end, slowly first: exponential.
        double fault = Math.expm1(4.0 * i / blocks) / Math.expm1(4.0);
        seen = watch.next(fault) > 0 ? i : seen;
      }
      double left = (double) (blocks - seen) / FeatureWalk.BLOCKS_PER_HOUR;
      assertTrue(left > 0, "never seen, seed " + seed);
      assertTrue(before <= 1, before + " while learning, seed " + seed);
      lead += left / machines;
      shortest = Math.min(shortest, left);
    }
    System.out.printf(
        "wear that doubles vibration in %d hours: seen in %d of %d machines, %.0f hours before"
            + " that on average, %.0f at the least%n",
        wearHours, machines, machines, lead, shortest);
    assertTrue(shortest > wearHours * 0.2, shortest + " hours at the least");
  }

  @Test
  void aStepOfAQuarterIsSeenWithinHours() {
    int machines = 20;
    int latest = 0;
    for (long seed = 201; seed < 201 + machines; seed++) {
      Watch watch = new Watch(seed);
      watch.hours(LEARNING_HOURS);
      int blocks = 0;
      while (watch.next(0.25) == 0) {
        blocks++;
        assertTrue(blocks < 1_000, "never seen, seed " + seed);
      }
      latest = Math.max(latest, blocks);
    }
    System.out.printf(
        "a step of 25 %%: seen after %.1f hours at the latest, of %d machines%n",
        (double) latest / FeatureWalk.BLOCKS_PER_HOUR, machines);
    assertTrue(latest <= 12 * FeatureWalk.BLOCKS_PER_HOUR, latest + " blocks");
  }
}
