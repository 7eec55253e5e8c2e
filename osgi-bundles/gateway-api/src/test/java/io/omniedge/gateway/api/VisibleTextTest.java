package io.omniedge.gateway.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What anybody may have sent stays on its line, and shows. */
class VisibleTextTest {
  @Test
  void showsWhatWouldMoveOrHideTheRest() {
    assertEquals("a␊b␛[2J␡\ufffd\ufffdü€", VisibleText.of("a\nb\u001b[2J\u007f\u202e\u2028ü€", 80));
  }

  @Test
  void cutsWhatIsTooLong() {
    assertEquals("abc…", VisibleText.of("abcd", 3));
    assertEquals("abc", VisibleText.of("abc", 3));
  }

  @Test
  void aLineOfTheLogIsOneLine() {
    LogLine line = new LogLine(Instant.EPOCH, "INFO", "x", "one\ntwo");
    assertEquals("one␊two", line.message());
    assertEquals("one␊two", new HealthFinding("disk", HealthStatus.OK, "one\ntwo").message());
  }
}
