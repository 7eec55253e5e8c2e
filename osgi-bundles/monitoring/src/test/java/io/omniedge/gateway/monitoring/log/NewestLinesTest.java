package io.omniedge.gateway.monitoring.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.LogLine;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log as the web page shows it. */
class NewestLinesTest {
  private final NewestLines lines = new NewestLines();
  private final java.util.logging.Logger root = java.util.logging.Logger.getLogger("");

  @BeforeEach
  void listen() {
    root.addHandler(lines);
  }

  @AfterEach
  void leave() {
    root.removeHandler(lines);
  }

  private static LogRecord record(String message) {
    LogRecord record = new LogRecord(Level.INFO, message);
    record.setLoggerName("io.omniedge.test");
    return record;
  }

  @Test
  void hearsWhatTheBundlesLog() {
    System.getLogger("io.omniedge.test.Peer")
        .log(System.Logger.Level.WARNING, "{0} is {1}", "peer\n1", "lost");
    LogLine line = lines.newest(1).get(0);
    assertEquals("WARNING", line.level());
    assertEquals("io.omniedge.test.Peer", line.logger());
    assertEquals("peer␊1 is lost", line.message());
  }

  @Test
  void tellsTheExceptionOnTheSameLine() {
    LogRecord record = record("no disk");
    record.setThrown(new IOException("full\r\nreally"));
    lines.publish(record);
    assertEquals("no disk: java.io.IOException: full␍␊really", lines.newest(1).get(0).message());
  }

  @Test
  void keepsTheNewestOnlyAndCutsLongOnes() {
    for (int i = 0; i < NewestLines.KEPT + 7; i++) {
      lines.publish(record("line " + i));
    }
    List<LogLine> all = lines.newest(Integer.MAX_VALUE);
    assertEquals(NewestLines.KEPT, all.size());
    assertEquals("line 7", all.get(0).message());
    assertEquals("line " + (NewestLines.KEPT + 6), all.get(all.size() - 1).message());
    lines.publish(record("x".repeat(1_000_000)));
    assertTrue(lines.newest(1).get(0).message().length() <= 2001);
  }

  @Test
  void givesAsManyAsAskedFor() {
    lines.publish(record("one"));
    lines.publish(record("two"));
    assertEquals("two", lines.newest(1).get(0).message());
    assertEquals(List.of(), lines.newest(0));
    assertEquals(List.of(), lines.newest(-1));
  }

  @Test
  void survivesARecordWithoutMessageOrLogger() {
    lines.publish(new LogRecord(Level.SEVERE, null));
    assertEquals("", lines.newest(1).get(0).message());
    assertEquals("ERROR", lines.newest(1).get(0).level());
  }
}
