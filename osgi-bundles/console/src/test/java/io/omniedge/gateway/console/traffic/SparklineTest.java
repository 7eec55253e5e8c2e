package io.omniedge.gateway.console.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SparklineTest {
  @Test
  void theNewestValueIsAtTheRightEdgeAndTheLargestAtTheTop() {
    assertEquals("176.0,35.0 178.0,18.0 180.0,1.0", Sparkline.points(List.of(0., 5., 10.), 91, 10));
  }

  @Test
  void leavesOutWhatIsNoNumber() {
    assertEquals("176.0,35.0 180.0,1.0", Sparkline.points(List.of(0., Double.NaN, 10.), 91, 10));
    assertEquals("", Sparkline.points(List.of(Double.NaN, 1.0, Double.NaN), 91, 10));
    assertEquals("", Sparkline.points(List.of(), 91, 10));
  }

  @Test
  void isFlatWithoutTraffic() {
    assertEquals(0, Sparkline.top(List.of(0., 0.), List.of(Double.NaN)));
    assertEquals("178.0,35.0 180.0,35.0", Sparkline.points(List.of(0., 0.), 91, 0));
  }

  @Test
  void writesNumbersAsSvgReadsThemInEveryCountry() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals("178.0,18.0 180.0,1.0", Sparkline.points(List.of(5., 10.), 91, 10));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Property
  void staysInItsBox(
      @ForAll @Size(max = 90) List<Double> values, @ForAll @IntRange(max = 1000) int top) {
    String points = Sparkline.points(values, 90, Math.max(top, Sparkline.top(values, List.of())));
    for (String point : points.isEmpty() ? new String[0] : points.split(" ")) {
      double x = Double.parseDouble(point.split(",")[0]);
      double y = Double.parseDouble(point.split(",")[1]);
      assertTrue(x >= 0 && x <= Sparkline.WIDTH, points);
      assertTrue(y >= 0 && (y <= Sparkline.HEIGHT || values.stream().anyMatch(v -> v < 0)), points);
    }
  }
}
