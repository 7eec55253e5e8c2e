package io.omniedge.pdm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.signal.Spectrum;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class CurveTest {
  private static Spectrum sine(double frequencyHz, int length) {
    double[] samples = new double[length];
    for (int i = 0; i < length; i++) {
      samples[i] = 0.5 * Math.sin(2 * Math.PI * frequencyHz * i / 8_192);
    }
    return Spectrum.welch(samples, 8_192, length);
  }

  @Test
  void peakKeepsItsPlaceAndHeight() {
    Curve curve = Curve.of(sine(1_234, 8_192), 3_200);
    assertEquals(Curve.MAX_POINTS, curve.points().size());
    Curve.Point highest =
        curve.points().stream()
            .max(Comparator.comparingDouble(Curve.Point::amplitudeG))
            .orElseThrow();
    assertEquals(1_234, highest.frequencyHz(), 1e-9);
    assertEquals(0.5, highest.amplitudeG(), 1e-6);
  }

  @Test
  void pointsRiseInFrequencyFromTheFirstLineToTheLast() {
    Curve curve = Curve.of(sine(4_000, 8_192), 1e9);
    double before = 0;
    for (Curve.Point point : curve.points()) {
      assertTrue(point.frequencyHz() > before, point.toString());
      before = point.frequencyHz();
    }
    assertTrue(before <= 4_096, "half the rate");
  }

  @Test
  void fewLinesAreAllThere() {
    assertEquals(32, Curve.of(sine(1_000, 64), 1e9).points().size());
  }
}
