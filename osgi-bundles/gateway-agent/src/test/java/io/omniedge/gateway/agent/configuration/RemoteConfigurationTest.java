package io.omniedge.gateway.agent.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.agent.home.Home;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration.Outcome;
import io.omniedge.protocol.config.ReportedConfiguration.PropertyError;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wishes by the manual clock; a reboot is a new object on the same disk and components. */
class RemoteConfigurationTest {
  private static final String DEVICE = "d-1";

  @TempDir Path disk;
  private final SigningKey manager = SigningKey.generate();
  private final FakeComponents components = new FakeComponents();
  private RemoteConfiguration remote;
  private long now = Long.MAX_VALUE - 1_000; // the clock may turn over

  @BeforeEach
  void boot() throws IOException {
    remote = new RemoteConfiguration(Home.open(disk), components);
    remote.start(now);
  }

  private void wish(long revision, int port, int confirmSeconds) {
    wish(revision, revision - 1, port, confirmSeconds);
  }

  private void wish(long revision, long answered, int port, int confirmSeconds) {
    remote.offer(
        new DesiredConfiguration(
                DEVICE,
                revision,
                answered,
                0,
                confirmSeconds,
                new TreeMap<>(
                    Map.of(
                        FakeComponents.PUMP,
                        new ComponentSettings(
                            Optional.empty(), JsonObject.builder().put("port", port).build()))),
                List.of())
            .signed(manager),
        manager.verifyKey(),
        DEVICE,
        now);
  }

  private ReportedConfiguration reported() {
    try {
      return ReportedConfiguration.fromBytes(remote.reported().orElseThrow());
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  /** Time goes by; says whether a new connection was wanted meanwhile. */
  private boolean pass(int seconds) {
    boolean wanted = false;
    for (int i = 0; i < seconds; i++) {
      now += TimeUnit.SECONDS.toNanos(1);
      wanted |= remote.tick(now);
    }
    return wanted;
  }

  private void confirm() {
    assertTrue(pass(6), "no new connection was wanted");
    remote.reached(now);
  }

  @Test
  void anOldConnectionConfirmsNothing() {
    long before = now;
    wish(1, 2, 30);
    remote.reached(before);
    assertTrue(pass(6));
    remote.reached(before);
    assertEquals(Outcome.TRIAL, reported().outcome());
    remote.reached(now);
    assertEquals(Outcome.APPLIED, reported().outcome());
    assertFalse(remote.isOnTrial());
  }

  @Test
  void withoutTheManagerItIsUndoneInTime() {
    wish(1, 2, 30);
    pass(29);
    assertEquals("{\"port\":2}", components.pump().toJson());
    pass(1);
    assertEquals("{\"port\":1}", components.pump().toJson());
    assertEquals(Outcome.REVERTED, reported().outcome());
    wish(1, 2, 30);
    assertEquals("{\"port\":1}", components.pump().toJson());
  }

  @Test
  void aRebootInATrialGivesItTheWholeTimeAgain() throws IOException {
    wish(1, 2, 30);
    pass(25);
    boot();
    pass(20);
    assertEquals(Outcome.TRIAL, reported().outcome());
    remote.reached(now);
    assertEquals(Outcome.APPLIED, reported().outcome());
    boot();
    assertEquals(Outcome.APPLIED, reported().outcome());
  }

  @Test
  void aRebootInATrialThatNobodyConfirmsEndsInTheOldState() throws IOException {
    wish(1, 2, 30);
    boot();
    pass(31);
    assertEquals("{\"port\":1}", components.pump().toJson());
    boot();
    assertEquals(Outcome.REVERTED, reported().outcome());
  }

  @Test
  void killedWhileItIsAppliedEverythingIsTakenBackAtTheNextStart() throws IOException {
    components.dies = true;
    assertThrows(FakeComponents.Killed.class, () -> wish(1, 2, 30));
    components.dies = false;
    components.change("port", 77); // a part of it
    boot();
    assertEquals("{\"port\":1}", components.pump().toJson());
    ReportedConfiguration reported = reported();
    assertEquals(Outcome.REVERTED, reported.outcome());
    assertTrue(reported.reason().contains("restarted"), reported.reason());
  }

  @Test
  void aNewerWishWaitsForTheEndOfTheTrial() {
    wish(1, 2, 30);
    wish(2, 3, 30);
    assertEquals("{\"port\":2}", components.pump().toJson());
    confirm();
    assertEquals(Outcome.APPLIED, reported().outcome(), "the end of the first is told");
    assertEquals(0, remote.left(now));
    pass(1);
    assertEquals("{\"port\":3}", components.pump().toJson());
    assertEquals(2, reported().revision());
    confirm();
    assertEquals(Outcome.APPLIED, reported().outcome());
  }

  @Test
  void refusesAWishMadeOnTopOfOneThatItUndid() throws IOException {
    wish(1, 2, 30);
    wish(2, 0, 3, 30); // nobody can know yet what becomes of the first
    pass(30);
    ReportedConfiguration undone = reported();
    assertEquals(Outcome.REVERTED, undone.outcome());
    assertEquals(1, undone.revision());
    boot();
    wish(2, 0, 3, 30); // it comes again with the next connection
    ReportedConfiguration refused = reported();
    assertEquals(Outcome.REFUSED, refused.outcome());
    assertEquals(2, refused.revision());
    assertEquals(
        "it was made before the manager knew that revision 1 was reverted", refused.reason());
    assertEquals("{\"port\":1}", components.pump().toJson());
    wish(3, 1, 3, 30); // refused likewise: it knows of the first, but not of the second
    assertEquals("{\"port\":1}", components.pump().toJson());
    wish(4, 3, 3, 30);
    assertEquals("{\"port\":3}", components.pump().toJson());
  }

  @Test
  void saysHowManyPropertiesAreWrong() {
    wish(1, 1000, 30);
    assertEquals("1 property is wrong", reported().reason());
  }

  @Test
  void anOlderWishIsRefusedAfterARestartToo() throws IOException {
    wish(5, 2, 30);
    confirm();
    boot();
    wish(4, 9, 30);
    assertEquals(1, remote.refused());
    assertTrue(remote.problem().contains("older than revision 5"), remote.problem());
    assertEquals("{\"port\":2}", components.pump().toJson());
  }

  @Test
  void whatMakesAComponentComplainIsUndone() {
    wish(1, 2, 30);
    components.complaints =
        List.of(new PropertyError(FakeComponents.PUMP, "", "port 2 is somebody else's"));
    pass(6);
    ReportedConfiguration reported = reported();
    assertEquals(Outcome.REVERTED, reported.outcome());
    assertEquals("port 2 is somebody else's", reported.errors().get(0).reason());
    assertEquals("{\"port\":1}", components.pump().toJson());
  }

  @Test
  void aComponentThatComplainedBeforeIsNoReason() {
    components.complaints = List.of(new PropertyError(FakeComponents.PUMP, "", "no water"));
    wish(1, 2, 30);
    confirm();
    assertEquals(Outcome.APPLIED, reported().outcome());
  }

  @Test
  void aChangeOnTheGatewayIsTold() throws IOException {
    wish(1, 2, 30);
    confirm();
    reported();
    assertFalse(remote.hasChanged());
    components.change("port", 4);
    assertTrue(remote.hasChanged());
    assertEquals(Outcome.OVERRIDDEN, reported().outcome());
    boot();
    assertEquals(Outcome.OVERRIDDEN, reported().outcome());
  }
}
