package io.omniedge.pdm.triage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ReductionTest {
  private static final long SECOND = 1_000_000_000L;

  /** Remembers what came out. */
  private static final class Out implements Reduction.Result {
    final List<Long> nanos = new ArrayList<>();
    final List<Double> values = new ArrayList<>();
    int others;

    @Override
    public void keep(long at, double value) {
      nanos.add(at);
      values.add(value);
    }

    @Override
    public void drop(DropReason why) {
      others++;
    }

    @Override
    public void aggregated(int samples) {
      others += samples;
    }
  }

  private static Out through(Reduction reduction, double... values) {
    Out out = new Out();
    for (int i = 0; i < values.length; i++) {
      reduction.take(i * SECOND, values[i], out);
    }
    reduction.flush(out);
    assertEquals(values.length, out.values.size() + out.others, "nothing is lost or invented");
    return out;
  }

  @Test
  void aDeadbandKeepsWhatDiffers() {
    assertEquals(
        List.of(10.0, 11.5, 10.0),
        through(new Deadband(1, false, 0), 10, 10.9, 11, 11.5, 11, 10.6, 10).values);
    assertEquals(
        List.of(100.0, 89.0), through(new Deadband(0.1, true, 0), 100, 109, 91, 89, 97).values);
  }

  @Test
  void aHeartbeatKeepsOneAtTheLeast() {
    Out out = through(new Deadband(1, false, 3 * SECOND), 5, 5, 5, 5, 5, 5, 5);
    assertEquals(List.of(0L, 3 * SECOND, 6 * SECOND), out.nanos);
  }

  @Test
  void onChangeKeepsChanges() {
    assertEquals(List.of(0.0, 1.0, 0.0), through(new Deadband(0, false, 0), 0, 0, 1, 1, 0).values);
  }

  @Test
  void eachNthIsTheFirstOfN() {
    assertEquals(
        List.of(0.0, 3.0, 6.0), through(new Reduction.EveryNth(3), 0, 1, 2, 3, 4, 5, 6, 7).values);
  }

  @Test
  void aWindowStandsForItsSamples() {
    double[] values = {1, 3, 5, 10, 20, 30, 7};
    long span = 3 * SECOND;
    Out mean = through(new TumblingWindow(span, TumblingWindow.Of.MEAN), values);
    assertEquals(List.of(3.0, 20.0, 7.0), mean.values);
    assertEquals(List.of(3 * SECOND, 6 * SECOND, 9 * SECOND), mean.nanos);
    assertEquals(
        List.of(1.0, 10.0, 7.0),
        through(new TumblingWindow(span, TumblingWindow.Of.MIN), values).values);
    assertEquals(
        List.of(5.0, 30.0, 7.0),
        through(new TumblingWindow(span, TumblingWindow.Of.MAX), values).values);
    assertEquals(
        List.of(5.0, 30.0, 7.0),
        through(new TumblingWindow(span, TumblingWindow.Of.LAST), values).values);
  }

  @Test
  void aDoorKeepsTheEndsOfALine() {
    Out out = through(new SwingingDoor(0.1, 0), 0, 1, 2, 3, 4, 3, 2, 1, 0);
    assertEquals(List.of(0.0, 4.0, 0.0), out.values);
  }

  @Property(tries = 500)
  void aDoorNeverDeviatesByMore(
      @ForAll @Size(min = 2, max = 200) List<@DoubleRange(min = -50, max = 50) Double> values,
      @ForAll @DoubleRange(min = 0.01, max = 30) double deviation) {
    double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
    Out out = through(new SwingingDoor(deviation, 0), all);
    int segment = 0;
    for (int i = 0; i < all.length; i++) {
      while (out.nanos.get(segment + 1) < i * SECOND) {
        segment++;
      }
      double from = out.nanos.get(segment);
      double to = out.nanos.get(segment + 1);
      double part = (i * SECOND - from) / (to - from);
      double line =
          out.values.get(segment) + part * (out.values.get(segment + 1) - out.values.get(segment));
      assertTrue(Math.abs(line - all[i]) <= deviation * (1 + 1e-9), i + " of " + values);
    }
  }
}
