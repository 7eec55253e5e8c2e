package io.omniedge.gateway.monitoring.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.form.FormProperties;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Levels, asked the way the bundles log. */
class LevelsTest {
  private final LogLevels levels = new LogLevels();
  private final Logger peer = System.getLogger("io.omniedge.test.Peer");
  private final Logger other = System.getLogger("org.example.Other");

  @AfterEach
  void restore() {
    levels.restore();
  }

  private void apply(String level, String single) {
    FormProperties form = new FormProperties(Map.of("level", level, "levels", single));
    LevelSettings settings = LevelSettings.read(form);
    assertEquals(List.of(), form.problems());
    levels.apply(settings);
  }

  @Test
  void oneLevelHoldsForEverythingOfOurs() {
    apply("TRACE", "");
    assertTrue(peer.isLoggable(Level.TRACE));
    assertFalse(other.isLoggable(Level.DEBUG), "others log as before");
    apply("WARNING", "");
    assertFalse(peer.isLoggable(Level.INFO));
    assertTrue(peer.isLoggable(Level.WARNING));
  }

  @Test
  void singleLoggersHaveTheirOwn() {
    apply("ERROR", "\r\n io.omniedge.test = DEBUG\norg.example.Other=TRACE\n");
    assertTrue(peer.isLoggable(Level.DEBUG));
    assertFalse(peer.isLoggable(Level.TRACE));
    assertTrue(other.isLoggable(Level.TRACE));
  }

  @Test
  void aLoggerThatIsNoLongerNamedLogsAsBefore() {
    apply("INFO", "org.example.Other=TRACE");
    apply("INFO", "");
    assertFalse(other.isLoggable(Level.DEBUG));
    levels.restore();
    assertNull(java.util.logging.Logger.getLogger("io.omniedge").getLevel());
  }

  @Test
  void aMissingLevelIsInformation() {
    FormProperties form = new FormProperties(Map.of());
    levels.apply(LevelSettings.read(form));
    assertTrue(peer.isLoggable(Level.INFO));
    assertFalse(peer.isLoggable(Level.DEBUG));
  }

  @ParameterizedTest
  @CsvSource({
    "LOUD,'','level \"LOUD\": the level is none of ERROR, WARNING, INFO, DEBUG or TRACE'",
    "INFO,a.b=loud,"
        + "'levels \"a.b=loud\": the level is none of ERROR, WARNING, INFO, DEBUG or TRACE'",
    "INFO,a.b,'levels \"a.b\": not of the form logger=LEVEL'",
    "INFO,=DEBUG,'levels \"=DEBUG\": not of the form logger=LEVEL'",
    "INFO,a..b=DEBUG,'levels \"a..b=DEBUG\": not of the form logger=LEVEL'",
  })
  void refusesWithNameValueAndReason(String level, String single, String problem) {
    FormProperties form = new FormProperties(Map.of("level", level, "levels", single));
    LevelSettings.read(form);
    assertEquals(List.of(problem), form.problems());
  }

  @Test
  void refusesMoreLoggersThanAnybodyNames() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      many.append("a.b").append(i).append("=DEBUG\n");
    }
    FormProperties form = new FormProperties(Map.of("levels", many.toString()));
    LevelSettings.read(form);
    assertEquals(List.of("levels: 101 loggers are more than 100"), form.problems());
  }
}
