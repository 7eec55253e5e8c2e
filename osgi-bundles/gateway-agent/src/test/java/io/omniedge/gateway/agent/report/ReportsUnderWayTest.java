package io.omniedge.gateway.agent.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.agent.time.Deadline;
import io.omniedge.gateway.api.report.Report;
import io.omniedge.gateway.api.report.ReportChannel;
import io.omniedge.protocol.message.ReportKept;
import io.omniedge.protocol.message.ReportMessage;
import io.omniedge.protocol.sign.SigningKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportsUnderWayTest {
  private static final String STREAM = "0123456789abcdef";
  private static final SigningKey KEY = SigningKey.generate();

  private final List<byte[]> line = new ArrayList<>();
  private final List<Long> kept = new ArrayList<>();
  private long now;
  private final ReportsUnderWay reports = new ReportsUnderWay(line::add, () -> now);
  private ReportChannel channel = reports.open("t-1", Optional.of(KEY));

  @BeforeEach
  void connect() {
    reports.connected();
  }

  private boolean send(long sequence, int bytes) {
    return channel.send(
        new Report("pdm-report", STREAM, sequence, 1_000, false, "text/plain", new byte[bytes]),
        () -> kept.add(sequence));
  }

  @Test
  void isSignedAndTellsOnceWhenTheManagerHasIt() throws Exception {
    assertTrue(send(7, 100));
    ReportMessage message = ReportMessage.fromBytes(line.get(0));
    message.verify(KEY.verifyKey());
    assertEquals(Optional.of(message.signature().orElseThrow()), channel.signature(new byte[100]));
    reports.kept(new ReportKept(STREAM, 8));
    reports.kept(new ReportKept("fedcba9876543210", 7));
    assertEquals(List.of(), kept);
    reports.kept(message.kept());
    reports.kept(message.kept());
    assertEquals(List.of(7L), kept);
  }

  @Test
  void takesNoMoreThanMayBeUnderWay() {
    long taken = 0;
    while (send(taken + 1, 10)) {
      taken++;
    }
    assertEquals(16, taken);
    reports.kept(new ReportKept(STREAM, 3));
    assertTrue(send(17, 10));
  }

  @Test
  void takesNoMoreBytesThanMayBeUnderWay() {
    assertTrue(send(1, ReportChannel.MOST_BYTES));
    assertTrue(send(2, ReportChannel.MOST_BYTES));
    assertFalse(send(3, ReportChannel.MOST_BYTES));
    assertTrue(send(4, 1_000));
    reports.kept(new ReportKept(STREAM, 1));
    assertTrue(send(3, ReportChannel.MOST_BYTES));
    assertThrows(IllegalArgumentException.class, () -> send(5, ReportChannel.MOST_BYTES + 1));
  }

  @Test
  void newConnectionBeginsWithWhatWasUnderWay() {
    assertTrue(send(1, 10));
    assertTrue(send(2, 10));
    reports.disconnected();
    assertFalse(send(3, 10));
    now = TimeUnit.SECONDS.toNanos(100);
    reports.tick(now);
    assertEquals(Deadline.NEVER, reports.left(now));
    assertEquals(2, line.size());
    reports.connected();
    assertEquals(4, line.size());
    assertArrayEquals(line.get(0), line.get(2));
    reports.tick(now);
    assertEquals(4, line.size());
    reports.kept(new ReportKept(STREAM, 1));
    assertEquals(List.of(1L), kept);
  }

  @Test
  void anotherIdentityForgetsWhatWasUnderWayAndNobodyIsTold() {
    assertTrue(send(1, 10));
    channel = reports.open("t-1", Optional.of(SigningKey.generate()));
    reports.kept(new ReportKept(STREAM, 1));
    assertEquals(List.of(), kept);
    assertTrue(send(1, ReportChannel.MOST_BYTES));
  }

  @Test
  void theSameMembershipAgainGoesOn() {
    assertTrue(send(1, 10));
    assertSame(channel, reports.open("t-1", Optional.of(KEY)));
    reports.kept(new ReportKept(STREAM, 1));
    assertEquals(List.of(1L), kept);
  }

  @Test
  void whatWasForOneTenantNeverGoesToAnother() {
    assertTrue(send(1, 10));
    byte[] waiting = line.get(0);
    assertTrue(reports.isUnderWay(waiting));
    ReportChannel next = reports.open("t-2", Optional.of(KEY));
    assertEquals("t-2", next.recipient());
    assertFalse(reports.isUnderWay(waiting), "it may still stand before the thread that sends");
    assertFalse(send(2, 10), "by who has not heard of the change yet");
    reports.connected();
    assertEquals(1, line.size());
    reports.close();
    channel = next;
    assertFalse(send(3, 10));
  }

  @Test
  void whatTheManagerSaysNothingOfIsSentAgainAfterAMinute() {
    assertEquals(Deadline.NEVER, reports.left(now));
    assertTrue(send(1, 10));
    now = TimeUnit.SECONDS.toNanos(59);
    assertTrue(send(2, 10));
    assertEquals(TimeUnit.SECONDS.toNanos(1), reports.left(now));
    reports.tick(now);
    assertEquals(2, line.size());
    now = TimeUnit.SECONDS.toNanos(60);
    reports.tick(now);
    assertEquals(3, line.size());
    assertArrayEquals(line.get(0), line.get(2));
    reports.tick(now);
    assertEquals(3, line.size());
    // The manager is at its limit, or the line: twice as long the next time.
    now = TimeUnit.SECONDS.toNanos(179);
    reports.kept(new ReportKept(STREAM, 2));
    reports.tick(now);
    assertEquals(3, line.size());
    now = TimeUnit.SECONDS.toNanos(180);
    reports.tick(now);
    assertEquals(4, line.size());
  }

  @Test
  void whatIsTakenAgainIsNotSentAgain() {
    assertTrue(send(1, 10));
    assertTrue(send(1, 10));
    assertEquals(1, line.size());
    reports.kept(new ReportKept(STREAM, 1));
    assertEquals(List.of(1L), kept);
  }

  @Test
  void withoutAnIdentityNothingIsSent() {
    channel = reports.open("t-1", Optional.empty());
    assertFalse(send(1, 10));
    assertEquals(Optional.empty(), channel.signature(new byte[1]));
  }

  @Test
  void whatAManagerWouldRefuseIsRefusedHere() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            channel.send(
                new Report("PdM", STREAM, 1, 0, false, "text/plain", new byte[0]), () -> {}));
  }
}
