package io.omniedge.pdm.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.data.TriageAction;
import io.omniedge.gateway.api.data.Trigger;
import io.omniedge.gateway.api.form.FormProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerBookTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<String> fired = new ArrayList<>();
  private final TriggerBook book =
      new TriggerBook(
          firing ->
              fired.add(
                  firing.trigger().trigger().name()
                      + " "
                      + firing.source()
                      + (firing.value().isPresent() ? " " + firing.value().getAsDouble() : "")));

  private void own(String text) {
    FormProperties form = new FormProperties(Map.of("triggers", text));
    book.own(TriggerBook.read(form, "triggers"));
    assertEquals(List.of(), form.problems());
  }

  private void saw(double... values) {
    for (int i = 0; i < values.length; i++) {
      book.saw("pump-1/t", i * SECOND, values[i]);
    }
  }

  @Test
  void firesWhenAValueGoesBeyondTheLevelAndOnceUntilItIsBack() {
    own("hot threshold pump-*/t above=80 hysteresis=5 pause=0");
    saw(79, 81, 90, 79, 81, 76, 81, 75, 81);
    assertEquals(List.of("hot pump-1/t 81.0", "hot pump-1/t 81.0"), fired);
  }

  @Test
  void firesBelowToo() {
    own("odd threshold * above=10 below=0 hysteresis=1 pause=0");
    saw(5, -1, 0.5, -1, 2, -1, 11);
    assertEquals(List.of("odd pump-1/t -1.0", "odd pump-1/t -1.0", "odd pump-1/t 11.0"), fired);
  }

  @Test
  void anOscillationFiresOnceAPause() {
    own("swing threshold * above=0 hysteresis=0.1 pause=5");
    double[] values = new double[12];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2 == 0 ? -1 : 1;
    }
    saw(values);
    assertEquals(2, fired.size(), fired + " at 1 s and 7 s");
  }

  @Test
  void eachSourceHasAStateOfItsOwn() {
    own("hot threshold * above=80");
    book.saw("a", 0, 90);
    book.saw("b", 0, 90);
    book.saw("a", 1, 90);
    assertEquals(List.of("hot a 90.0", "hot b 90.0"), fired);
  }

  @Test
  void aPeriodicOneFiresEachPeriodAndMakesUpForNothing() {
    own("all periodic * every=60");
    book.due(0, 0);
    book.due(59 * SECOND, 0);
    assertEquals(List.of(), fired);
    book.due(61 * SECOND, 0);
    book.due(119 * SECOND, 0);
    assertEquals(1, fired.size());
    book.due(120 * SECOND, 0);
    assertEquals(2, fired.size());
    book.due(1_000 * SECOND, 0);
    book.due(1_001 * SECOND, 0);
    assertEquals(3, fired.size());
  }

  @Test
  void somebodyFiresTheOthers() {
    own("look manual pump-*\nodd anomaly pump-1*\nbroken error *");
    assertEquals(
        1, book.fire(Trigger.Kind.MANUAL, "pump-2", OptionalDouble.empty(), Optional.empty(), 0));
    assertEquals(
        0,
        book.fire(Trigger.Kind.ANOMALY, "pump-2", OptionalDouble.of(7), Optional.of("alert"), 0));
    assertEquals(List.of("look pump-2"), fired);
  }

  @Test
  void thoseOfAnAdvisorStandBesideOurs() {
    own("hot threshold * above=80");
    book.registered(
        List.of(
            new Trigger(
                "theirs",
                Trigger.Kind.THRESHOLD,
                "pump-1/t",
                OptionalDouble.of(70),
                OptionalDouble.empty(),
                0)));
    saw(75);
    assertEquals(List.of("theirs pump-1/t 75.0"), fired);
    book.registered(List.of());
    assertEquals(1, book.size());
  }

  @Test
  void saysWhatIsDoneIfNobodyCanBeAsked() {
    TriageAction action =
        ArmedTrigger.parse("a manual * action=stream priority=high before=1 after=2").fallback();
    assertEquals(
        new TriageAction(TriageAction.Kind.STREAM, 1, 2, TriageAction.Priority.HIGH), action);
    assertEquals(TriageAction.Kind.CLIP, ArmedTrigger.parse("a manual *").fallback().kind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "hot;a trigger is NAME KIND SOURCE",
        "h/t manual *;the name has",
        "hot warm *;kind \"warm\": none of",
        "hot threshold *;needs above or below",
        "hot periodic *;every: 1 to",
        "hot manual * above=1;are of thresholds",
        "hot threshold * above=x;not a number",
        "hot manual * action=burn;action \"burn\": none of",
        "hot manual * after=1e9;after: 0 to 3600 seconds",
        "hot manual * colour=red;is none of"
      })
  void refusesATriggerWithLineValueAndReason(String line, String reason) {
    FormProperties form = new FormProperties(Map.of("triggers", line));
    assertEquals(List.of(), TriggerBook.read(form, "triggers"));
    String said = form.problems().get(0);
    assertTrue(said.startsWith("triggers line 1 \"" + line + "\": "), said);
    assertTrue(said.contains(reason), said);
  }
}
