package io.omniedge.gateway.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.plugin.PackageSource;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.PluginState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the manager hears of the plugins, and how their packages come from it. */
class PluginsOfAMemberTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final byte[] PACKAGE = "\0asm and more".getBytes(StandardCharsets.UTF_8);

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

  private static PluginSnapshot plugin(String state, List<String> problems, long calls) {
    return new PluginSnapshot(
        "com.acme.line-qos",
        "1.4.2",
        "qos",
        DIGEST,
        state,
        problems,
        "acme",
        Map.of("calls.ok", calls),
        Map.of());
  }

  private PackageSource source() {
    return rig.plugins.source.orElseThrow();
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void aChangeOfAPluginIsToldAtOnceAndItsCountersWithTheNextState() {
    rig.plugins.plugins = List.of(plugin("active", List.of(), 7));
    String device = rig.join("abcdefghijklmnop");
    DeviceState first = manager.awaitState(device, "a state", state -> state.online());
    assertEquals(
        List.of(
            new PluginState(
                "com.acme.line-qos",
                "1.4.2",
                "qos",
                DIGEST,
                "active",
                List.of(),
                "acme",
                new TreeMap<>(Map.of("calls.ok", 7L)))),
        first.plugins());
    rig.plugins.plugins = List.of(plugin("quarantined", List.of("it failed 5 times"), 9));
    DeviceState second =
        manager.awaitState(
            device,
            "the news",
            state ->
                !state.plugins().isEmpty() && state.plugins().get(0).state().equals("quarantined"));
    assertEquals(List.of("it failed 5 times"), second.plugins().get(0).problems());
    assertEquals(9L, second.plugins().get(0).counters().get("calls.ok"));
  }

  @Test
  void countersAloneAreNoNews() {
    List<PluginSnapshot> before = List.of(plugin("active", List.of(), 7));
    assertEquals(
        PluginReport.key(before), PluginReport.key(List.of(plugin("active", List.of(), 8))));
    assertTrue(
        !PluginReport.key(before)
            .equals(PluginReport.key(List.of(plugin("failed", List.of(), 7)))));
  }

  @Test
  void whateverAPluginIsCalledTheStateIsOneThatAManagerTakes() throws Exception {
    String long200 = "x".repeat(2_000);
    PluginSnapshot odd =
        new PluginSnapshot(
            "",
            long200,
            long200,
            "none",
            "Odd state",
            IntStream.range(0, 50).mapToObj(i -> i == 0 ? "" : long200).toList(),
            long200,
            IntStream.range(0, 99)
                .boxed()
                .collect(Collectors.toMap(i -> "c" + i, i -> i == 0 ? -5L : Long.MAX_VALUE)),
            Map.of());
    rig.plugins.plugins =
        IntStream.range(0, 150)
            .mapToObj(i -> i == 0 ? odd : plugin("active", List.of(), i))
            .toList();
    String device = rig.join("abcdefghijklmnop");
    DeviceState state = manager.awaitState(device, "a state", one -> !one.plugins().isEmpty());
    assertEquals(PluginState.MOST, state.plugins().size());
    PluginState told = state.plugins().get(0);
    assertEquals("?", told.id());
    assertEquals("failed", told.state());
    assertEquals("", told.sha256());
    assertEquals(PluginState.MOST_PROBLEMS, told.problems().size());
    assertEquals(PluginState.MOST_COUNTERS, told.counters().size());
  }

  @Test
  void packageComesFromTheManagerWithTheCertificateOfTheMembership() throws Exception {
    String device = rig.join("abcdefghijklmnop");
    manager.packages.put(sha256(PACKAGE), PACKAGE);
    assertArrayEquals(PACKAGE, source().fetch(sha256(PACKAGE), 1_000));
    assertTrue(manager.fetched.get(0).contains("CN=" + device), manager.fetched.toString());
  }

  @Test
  void packageThatIsAnotherOrTooLongOrNotThereIsRefusedWithTheReason() throws Exception {
    String unused = rig.join("abcdefghijklmnop");
    manager.packages.put(DIGEST, PACKAGE);
    assertRefused("another package than was asked for", DIGEST, 1_000);
    assertRefused("has more than 12 bytes", DIGEST, 12);
    assertRefused("404 not-found): no package of that digest", "cd".repeat(32), 1_000);
    assertRefused("no SHA-256", "../renewal", 1_000);
    manager.closeHttps();
    assertRefused("cannot be reached", DIGEST, 1_000);
  }

  private void assertRefused(String reason, String sha256, int maxBytes) {
    IOException refusal = assertThrows(IOException.class, () -> source().fetch(sha256, maxBytes));
    assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.toString());
  }

  @Test
  void packagesComeFromNowhereBeforeItIsAMemberAndAfterItIsNone() {
    assertEquals(Optional.empty(), rig.plugins.source);
    String unused = rig.join("abcdefghijklmnop");
    assertTrue(rig.plugins.source.isPresent());
    rig.send(new MapUpdate.Full(rig.signed(rig.map(1, Membership.REVOKED, 0))));
    manager.bell.await("no source", () -> rig.plugins.source.isEmpty(), () -> "one");
  }
}
