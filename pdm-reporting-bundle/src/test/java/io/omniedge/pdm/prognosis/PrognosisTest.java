package io.omniedge.pdm.prognosis;

import static io.omniedge.pdm.prognosis.Degradation.HOUR;
import static io.omniedge.pdm.prognosis.Degradation.LIMIT;
import static io.omniedge.pdm.prognosis.Degradation.REFERENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.prognosis.Outlook.NoTrend;
import io.omniedge.pdm.prognosis.Outlook.NotDiagnosable;
import io.omniedge.pdm.prognosis.Outlook.RemainingLife;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PrognosisTest {
  private static final long SEED = 4;

  private final Random random = new Random(SEED);
  private final Prognosis prognosis = new Prognosis(Prognosis.Settings.DEFAULT);

  private void take(int point, double value) {
    assertTrue(prognosis.take(REFERENCE, value, point * HOUR));
  }

  private Outlook outlook(int point) {
    return prognosis.outlook(REFERENCE, LIMIT, point * HOUR);
  }

  @Test
  void aHealthyMachineHasNoTrend() {
    for (int i = 0; i < 3_000; i++) {
      take(i, 2 + 0.1 * random.nextGaussian());
      assertInstanceOf(NoTrend.class, outlook(i), "point " + i + ", seed " + SEED);
    }
  }

  @Test
  void theOnsetIsWhenItBeganNotWhenItWasSeen() {
    for (int i = 0; i < 200; i++) {
      take(i, 2 + 0.1 * random.nextGaussian() + 0.03 * Math.max(0, i - 100));
    }
    RemainingLife life = assertInstanceOf(RemainingLife.class, outlook(199));
    assertEquals(102, (double) life.onsetMillis() / HOUR, 6, "seed " + SEED);
  }

  @Test
  void aFewPointsAfterTheOnsetNothingIsSaid() {
    for (int i = 0; i < 5; i++) {
      take(i, 4);
    }
    NotDiagnosable not = assertInstanceOf(NotDiagnosable.class, outlook(5));
    assertEquals("5 points since the onset, 12 are needed", not.reason());
  }

  @Test
  void aStepThatStaysIsNoTrendToALimit() {
    for (int i = 0; i < 120; i++) {
      take(i, (i < 50 ? 2 : 3) + 0.1 * random.nextGaussian());
    }
    NotDiagnosable not = assertInstanceOf(NotDiagnosable.class, outlook(120));
    assertTrue(
        not.reason().contains("rising") || not.reason().contains("further away"), not.reason());
  }

  @Test
  void whatIsAtItsLimitHasNoLifeLeft() {
    for (int i = 0; i < 200; i++) {
      take(i, 2 + 0.05 * Math.max(0, i - 100) + 0.1 * random.nextGaussian());
    }
    RemainingLife life = assertInstanceOf(RemainingLife.class, outlook(200));
    assertEquals(0, life.highMillis());
  }

  @Test
  void aLimitWithinTheBaselineIsSaid() {
    for (int i = 0; i < 50; i++) {
      take(i, 3 + 0.02 * i);
    }
    NotDiagnosable not =
        assertInstanceOf(NotDiagnosable.class, prognosis.outlook(REFERENCE, 2.05, 50 * HOUR));
    assertTrue(not.reason().contains("2.05"), not.reason());
  }

  @Test
  void aRepairedMachineHasNoTrendAgain() {
    for (int i = 0; i < 100; i++) {
      take(i, 2 + 0.02 * i);
    }
    assertFalse(outlook(100) instanceof NoTrend);
    for (int i = 100; i < 140; i++) {
      take(i, 2);
    }
    assertInstanceOf(NoTrend.class, outlook(140));
  }

  @Test
  void whatIsNoNumberAndWhatIsNotLaterDoesNotCount() {
    take(10, 3);
    String before = prognosis.state().toJson();
    assertFalse(prognosis.take(REFERENCE, Double.NaN, 11 * HOUR));
    assertFalse(prognosis.take(REFERENCE, 3, 10 * HOUR));
    assertEquals(before, prognosis.state().toJson());
    prognosis.restart();
    assertTrue(prognosis.take(REFERENCE, 3, 9 * HOUR));
  }

  @Property(tries = 50)
  void aRestartAtAnyPointChangesNothing(@ForAll @IntRange(max = 1_000) int at, @ForAll long seed)
      throws ProtocolException {
    Random values = new Random(seed);
    Prognosis first = new Prognosis(Prognosis.Settings.DEFAULT);
    for (int i = 0; i < at; i++) {
      first.take(REFERENCE, 2 + 0.003 * i + 0.1 * values.nextGaussian(), i * HOUR);
    }
    JsonObject saved = JsonReader.readObject(first.state().toBytes(), 100_000);
    Prognosis second = Prognosis.restored(Prognosis.Settings.DEFAULT, saved);
    for (int i = at; i < at + 50; i++) {
      double value = 2 + 0.003 * i + 0.1 * values.nextGaussian();
      assertTrue(first.take(REFERENCE, value, i * HOUR));
      assertTrue(second.take(REFERENCE, value, i * HOUR));
    }
    assertEquals(first.state().toJson(), second.state().toJson());
    long now = (at + 50) * HOUR;
    assertEquals(first.outlook(REFERENCE, LIMIT, now), second.outlook(REFERENCE, LIMIT, now));
  }

  @Test
  void aBrokenStateIsRefusedWithItsPlace() throws ProtocolException {
    for (int i = 0; i < 30; i++) {
      take(i, 3);
    }
    JsonObject broken =
        (JsonObject)
            JsonReader.read(prognosis.state().toJson().replace("\"stride\":1", "\"stride\":0"));
    String said =
        assertThrows(
                ProtocolException.class,
                () -> Prognosis.restored(Prognosis.Settings.DEFAULT, broken))
            .toString();
    assertTrue(said.contains("history.stride") && said.contains("0"), said);
  }
}
