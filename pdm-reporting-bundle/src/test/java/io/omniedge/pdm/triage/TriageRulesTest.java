package io.omniedge.pdm.triage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.form.FormProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriageRulesTest {
  private static TriageRules read(String text) {
    FormProperties form = new FormProperties(Map.of("rules", text));
    TriageRules rules = TriageRules.read(form, "rules");
    assertEquals(List.of(), form.problems());
    return rules;
  }

  @Test
  void theFirstRuleThatIsAboutASourceCounts() {
    TriageRules rules =
        read(
            """
            # alarms first
            */alarm P1 cloud
            pump-*/x P4 local every=10
            pump-* p3 Cloud deadband=2% heartbeat=60 min=-40 max=150
            """);
    assertEquals(PriorityClass.P1, rules.of("pump-1/alarm").priority());
    assertEquals(Route.LOCAL, rules.of("pump-1/x").route());
    assertEquals(PriorityClass.P3, rules.of("pump-1/t").priority());
    assertTrue(rules.of("pump-1/t").isInRange(150));
    assertFalse(rules.of("pump-1/t").isInRange(150.1));
    assertEquals(Route.DISCARD, rules.of("fan/x").route());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a P3;a rule is SOURCE CLASS ROUTE",
        "a P5 cloud;class \"P5\": none of",
        "a P3 moon;route \"moon\": none of",
        "a P3 cloud min;is not OPTION=VALUE",
        "a P3 cloud min=x;min \"x\": not a number",
        "a P3 cloud min=2 max=1;min is more than max",
        "a P3 cloud min=1 min=2;min is there twice",
        "a P3 cloud every=1;every: a whole number",
        "a P3 cloud deadband=0;deadband: a number above 0",
        "a P3 cloud deadband=100%;deadband: more than 0 %",
        "a P3 cloud deadband=%;not a number",
        "a P3 cloud every=2 window=3;every and window cannot be together",
        "a P3 cloud window=1e9;0.001 to 86400 seconds",
        "a P3 cloud window=1 of=median;of \"median\": none of",
        "a P3 cloud door=NaN;not a number",
        "a P3 cloud colour=red;\"colour\" is none of"
      })
  void refusesARuleWithLineValueAndReason(String line, String reason) {
    FormProperties form = new FormProperties(Map.of("rules", "# first\n" + line));
    assertEquals(Route.DISCARD, TriageRules.read(form, "rules").of("a").route());
    assertEquals(1, form.problems().size());
    String said = form.problems().get(0);
    assertTrue(said.startsWith("rules line 2 \"" + line + "\": "), said);
    assertTrue(said.contains(reason), said);
  }

  @ParameterizedTest
  @CsvSource({
    "*,,true",
    "*,a/b,true",
    "a*b,ab,true",
    "a*b,axxb,true",
    "a*b,axxbc,false",
    "?,,false",
    "?b,ab,true",
    "*a*b*,xaxbx,true",
    "*a*b*,xbxax,false",
    "a**,a,true",
    "[a],a,false"
  })
  void globsMatch(String glob, String name, boolean matches) {
    assertEquals(matches, new SourceGlob(glob).matches(name == null ? "" : name));
  }

  @Test
  void noGlobTakesLong() {
    SourceGlob hostile = new SourceGlob("*a".repeat(60) + "b");
    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> assertFalse(hostile.matches("a".repeat(200))));
  }
}
