package io.omniedge.pdm.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.saved.SavedState.Restorer;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A restart at any point loses nothing; a state that is none is refused, never an accident. */
class RestartTest {
  private static final Ewma.Settings EWMA = new Ewma.Settings(0.2, 3);
  private static final Cusum.Settings CUSUM = new Cusum.Settings(0.5, 5);
  private static final RobustZ.Settings ROBUST = new RobustZ.Settings(20, 5, 0.001);
  private static final Holt.Settings HOLT = new Holt.Settings(0.3, 0.1, 0.05, 4, 0.001, 30);
  private static final VectorDetector.Settings VECTOR =
      new VectorDetector.Settings(3, 40, 0.9, 0.99);
  private static final AnomalyScore.Settings SCORE = new AnomalyScore.Settings(5, 50, 20);
  private static final FeatureDetector.Settings FEATURE = FeatureDetector.Settings.DEFAULT;

  /** Takes a value, says something. */
  private interface Step {
    Object take(double value);
  }

  /** A detector as something that takes a number and says a text, and can be saved. */
  private record Any(Step update, Supplier<JsonObject> state) {
    static Any of(PointDetector detector) {
      return new Any(detector::update, detector::state);
    }

    static Any of(AnomalyScore score) {
      return new Any(score::update, score::state);
    }

    static Any of(FeatureDetector detector) {
      return new Any(detector::update, detector::state);
    }

    static Any of(VectorDetector detector) {
      return new Any(x -> detector.update(x, x * x, 1 - x / 3), detector::state);
    }
  }

  private record Kind(Supplier<Any> fresh, Restorer<Any> restorer) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(() -> Any.of(new Ewma(EWMA)), s -> Any.of(Ewma.restored(EWMA, s))),
          new Kind(() -> Any.of(new Cusum(CUSUM)), s -> Any.of(Cusum.restored(CUSUM, s))),
          new Kind(() -> Any.of(new RobustZ(ROBUST)), s -> Any.of(RobustZ.restored(ROBUST, s))),
          new Kind(() -> Any.of(new Holt(HOLT)), s -> Any.of(Holt.restored(HOLT, s))),
          new Kind(
              () -> Any.of(new AnomalyScore(SCORE)), s -> Any.of(AnomalyScore.restored(SCORE, s))),
          new Kind(
              () -> Any.of(new FeatureDetector(FEATURE)),
              s -> Any.of(FeatureDetector.restored(FEATURE, s))),
          new Kind(
              () -> Any.of(new VectorDetector(VECTOR)),
              s -> Any.of(VectorDetector.restored(VECTOR, s))));

  @Property(tries = 200)
  void itGoesOnBitByBitAsIfNothingWasBetween(
      @ForAll @IntRange(max = 6) int which, @ForAll @IntRange(max = 120) int at, @ForAll long seed)
      throws ProtocolException {
    Random random = new Random(seed);
    Kind kind = KINDS.get(which);
    Any first = kind.fresh.get();
    for (int i = 0; i < at; i++) {
      first.update.take(random.nextGaussian() * 3);
    }
    JsonObject state = first.state.get();
    Any second = kind.restorer.restore(JsonReader.readObject(state.toBytes(), 1_000_000));
    assertEquals(state.toJson(), second.state.get().toJson());
    for (int i = 0; i < 60; i++) {
      double value = random.nextGaussian() * 3;
      // Outcomes are records of doubles, and these are equal only if all bits are.
      assertEquals(first.update.take(value), second.update.take(value), "point " + i);
    }
    assertEquals(first.state.get().toJson(), second.state.get().toJson());
  }

  @Property(tries = 300)
  void aStateThatSomebodyTouchedIsTakenOrRefusedWithItsPlace(
      @ForAll @IntRange(max = 6) int which, @ForAll long seed) {
    Random random = new Random(seed);
    Kind kind = KINDS.get(which);
    Any saved = kind.fresh.get();
    for (int i = random.nextInt(80); i > 0; i--) {
      saved.update.take(random.nextGaussian());
    }
    JsonObject touched = touched(saved.state.get(), random);
    try {
      Any restored = kind.restorer.restore(touched);
      for (int i = 0; i < 20; i++) {
        String said = String.valueOf(restored.update.take(random.nextGaussian()));
        assertTrue(!said.contains("NaN"), said + " from " + touched);
      }
    } catch (ProtocolException e) {
      assertTrue(e.toString().length() > 30, e.toString());
    }
  }

  private static JsonObject touched(JsonObject state, Random random) {
    Map<String, JsonValue> members = new TreeMap<>(state.members());
    List<String> names = List.copyOf(members.keySet());
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(4)) {
      case 0 -> members.remove(name);
      case 1 -> members.put(name, new JsonString("x"));
      case 2 -> members.put(name, JsonNumber.of(random.nextLong()));
      default -> {
        if (members.get(name) instanceof JsonObject inner) {
          members.put(name, touched(inner, random));
        } else {
          members.put(name, JsonNumber.of(random.nextInt(5) - 2));
        }
      }
    }
    return JsonObject.of(members);
  }

  @Property(tries = 7)
  void aStateOfAnotherVersionIsRefused(@ForAll @IntRange(max = 6) int which) {
    Map<String, JsonValue> members =
        new TreeMap<>(KINDS.get(which).fresh.get().state.get().members());
    members.put("version", JsonNumber.of(99));
    String said =
        assertThrows(
                ProtocolException.class,
                () -> KINDS.get(which).restorer.restore(JsonObject.of(members)))
            .toString();
    assertTrue(said.contains("version") && said.contains("99"), said);
  }
}
