package io.omniedge.gateway.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.agent.configuration.FakeComponents;
import io.omniedge.gateway.agent.home.Home;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration.Outcome;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.message.Command;
import io.omniedge.protocol.message.CommandResult;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.MapRequest;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent with a real broker, real TLS, and a manager that does what the test wants. */
class AgentBrokerTest {
  private static final String SECRET = "abcdefghijklmnop";

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

  private void awaitPeers(int peers) {
    manager.bell.await(peers + " peers", () -> rig.tunnels.peers() == peers, rig.tunnels::state);
  }

  private DeviceState stateAfter(String device, String problem) {
    return manager.awaitState(
        device,
        "problem " + problem,
        state -> state.problems().stream().anyMatch(one -> one.contains(problem)));
  }

  @Test
  void enrolsWaitsForApprovalAndPutsItsMapInForce() throws Exception {
    String device = rig.join(SECRET);
    assertEquals("pump-house", manager.enrolments.get(0).name());
    assertEquals(Optional.of("SERIAL-1"), manager.enrolments.get(0).serial());
    assertEquals(1, manager.enrolments.get(0).keyGeneration());
    manager.await(device, Leaf.MAP_REQUEST, "a request", one -> true);
    rig.give(1, Membership.PENDING, 0);
    assertEquals(0, rig.tunnels.peers());
    assertEquals(List.of(), rig.tunnels.state().orElseThrow().rules().orElseThrow());
    rig.give(2, Membership.ACTIVE, 2);
    var wanted = rig.tunnels.state().orElseThrow();
    assertEquals(List.of("100.64.0.1/32"), wanted.addresses());
    assertEquals(List.of("100.64.0.101/32", "10.77.1.0/24"), wanted.peers().get(0).allowedIps());
    assertEquals(502, wanted.rules().orElseThrow().get(0).ports().get(0).first());
    DeviceState state = manager.awaitState(device, "state", one -> one.epoch() == 2);
    assertEquals(List.of("gateway.example:51820"), state.endpoints());
    assertEquals("192.168.7.0/24", state.offeredRoutes().get(0).toString());
    assertEquals(7, state.counters().get("rx-packets"));
    assertEquals(List.of(), state.problems());
    assertEquals(AgentStatus.Phase.MEMBER, rig.agent().status().phase());
    assertEquals(Optional.of(Membership.ACTIVE), rig.agent().status().membership());
  }

  @Test
  void mistakesInTheSettingsAreProblemsOfTheState() throws IOException {
    AgentCore core = new AgentCore(rig.context(), Runnable::run, task -> {});
    String mistake = "offeredRoutes \"banana\": it is no network";
    core.mistakes(List.of(mistake));
    assertEquals(List.of(mistake), core.problems());
    core.mistakes(List.of());
    assertEquals(List.of(), core.problems());
  }

  @Test
  void takesADifferenceAndAsksForAWholeMapWhenItDoesNotFit() throws Exception {
    String device = rig.join(SECRET);
    rig.give(1, Membership.ACTIVE, 1);
    SignedMap one = rig.signed(rig.map(1, Membership.ACTIVE, 1));
    SignedMap two = rig.signed(rig.map(2, Membership.ACTIVE, 2));
    SignedMap seven = rig.signed(rig.map(7, Membership.ACTIVE, 3));
    JsonObject inForce = JsonReader.readObject(mapFile(), 1_000_000);
    NetworkMap present = NetworkMap.read((JsonObject) inForce.find("map").orElseThrow());
    SignedMap exact = rig.signed(present);
    rig.send(MapUpdate.between(exact, 1, two));
    awaitPeers(2);
    long requests = manager.count(device, Leaf.MAP_REQUEST);
    rig.send(MapUpdate.between(one, 6, seven));
    manager.await(
        device,
        Leaf.MAP_REQUEST,
        "a request for a whole map",
        last ->
            manager.count(device, Leaf.MAP_REQUEST) > requests
                && last.text().equals(text(new MapRequest(0).toBytes())));
    assertEquals(2, rig.tunnels.peers());
  }

