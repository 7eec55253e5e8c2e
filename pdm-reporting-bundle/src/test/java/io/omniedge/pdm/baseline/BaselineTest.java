package io.omniedge.pdm.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.baseline.Comparison.Compared;
import io.omniedge.pdm.baseline.Comparison.Learning;
import io.omniedge.pdm.baseline.Comparison.NotKept;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BaselineTest {
  private static final long SEED = 3;
  private static final long HOUR = 3_600_000;
  private static final OperatingState FILL = new OperatingState("fill");
  private static final OperatingState SPIN = new OperatingState("spin");
  private static final Baseline.Settings SETTINGS =
      new Baseline.Settings(20, 10 * HOUR, 0.02, 3, 4);

  private final Random random = new Random(SEED);
  private final Baseline baseline = new Baseline(SETTINGS);
  private long atMillis;

  private Comparison take(Baseline of, OperatingState state, double value) {
    atMillis += HOUR;
    return value(of, state, Map.of("rms", value), "rms");
  }

  private Comparison value(
      Baseline of, OperatingState state, Map<String, Double> features, String name) {
    return Objects.requireNonNull(of.take(state, features, atMillis).get(name), name);
  }

  private void learn(OperatingState state, double center) {
    for (int i = 0; i < 20; i++) {
      take(baseline, state, center + 0.1 * random.nextGaussian());
    }
  }

  @Test
  void learningIsAnAnswerUntilThereAreBlocksEnough() {
    for (int i = 1; i < 20; i++) {
      Learning learning = assertInstanceOf(Learning.class, take(baseline, FILL, 2));
      assertEquals(i, learning.blocks());
      assertEquals(20, learning.blocksNeeded());
    }
    assertInstanceOf(Compared.class, take(baseline, FILL, 2));
  }

  @Test
  void manyBlocksOfOneHourAreNoBaseline() {
    for (int i = 0; i < 5_000; i++) {
      atMillis = i * HOUR / 5_000;
      assertInstanceOf(Learning.class, value(baseline, FILL, Map.of("rms", 1.0), "rms"));
    }
    atMillis = 10 * HOUR;
    assertInstanceOf(Compared.class, value(baseline, FILL, Map.of("rms", 1.0), "rms"));
  }

  @Test
  void eachStateIsComparedWithItselfInSpreadsAndPercent() {
    learn(FILL, 2);
    learn(SPIN, 8);
    Compared fill = assertInstanceOf(Compared.class, take(baseline, FILL, 3));
    Compared spin = assertInstanceOf(Compared.class, take(baseline, SPIN, 8));
    assertEquals(50, fill.changePercent().orElseThrow(), 5);
    assertTrue(fill.spreads() > 5, fill.toString());
    assertTrue(Math.abs(spin.spreads()) < 1, spin.toString());
  }

  @Test
  void aQuarterOfFreaksDoesNotMoveIt() {
    for (int i = 0; i < 20; i++) {
      take(baseline, FILL, i % 4 == 0 ? 1_000 : 2 + 0.1 * random.nextGaussian());
    }
    Compared compared = assertInstanceOf(Compared.class, take(baseline, FILL, 2));
    assertEquals(2, compared.reference().center(), 0.1);
    assertTrue(compared.reference().spread() < 0.3, compared.toString());
  }

  @Test
  void itIsFrozenAndDoesNotFollowWear() {
    learn(FILL, 2);
    for (int i = 0; i < 1_000; i++) {
      take(baseline, FILL, 2 + 0.002 * i);
    }
    Compared worn = assertInstanceOf(Compared.class, take(baseline, FILL, 4));
    assertEquals(100, worn.changePercent().orElseThrow(), 5);
  }

  @Test
  void relearningIsForOneStateOrForAll() {
    learn(FILL, 2);
    learn(SPIN, 8);
    baseline.relearn(FILL);
    assertInstanceOf(Learning.class, take(baseline, FILL, 3));
    assertInstanceOf(Compared.class, take(baseline, SPIN, 8));
    baseline.relearn();
    assertInstanceOf(Learning.class, take(baseline, SPIN, 8));
  }

  @Test
  void aStateTooManyIsSaidAndNotKept() {
    learn(FILL, 2);
    learn(SPIN, 8);
    learn(new OperatingState("third"), 1);
    NotKept not = assertInstanceOf(NotKept.class, take(baseline, new OperatingState("fourth"), 1));
    assertTrue(not.reason().contains("fourth") && not.reason().contains("3"), not.reason());
    assertInstanceOf(Compared.class, take(baseline, FILL, 2));
  }

  @Test
  void aFeatureThatComesLaterLearnsForItselfAndOneTooManyIsSaid() {
    learn(FILL, 2);
    Map<String, Double> more = Map.of("rms", 2.0, "kurtosis", 3.0);
    assertInstanceOf(Compared.class, value(baseline, FILL, more, "rms"));
    assertInstanceOf(Learning.class, value(baseline, FILL, more, "kurtosis"));
    Map<String, Double> five = Map.of("a", 1.0, "b", 1.0, "c", 1.0);
    long kept =
        baseline.take(FILL, five, atMillis).values().stream()
            .filter(Learning.class::isInstance)
            .count();
    assertEquals(2, kept, "of four features two were known");
  }

  @Test
  void whatIsNoNumberIsSaidAndNotLearnt() {
    for (int i = 0; i < 100; i++) {
      assertInstanceOf(NotKept.class, take(baseline, FILL, Double.NaN));
    }
    assertEquals(1, assertInstanceOf(Learning.class, take(baseline, FILL, 1)).blocks());
  }

  @Test
  void aFeatureAroundZeroHasSpreadsButNoPercent() {
    for (int i = 0; i < 20; i++) {
      take(baseline, FILL, random.nextGaussian());
    }
    Compared compared = assertInstanceOf(Compared.class, take(baseline, FILL, 5));
    assertTrue(compared.changePercent().isEmpty(), compared.toString());
    assertTrue(compared.spreads() > 3, compared.toString());
  }

  @Test
  void manyBlocksAreThinnedEvenly() {
    Baseline slow = new Baseline(new Baseline.Settings(6_000, 0, 1e-6, 1, 1));
    Comparison last = new NotKept("");
    for (int i = 0; i < 6_000; i++) {
      last = take(slow, FILL, i);
    }
    Reference reference = assertInstanceOf(Compared.class, last).reference();
    assertEquals(3_000, reference.center(), 60);
    assertEquals(1.4826 * 1_500, reference.spread(), 60);
  }

  private static final long DAY = 24 * HOUR;

  @Test
  void aStateEnteredMostlyInTheMorningKnowsTheAfternoonAsWell() {
    Baseline days = new Baseline(new Baseline.Settings(30, 3 * DAY, 0.001, 1, 1));
    Comparison last = new NotKept("");
    for (int day = 0; day < 6; day++) {
      for (int minute = 0; minute < 24 * 60; minute += 10) {
        int hour = minute / 60;
        if (hour / 4 == 2 || minute % 240 == 0) { // all of eight to twelve, a sixth of the others
          atMillis = day * DAY + minute * 60_000L;
          last = value(days, FILL, Map.of("rms", hour < 12 ? 10.0 : 12.0), "rms");
        }
      }
    }
    Reference reference = assertInstanceOf(Compared.class, last).reference();
    assertEquals(11, reference.center(), 1e-9, "half of the day is at 10, half at 12");
    assertEquals(1.4826, reference.spread(), 1e-3);
  }

  @Test
  void aMachineThatRunsByDayIsNotLearntForEver() {
    Baseline days = new Baseline(new Baseline.Settings(30, 2 * DAY, 0.001, 1, 1));
    int learning = 0;
    for (int hour = 0; hour < 24 * 20; hour++) {
      if (hour % 24 >= 8 && hour % 24 < 16) {
        atMillis = hour * HOUR;
        learning += value(days, FILL, Map.of("rms", 1.0), "rms") instanceof Learning ? 1 : 0;
      }
    }
    assertEquals(8 * 8, learning, "eight days of eight hours");
  }

  @Test
  void speedAndLoadAreRoundedToBands() {
    OperatingState.Bands bands = new OperatingState.Bands(100, 25);
    assertEquals("1500 rpm, 75 %", bands.of(1_547, 80).name());
    assertEquals("1600 rpm, 100 %", bands.of(1_553, 100).name());
    assertEquals("-1500 rpm, 0 %", bands.of(-1_470, 3).name());
    assertThrows(IllegalArgumentException.class, () -> new OperatingState.Bands(0, 25));
  }

  @Property(tries = 60)
  void aRestartAtAnyBlockChangesNothing(@ForAll @IntRange(max = 60) int at, @ForAll long seed)
      throws ProtocolException {
    Random values = new Random(seed);
    Baseline first = new Baseline(SETTINGS);
    for (int i = 0; i < at; i++) {
      take(first, values.nextBoolean() ? FILL : SPIN, values.nextGaussian());
    }
    JsonObject saved = JsonReader.readObject(first.state().toBytes(), 1_000_000);
    Baseline second = Baseline.restored(SETTINGS, saved);
    for (int i = 0; i < 60; i++) {
      OperatingState state = values.nextBoolean() ? FILL : SPIN;
      Map<String, Double> features = Map.of("rms", values.nextGaussian());
      atMillis += HOUR;
      assertEquals(first.take(state, features, atMillis), second.take(state, features, atMillis));
    }
    assertEquals(first.state().toJson(), second.state().toJson());
  }

  @Test
  void aBrokenStateIsRefusedWithItsPlace() throws ProtocolException {
    learn(FILL, 2);
    String saved = baseline.state().toJson();
    JsonObject negative =
        (JsonObject) JsonReader.read(saved.replaceAll("\"spread\":[0-9.]+", "\"spread\":-1"));
    String said =
        assertThrows(ProtocolException.class, () -> Baseline.restored(SETTINGS, negative))
            .toString();
    assertTrue(said.contains("states.fill.rms.spread") && said.contains("-1"), said);
    JsonObject none = (JsonObject) JsonReader.read(saved.replace("\"states\"", "\"stats\""));
    assertThrows(ProtocolException.class, () -> Baseline.restored(SETTINGS, none));
  }
}
