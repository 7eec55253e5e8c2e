package io.omniedge.pdm.advisory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.alarm.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CriterionTest {
  /** What vibration cannot tell. */
  private static final List<String> PRESUMPTUOUS =
      List.of(
          "will fail", "must be replaced", "safe", "guarantee", "certain", "days left", "hours");

  @ParameterizedTest
  @EnumSource
  void everyCriterionHasAdviceForEveryLevel(Criterion criterion) {
    for (Level level : Level.values()) {
      Advice advice = criterion.advice(level);
      for (String sentence : List.of(advice.finding(), advice.action())) {
        assertTrue(sentence.matches("[A-Z].{10,119}\\."), criterion + ": " + sentence);
      }
      for (String word : PRESUMPTUOUS) {
        assertFalse(
            advice.text().toLowerCase(Locale.ROOT).contains(word),
            criterion + " says " + word + ": " + advice.text());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSevereIsNeverLater(Criterion criterion) {
    Urgency first = criterion.advice(Level.ADVISE).urgency();
    assertTrue(criterion.advice(Level.DANGER).urgency().compareTo(first) >= 0);
    assertTrue(criterion.advice(Level.ALERT).urgency().compareTo(first) >= 0);
  }

  @Test
  void twoFaultsAreToldApart() {
    Set<String> findings = new HashSet<>();
    for (Criterion criterion : Criterion.values()) {
      assertTrue(findings.add(criterion.advice(Level.ALERT).finding()), criterion.toString());
    }
  }

  @Test
  void onlyWhatNeedsNothingHasNoUrgency() {
    for (Criterion criterion : Criterion.values()) {
      boolean isCalm =
          Set.of(Criterion.HEALTHY, Criterion.ZONE_A, Criterion.ZONE_B, Criterion.NOT_RUNNING)
              .contains(criterion);
      assertEquals(
          isCalm, criterion.advice(Level.ALERT).urgency() == Urgency.NONE, criterion.toString());
    }
  }

  @Test
  void ofWhatNobodyCanTellNothingIsSaid() {
    assertEquals(
        "This point cannot be judged now. See the reason that stands beside it. When: watch the"
            + " next reports.",
        Criterion.IMBALANCE.advice(Level.UNKNOWN).text());
    assertEquals(
        "The machine stands; nothing was judged. Measure while it runs.",
        Criterion.NOT_RUNNING.advice(Level.UNKNOWN).text());
  }

  @Test
  void theTextSaysWhatAndByWhen() {
    assertEquals(
        "Vibration at the speed of the shaft (1x) has risen. Balance the rotor. Look for cracked"
            + " blades or a bent shaft first. When: within a week.",
        Criterion.IMBALANCE.advice(Level.DANGER).text());
  }
}
