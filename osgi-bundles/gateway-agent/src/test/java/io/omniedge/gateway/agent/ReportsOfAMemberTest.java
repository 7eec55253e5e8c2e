package io.omniedge.gateway.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.report.Report;
import io.omniedge.gateway.api.report.ReportChannel;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.ReportMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of reports over a real broker. */
class ReportsOfAMemberTest {
  private static TestAuthority authority;
  private static TestBroker broker;

  @TempDir Path disk;
  private TestManager manager;
  private Rig rig;

  @BeforeAll
  static void startBroker(
      @TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.NEVER) Path folder) throws Exception {
    authority = new TestAuthority();
    broker = new TestBroker(folder, authority);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void start() throws Exception {
    manager = new TestManager(authority, broker, new Bell());
    rig = new Rig(manager, disk);
  }

  @AfterEach
  void stop() {
    rig.close();
    manager.close();
  }

  private static Report report(long sequence) {
    return new Report(
        "pdm-report",
        "0123456789abcdef",
        sequence,
        1_790_000_000_000L,
        false,
        "application/json",
        "{\"level\":\"ALERT\"}".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aReportIsSignedByTheIdentityAndItsAcknowledgementComesBack() throws Exception {
    assertEquals(Optional.empty(), rig.reports);
    String device = rig.join("abcdefghijklmnop");
    ReportChannel channel = rig.reports.orElseThrow();
    AtomicInteger kept = new AtomicInteger();
    assertTrue(
        channel.send(
            report(5),
            () -> {
              kept.incrementAndGet();
              manager.bell.ring();
            }));
    TestManager.Heard heard = manager.await(device, Leaf.REPORT, "a report", one -> true);
    ReportMessage message = ReportMessage.fromBytes(heard.payload());
    assertEquals(5, message.sequence());
    message.verify(manager.enrolments.get(0).identity());
    assertEquals(0, kept.get());
    manager.send(device, Leaf.REPORT_KEPT, message.kept().toBytes());
    manager.bell.await("it is kept", () -> kept.get() == 1, kept::get);
  }

  @Test
  void thereIsNoWayForReportsOnceTheGatewayIsRevokedOrSwitchedOff() {
    String unused = rig.join("abcdefghijklmnop");
    ReportChannel channel = rig.reports.orElseThrow();
    rig.agent().configure(rig.disabled());
    manager.bell.await("no service", () -> rig.reports.isEmpty(), () -> "one");
    assertFalse(channel.send(report(1), () -> {}));
    rig.agent().configure(rig.settings(Optional.empty()));
    manager.bell.await("a service", () -> rig.reports.isPresent(), () -> "none");
    rig.send(new MapUpdate.Full(rig.signed(rig.map(1, Membership.REVOKED, 0))));
    manager.bell.await("no service", () -> rig.reports.isEmpty(), () -> "one");
    assertFalse(channel.send(report(1), () -> {}));
  }
}