  private byte[] mapFile() throws Exception {
    Home home = Home.open(disk);
    return Files.readAllBytes(disk.resolve(home.current().orElseThrow().name()).resolve("map"));
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Test
  void aWrongMapChangesNothingAndIsTold() throws Exception {
    String device = rig.join(SECRET);
    rig.give(5, Membership.ACTIVE, 1);
    byte[] stored = mapFile();
    NetworkMap next = rig.map(6, Membership.ACTIVE, 3);
    rig.send(new MapUpdate.Full(SignedMap.sign(next.toJson(), SigningKey.generate())));
    stateAfter(device, "it is not by key");
    rig.send(new MapUpdate.Full(rig.signed(rig.map(4, Membership.ACTIVE, 3))));
    stateAfter(device, "older than the map in force");
    for (String[] wrong :
        List.of(
            new String[] {"device", "d-other"},
            new String[] {"tenant", "t-other"},
            new String[] {"network", "n-other"})) {
      TreeMap<String, io.omniedge.protocol.json.JsonValue> members =
          new TreeMap<>(next.toJson().members());
      members.put(wrong[0], new io.omniedge.protocol.json.JsonString(wrong[1]));
      rig.send(new MapUpdate.Full(SignedMap.sign(new JsonObject(members), manager.key)));
      stateAfter(device, wrong[1]);
    }
    manager.send(device, Leaf.MAP, "{\"type\":".getBytes(StandardCharsets.UTF_8));
    DeviceState state = stateAfter(device, "a value is missing");
    assertEquals(6, state.counters().get("maps-refused"));
    assertEquals(5, state.epoch());
    assertEquals(1, rig.tunnels.peers());
    assertEquals(text(stored), text(mapFile()));
    rig.give(7, Membership.ACTIVE, 2);
    manager.awaitState(device, "no problem any more", one -> one.problems().isEmpty());
  }

  @Test
  void bootsFromItsStoredMapWhileTheManagerIsAway() throws Exception {
    rig.join(SECRET);
    rig.give(1, Membership.ACTIVE, 3);
    rig.shutdown();
    manager.closeHttps();
    broker.close();
    try {
      rig.boot(Optional.empty());
      awaitPeers(3);
      manager.bell.await(
          "a problem",
          () -> rig.agent().problems().toString().contains("no connection to the manager"),
          () -> rig.agent().problems());
      assertFalse(rig.agent().status().isConnected());
    } finally {
      broker.restart();
    }
  }

  @Test
  void comesBackWhenTheBrokerDoesAndLosesNoAnswer() throws Exception {
    String device = rig.join(SECRET);
    long before = manager.count(device, Leaf.MAP_REQUEST);
    command(device, "c-1", manager.key, 60, "dance");
    result(device, "c-1");
    broker.restart();
    manager.reconnect();
    manager.await(
        device,
        Leaf.MAP_REQUEST,
        "a request over the new connection",
        one -> manager.count(device, Leaf.MAP_REQUEST) > before);
    command(device, "c-2", manager.key, 60, "dance");
    result(device, "c-2");
    rig.give(3, Membership.ACTIVE, 1);
  }

  private void command(String device, String id, SigningKey by, long seconds, String name) {
    long now = Instant.now().getEpochSecond();
    manager.send(
        device,
        Leaf.COMMAND,
        new Command(id, device, now, now + seconds, name, JsonObject.EMPTY).signed(by));
  }

  private CommandResult result(String device, String id) throws Exception {
    TestManager.Heard heard =
        manager.await(
            device,
            Leaf.RESULT,
            "an answer to " + id,
            one -> one.correlation().equals(Optional.of(id)));
    return CommandResult.fromBytes(heard.payload());
  }

  @Test
  void doesACommandOnceAndNoneThatIsForgedOrOver() throws Exception {
    String device = rig.join(SECRET);
    command(device, "c-1", manager.key, 60, "support-bundle");
    CommandResult bundle = result(device, "c-1");
    assertTrue(bundle.ok(), bundle.text());
    assertTrue(bundle.text().contains("a line"), bundle.text());
    command(device, "c-1", manager.key, 60, "support-bundle");
    command(device, "c-2", SigningKey.generate(), 60, "reload");
    stateAfter(device, "it is not by key");
    command(device, "c-3", manager.key, -5, "reload");
    stateAfter(device, "it is over");
    command(device, "c-4", manager.key, 60, "ping");
    CommandResult ping = result(device, "c-4");
    assertFalse(ping.ok());
    assertTrue(ping.text().contains("peer"), ping.text());
    command(device, "c-5", manager.key, 60, "reload");
    assertTrue(result(device, "c-5").ok());
    assertEquals(3, manager.count(device, Leaf.RESULT));
  }

  private DesiredConfiguration wish(String device, long revision, int confirm, int port) {
    return wish(device, revision, revision - 1, confirm, port);
  }

  private DesiredConfiguration wish(
      String device, long revision, long answered, int confirm, int port) {
    return new DesiredConfiguration(
        device,
        revision,
        answered,
        Instant.now().getEpochSecond(),
        confirm,
        new TreeMap<>(
            Map.of(
                FakeComponents.PUMP,
                new ComponentSettings(
                    Optional.empty(), JsonObject.builder().put("port", port).build()))),
        List.of());
  }

  private ReportedConfiguration awaitOutcome(String device, long revision, Outcome outcome)
      throws Exception {
    return ReportedConfiguration.fromBytes(
        manager
            .await(
                device,
                Leaf.REPORTED,
                revision + " " + outcome,
                one -> {
                  try {
                    ReportedConfiguration read = ReportedConfiguration.fromBytes(one.payload());
                    return read.revision() == revision && read.outcome() == outcome;
                  } catch (io.omniedge.protocol.ProtocolException e) {
                    throw new AssertionError(e);
                  }
                })
            .payload());
  }

  @Test
  void aWishIsTriedOverANewConnectionAndConfirmed() throws Exception {
    String device = rig.join(SECRET);
    manager.await(device, Leaf.FORMS, "the forms", one -> one.text().contains("pump"));
    long requests = manager.count(device, Leaf.MAP_REQUEST);
    manager.send(device, Leaf.DESIRED, wish(device, 1, 30, 2).signed(manager.key));
    awaitOutcome(device, 1, Outcome.TRIAL);
    ReportedConfiguration applied = awaitOutcome(device, 1, Outcome.APPLIED);
    assertTrue(manager.count(device, Leaf.MAP_REQUEST) > requests);
    assertTrue(applied.components().toString().contains("{\"port\":2}"), applied.toString());
    rig.components.change("port", 5);
    awaitOutcome(device, 1, Outcome.OVERRIDDEN);
  }

  @Test
  void aWrongWishIsRefusedPropertyByPropertyAndAForgedOneIgnored() throws Exception {
    String device = rig.join(SECRET);
    manager.send(device, Leaf.DESIRED, wish(device, 1, 30, 1000).signed(manager.key));
    ReportedConfiguration refused = awaitOutcome(device, 1, Outcome.REFUSED);
    assertEquals("port", refused.errors().get(0).property());
    manager.send(device, Leaf.DESIRED, wish(device, 9, 30, 3).signed(SigningKey.generate()));
    stateAfter(device, "a remote configuration was refused");
    manager.send(device, Leaf.DESIRED, wish("d-other", 9, 30, 3).signed(manager.key));
    stateAfter(device, "it is for another device");
    assertEquals("{\"port\":1}", rig.components.pump().toJson());
  }

  @Test
  void aWishThatCutsTheGatewayOffIsUndoneByItself() throws Exception {
    String device = rig.join(SECRET);
    rig.components.onApply = () -> broker.refuse(device);
    rig.components.onRollback = () -> broker.refused.remove(device);
    manager.send(device, Leaf.DESIRED, wish(device, 1, 6, 2).signed(manager.key));
    ReportedConfiguration undone = awaitOutcome(device, 1, Outcome.REVERTED);
    assertTrue(undone.reason().contains("could not be reached for 6 s"), undone.reason());
    assertEquals("{\"port\":1}", rig.components.pump().toJson());
  }

  @Test
  void tellsTheEndOfAWishBeforeThatOfOneMadeMeanwhile() throws Exception {
    String device = rig.join(SECRET);
    byte[] next = wish(device, 2, 0, 6, 3).signed(manager.key);
    rig.components.onApply =
        () -> {
          broker.refuse(device);
          manager.send(device, Leaf.DESIRED, next);
        };
    rig.components.onRollback = () -> broker.refused.remove(device);
    manager.send(device, Leaf.DESIRED, wish(device, 1, 6, 2).signed(manager.key));
    awaitOutcome(device, 2, Outcome.REFUSED);
    List<String> outcomes = new ArrayList<>();
    for (TestManager.Heard heard : manager.all(device, Leaf.REPORTED)) {
      ReportedConfiguration told = ReportedConfiguration.fromBytes(heard.payload());
      outcomes.add(told.revision() + " " + told.outcome().text());
    }
    assertTrue(outcomes.contains("1 reverted"), outcomes.toString());
    assertEquals("{\"port\":1}", rig.components.pump().toJson());
  }

  @Test
  void aWishThatSwitchesTheAgentOffIsUndoneToo() throws Exception {
    String device = rig.join(SECRET);
    rig.give(1, Membership.ACTIVE, 2);
    AgentSettings on = rig.settings(Optional.empty());
    rig.components.onApply = () -> rig.agent().configure(rig.disabled());
    rig.components.onRollback = () -> rig.agent().configure(on);
    manager.send(device, Leaf.DESIRED, wish(device, 1, 6, 2).signed(manager.key));
    manager.bell.await(
        "the end of the tunnel", () -> rig.tunnels.state().isEmpty(), rig.tunnels::state);
    awaitOutcome(device, 1, Outcome.REVERTED);
    awaitPeers(2);
  }

  @Test
  void anExpiredCertificateIsRenewedByTheIdentity() throws Exception {
    manager.since = Duration.ofDays(-100);
    rig.boot(Optional.of(manager.setupKey(SECRET)));
    manager.bell.await(
        "a connection", () -> rig.agent().status().isConnected(), () -> rig.agent().problems());
    assertTrue(manager.renewals.get() >= 1);
    assertEquals(1, manager.enrolments.size());
  }

  @Test
  void aClockOf1970IsNoObstacle() throws Exception {
    rig.clock = InstantSource.fixed(Instant.EPOCH);
    String device = rig.join(SECRET);
    rig.give(1, Membership.ACTIVE, 1);
    command(device, "c-1", manager.key, 60, "reload");
    assertTrue(result(device, "c-1").ok());
    assertTrue(
        Home.open(disk).timeFloor() > Instant.parse("2026-06-01T00:00:00Z").getEpochSecond());
  }

  @Test
  void aRevokedGatewayTakesItsTunnelDownAndNeedsANewKey() throws Exception {
    String device = rig.join(SECRET);
    rig.give(1, Membership.ACTIVE, 2);
    manager.refusal = Optional.of("device-revoked");
    broker.refuse(device);
    manager.bell.await(
        "revocation",
        () -> rig.agent().status().phase() == AgentStatus.Phase.REVOKED,
        () -> rig.agent().status());
    assertEquals(Optional.empty(), rig.tunnels.state());
    rig.shutdown();
    rig.boot(Optional.of(manager.setupKey(SECRET)));
    manager.bell.await(
        "revocation",
        () -> rig.agent().status().phase() == AgentStatus.Phase.REVOKED,
        () -> rig.agent().status());
    assertFalse(rig.tunnels.isOpen);
    manager.refusal = Optional.empty();
    rig.agent().configure(rig.settings(Optional.of(manager.setupKey("another-key-0123"))));
    manager.bell.await(
        "another membership", () -> rig.agent().status().isConnected(), () -> rig.agent().status());
    assertNotEquals(Optional.of(device), rig.agent().status().device());
    assertNotEquals(manager.enrolments.get(0).identity(), manager.enrolments.get(1).identity());
  }

  @Test
  void aGatewayThatWasRevokedWhileItWasOffLearnsItFromTheRefusal() throws Exception {
    String device = rig.join(SECRET);
    rig.give(1, Membership.ACTIVE, 2);
    rig.shutdown();
    manager.refusal = Optional.of("device-revoked");
    broker.refused.add(device);
    rig.boot(Optional.of(manager.setupKey(SECRET)));
    manager.bell.await(
        "revocation",
        () -> rig.agent().status().phase() == AgentStatus.Phase.REVOKED,
        () -> rig.agent().status());
    assertEquals(Optional.empty(), rig.tunnels.state());
  }

  @Test
  void aBrokerThatRefusesEveryCertificateIsNotAskedForOneAfterTheOther() throws Exception {
    String device = rig.join(SECRET);
    rig.give(1, Membership.ACTIVE, 2);
    broker.refuse(device);
    manager.bell.await("a renewal", () -> manager.renewals.get() > 0, () -> rig.agent().problems());
    int before = broker.refusals.get();
    manager.bell.await(
        "further refusals",
        () -> broker.refusals.get() >= before + 3,
        () -> rig.agent().problems());
    assertEquals(1, manager.renewals.get());
    assertEquals(2, rig.tunnels.peers());
  }

  @Test
  void anotherManagerBehindTheAddressIsNotTrusted() throws Exception {
    var key = manager.setupKey(SECRET);
    rig.boot(
        Optional.of(
            new io.omniedge.protocol.enrol.SetupKey(
                key.host(), key.port(), SECRET, "0".repeat(64))));
    manager.bell.await(
        "mistrust",
        () -> rig.agent().problems().toString().contains("this is another manager"),
        () -> rig.agent().problems());
    assertEquals(List.of(), manager.enrolments);
  }

  @Test
  void aProvisioningFileIsUsedOnceAndDeleted() throws Exception {
    Path file = disk.resolve("provision.txt");
    Files.writeString(file, "# for gateway 7\n" + manager.setupKey(SECRET).exposeText() + "\n");
    rig.provisioning = Optional.of(file);
    rig.boot(Optional.empty());
    manager.bell.await(
        "a connection", () -> rig.agent().status().isConnected(), () -> rig.agent().problems());
    assertFalse(Files.exists(file));
    String device = rig.agent().status().device().orElseThrow();
    rig.shutdown();
    rig.boot(Optional.empty());
    manager.awaitState(
        device, "the second start", state -> state.online() && state.keyGeneration() == 2);
    assertEquals(1, manager.enrolments.size());
  }

  @Test
  void aPeerThatNoTunnelTakesDoesNotKeepTheRestOfAMapFromTakingEffect() throws Exception {
    String device = rig.join(SECRET);
    rig.tunnels.refusedPeers = Set.of("d-peer1", "d-peer3");
    rig.give(1, Membership.ACTIVE, 4);
    awaitPeers(2);
    DeviceState state = stateAfter(device, "without a part");
    assertTrue(state.problems().toString().contains("peer d-peer3: it is no key"));
    rig.give(2, Membership.ACTIVE, 2);
    awaitPeers(1);
  }

  @Test
  void aQuarantinedGatewaySaysSo() throws Exception {
    String device = rig.join(SECRET);
    rig.give(1, Membership.ACTIVE, 2);
    rig.send(new MapUpdate.Full(rig.signed(rig.map(2, Membership.QUARANTINED, 2))));
    stateAfter(device, "quarantine");
    assertEquals(0, rig.tunnels.peers());
    manager.bell.await("it is told", () -> rig.says("quarantine"), rig::agent);
  }

  @Test
  void aShortStateIsToldWithEveryHeartbeatThoughNothingBeNew() throws Exception {
    try (Hand hand = new Hand()) {
      hand.drive("the first state", () -> hand.told(Leaf.STATE).size() >= 1);
      for (int heartbeat = 1; heartbeat <= 4; heartbeat++) {
        int before = hand.told(Leaf.STATE).size();
        hand.ahead(33); // the latest moment it may come
        hand.drive("a heartbeat", () -> hand.told(Leaf.STATE).size() > before);
      }
      List<String> told = hand.told(Leaf.STATE);
      assertEquals(told.get(told.size() - 2), told.get(told.size() - 1), "there is nothing new");
      assertEquals(List.of(), hand.told(Leaf.HEARTBEAT));
    }
  }

  @Test
  void aLongStateIsToldSeldomAndAHeartbeatStandsForIt() throws Exception {
    try (Hand hand = new Hand()) {
      hand.drive("the first state", () -> hand.told(Leaf.STATE).size() >= 1);
      hand.map(1);
      hand.drive("the state of 100 peers", () -> hand.last(Leaf.STATE).contains("d-peer100"));
      int states = hand.told(Leaf.STATE).size();
      hand.map(2);
      hand.drive("the second map", () -> hand.last(Leaf.HEARTBEAT).contains("\"epoch\":2}"));
      hand.ahead(33);
      hand.drive("a heartbeat", () -> hand.told(Leaf.HEARTBEAT).size() >= 2);
      assertEquals(states, hand.told(Leaf.STATE).size(), "states while nothing changes");
      int pause = DeviceState.pauseSeconds(hand.last(Leaf.STATE).length());
      assertTrue(pause > 33, "100 peers make a long state");
      hand.ahead(pause);
      hand.drive("the state again", () -> hand.told(Leaf.STATE).size() == states + 1);
      assertTrue(hand.last(Leaf.STATE).contains("\"epoch\":2,"), "the state has the new epoch");
    }
  }

  /** An agent that runs on the test's thread, so much ahead of the time as the test says. */
  private final class Hand implements AutoCloseable {
    private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final AgentCore core;
    private long aheadNanos;

    Hand() throws IOException {
      core = new AgentCore(rig.context(), inbox::add, task -> new Thread(task, "beside").start());
      core.configure(rig.settings(Optional.of(manager.setupKey(SECRET))), System.nanoTime());
    }

    void ahead(long seconds) {
      aheadNanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    void map(long epoch) {
      rig.device = core.status().device().orElseThrow();
      rig.send(new MapUpdate.Full(rig.signed(rig.map(epoch, Membership.ACTIVE, 100))));
    }

    List<String> told(Leaf leaf) {
      Optional<String> device = core.status().device();
      return manager.heard.stream()
          .filter(one -> one.topic().leaf() == leaf)
          .filter(one -> device.filter(one.topic().device()::equals).isPresent())
          .map(TestManager.Heard::text)
          .toList();
    }

    String last(Leaf leaf) {
      List<String> told = told(leaf);
      return told.isEmpty() ? "" : told.get(told.size() - 1);
    }

    void drive(String what, BooleanSupplier until) {
      manager.bell.await(
          what,
          () -> {
            for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
              task.run();
            }
            long unused = core.tick(System.nanoTime() + aheadNanos);
            return until.getAsBoolean();
          },
          () -> told(Leaf.STATE) + " and " + told(Leaf.HEARTBEAT));
    }

    @Override
    public void close() {
      core.close();
    }
  }
}
