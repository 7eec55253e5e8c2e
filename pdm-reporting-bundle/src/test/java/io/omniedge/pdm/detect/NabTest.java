package io.omniedge.pdm.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Two series of the Numenta Anomaly Benchmark, counted by its rules. */
class NabTest {
  private record Figures(double machine, double ambient, double both, double threshold) {}

  private static double[] ours(double[] values, AnomalyScore.Settings settings) {
    AnomalyScore score = new AnomalyScore(settings);
    double[] scores = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      scores[i] = score.update(values[i]); // one after the other: it cannot look ahead
    }
    return scores;
  }

  private static Figures figures(String what, UnaryOperator<double[]> detector)
      throws IOException, ProtocolException {
    NabSeries machine = NabSeries.read("machine_temperature_system_failure");
    NabSeries ambient = NabSeries.read("ambient_temperature_system_failure");
    NabScorer scorer = new NabScorer();
    scorer.add(machine, detector.apply(machine.values()));
    scorer.add(ambient, detector.apply(ambient.values()));
    NabScorer.Result best = scorer.best();
    Figures figures =
        new Figures(
            scorer.of(machine, best.threshold()).normalised(),
            scorer.of(ambient, best.threshold()).normalised(),
            best.normalised(),
            best.threshold());
    System.out.printf(
        "NAB standard, %s: machine temperature %.1f, ambient temperature %.1f, both %.1f"
            + " (threshold %.6f, best over both)%n",
        what, figures.machine, figures.ambient, figures.both, figures.threshold);
    return figures;
  }

  @Test
  void isAboveWindowedGaussianOnTheMachineAndOverBoth() throws IOException, ProtocolException {
    Figures ours = figures("ours", values -> ours(values, AnomalyScore.Settings.DEFAULT));
    Figures peer = figures("windowedGaussian", WindowedGaussian::scores);
    assertTrue(ours.machine > peer.machine + 20, ours + " against " + peer);
    assertTrue(ours.both > peer.both + 10, ours + " against " + peer);
    // What it is, so that a change of the detector shows.
    assertTrue(ours.machine > 65 && ours.both > 70, ours.toString());
  }

  @Test
  void itIsNoMatterOfOneLuckyPairOfSettings() throws IOException, ProtocolException {
    double peer = figures("windowedGaussian", WindowedGaussian::scores).machine;
    for (int recent : new int[] {24, 36, 48}) {
      for (int memory : new int[] {4_000, 5_000, 6_000}) {
        Figures near =
            figures(
                "ours with " + recent + " of " + memory,
                values -> ours(values, new AnomalyScore.Settings(recent, memory, 300)));
        assertTrue(near.machine > peer, recent + " of " + memory + ": " + near);
      }
    }
  }

  /** Made by hand: a window of ten rows of a hundred, of which the first fifteen are probation. */
  private static NabSeries small() {
    return new NabSeries("small", new double[100], List.of(new int[] {40, 49}));
  }

  private static double counted(int... detections) {
    double[] scores = new double[100];
    for (int row : detections) {
      scores[row] = 1;
    }
    NabScorer scorer = new NabScorer();
    scorer.add(small(), scores);
    return scorer.of(small(), 1).normalised();
  }

  @Test
  void theScorerCountsByTheRules() {
    assertEquals(0, counted(), 1e-9, "says nothing");
    assertEquals(100, counted(40), 1e-9, "at the start of the window");
    assertEquals(100, counted(40, 45, 49), 1e-9, "a window counts once");
    assertEquals(0, counted(3), 1e-9, "in probation nothing counts");
    // 2 / (1 + exp(-2.5)) - 1 = 0.848284, of 0.986614 at the start
    assertEquals(50 * (1 + 0.848284 / 0.986614), counted(45), 1e-3, "in the middle");
    assertEquals(50 * 0.11 * -1, counted(20), 1e-9, "before any window it costs all");
    // one row after a window of ten: 2 / (1 + exp(5 / 9)) - 1 = -0.270843
    assertEquals(50 * 0.11 * -0.270843, counted(50), 1e-3, "just after it less");
    assertEquals(50 * 0.11 * -1, counted(99), 1e-9, "more than three windows after it all");
  }

  @Test
  void theThresholdIsTheBestOne() {
    double[] scores = new double[100];
    scores[40] = 0.7;
    scores[20] = 0.6;
    scores[21] = 0.5;
    NabScorer scorer = new NabScorer();
    scorer.add(small(), scores);
    assertEquals(new NabScorer.Result(0.7, 100), scorer.best());
    NabScorer silent = new NabScorer();
    silent.add(small(), new double[100]);
    assertEquals(0, silent.best().normalised(), 1e-9);
  }
}
