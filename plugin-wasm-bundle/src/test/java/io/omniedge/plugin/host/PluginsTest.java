package io.omniedge.plugin.host;

import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.flow.FlowDecision;
import io.omniedge.gateway.api.flow.FlowDescriptor;
import io.omniedge.plugin.dispatch.FlowPlugins;
import io.omniedge.plugin.engine.ChicoryEngine;
import io.omniedge.plugin.host.InstalledPlugin.State;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.plugin.pack.SemanticVersion;
import io.omniedge.plugin.pack.TrustedKey;
import io.omniedge.plugin.store.PackageStore;
import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.testkit.wasm.PluginModules;
import io.omniedge.testkit.wasm.WasmBuilder;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
  private static final byte[] QUESTION = "{\"v\":1}".getBytes(StandardCharsets.UTF_8);
  private static final String ID = "com.example.test";
  private static final SigningKey KEY = SigningKey.generate();
  private static final SigningKey OTHER = SigningKey.generate();

  @TempDir Path directory;
  private final AtomicLong now = new AtomicLong();
  private final LinkedBlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private Plugins plugins;

  @BeforeEach
  void start() throws Exception {
    plugins = opened();
    plugins.start(Map.of());
  }

  @AfterEach
  void stop() {
    plugins.close();
  }

  private Plugins opened() throws Exception {
    return new Plugins(
        PackageStore.open(directory),
        new ChicoryEngine(),
        new PluginEnvironment(
            new SemanticVersion(1, 0, 0),
            new NoServices(),
            InstantSource.system(),
            now::get,
            new Random(1),
            PluginEnvironment.OFFLINE),
        new Trust(List.of(TrustedKey.ofAll("plant", KEY.verifyKey())), false),
        () -> changes.add("changed"));
  }

  private void restart() throws Exception {
    plugins.close();
    plugins = opened();
    plugins.start(Map.of());
  }

  private static byte[] signed(WasmBuilder module, String version, String more) throws Exception {
    return PluginPackage.sign(Modules.packed(module, version, more).bytes(), KEY);
  }

  /** Answers {@code on_state_change} with its question. */
  private static WasmBuilder good() {
    return Modules.builder().function("omni_on_state_change", "ii", "I", PluginModules.echo());
  }

  private static WasmBuilder trapping() {
    return Modules.builder().function("omni_on_state_change", "ii", "I", bytes(0x00));
  }

  private byte[] ask() throws Exception {
    InstalledPlugin one = Objects.requireNonNull(plugins.all().get(ID));
    return one.ask("on_state_change", QUESTION).get(30, TimeUnit.SECONDS);
  }

  private InstalledPlugin one() {
    return Objects.requireNonNull(plugins.all().get(ID));
  }

  private String refusal(byte[] file) {
    return Objects.requireNonNull(
        assertThrows(RefusedPackageException.class, () -> plugins.install(file, false))
            .getMessage());
  }

  private void failUntilItRests() {
    while (!one().isResting() && one().state() == State.ACTIVE) {
      assertThrows(ExecutionException.class, this::ask);
    }
  }

  private void awaitChange() throws Exception {
    assertEquals("changed", changes.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void putsAPackageToWorkAndBackToWorkAfterARestart() throws Exception {
    plugins.install(signed(good(), "1.0.0", ""), false);
    assertArrayEquals(QUESTION, ask());
    assertEquals(List.of(one()), plugins.active(PluginType.EVENT_HOOKS));
    assertEquals(List.of(), plugins.active(PluginType.QOS));
    restart();
    assertArrayEquals(QUESTION, ask());
    assertEquals("plant", one().signer().orElseThrow().name());
  }

  @Test
  void refusesWhatIsNotToBeTaken() throws Exception {
    byte[] unsigned = Modules.packed(good(), "1.0.0", "").bytes();
    assertEquals("it is not signed", refusal(unsigned));
    assertTrue(refusal(PluginPackage.sign(unsigned, OTHER)).contains("no trusted key"));
    byte[] late = signed(good(), "1.0.0", ",\"minHost\":\"2.0.0\"");
    assertEquals("it wants a gateway of version 2.0.0; this is 1.0.0", refusal(late));
    assertTrue(plugins.all().isEmpty());
  }

  @Test
  void neverTakesAnOlderVersionNotEvenAfterARemoval() throws Exception {
    plugins.install(signed(good(), "1.1.0", ""), false);
    assertEquals(
        "its version is 1.0.0, and 1.1.0 was here already", refusal(signed(good(), "1.0.0", "")));
    assertEquals(
        "it is another package of the version 1.1.0 that is here",
        refusal(signed(Modules.keeper(), "1.1.0", "")));
    plugins.remove(ID);
    assertTrue(plugins.all().isEmpty());
    restart();
    assertTrue(plugins.all().isEmpty());
    assertEquals(
        "its version is 1.0.0, and 1.1.0 was here already", refusal(signed(good(), "1.0.0", "")));
    plugins.install(signed(good(), "1.1.0", ""), false);
    assertArrayEquals(QUESTION, ask());
  }

  @Test
  void staysWithWhatWorkedIfAnotherDoesNotStart() throws Exception {
    plugins.install(signed(good(), "1.0.0", ""), false);
    byte[] sick = signed(good().function("omni_health", "ii", "I", bytes(0x42, 3)), "1.1.0", "");
    PluginFailure failure = assertThrows(PluginFailure.class, () -> plugins.install(sick, false));
    assertTrue(Objects.requireNonNull(failure.getMessage()).contains("health"));
    assertArrayEquals(QUESTION, ask());
    restart();
    assertEquals(new SemanticVersion(1, 0, 0), one().manifest().version());
  }

  @Test
  void goesBackWhileAVersionIsOnTrial() throws Exception {
    plugins.install(signed(good(), "1.0.0", ""), false);
    plugins.install(signed(trapping(), "1.1.0", ""), false);
    changes.clear();
    failUntilItRests();
    awaitChange();
    assertEquals(new SemanticVersion(1, 0, 0), one().manifest().version());
    assertArrayEquals(QUESTION, ask());
    assertEquals(1, one().counters().rollbacks());
    assertTrue(one().problems().get(0).contains("1.1.0 failed again and again"));
    assertEquals(
        "its version is 1.0.0, and 1.1.0 was here already", refusal(signed(good(), "1.0.0", "\n")));
    restart();
    assertEquals(new SemanticVersion(1, 0, 0), one().manifest().version());
    plugins.install(signed(good(), "1.2.0", ""), false);
    assertEquals(List.of(), one().problems());
  }

  @Test
  void putsWhatHasNothingToGoBackToIntoQuarantine() throws Exception {
    plugins.install(signed(trapping(), "1.0.0", ""), false);
    changes.clear();
    failUntilItRests();
    awaitChange();
    assertEquals(State.QUARANTINED, one().state());
    assertEquals(List.of(), plugins.active(PluginType.EVENT_HOOKS));
    restart();
    assertEquals(State.QUARANTINED, one().state());
    plugins.configure(ID, new PluginSettings(true, Optional.of(Set.of()), Map.of()));
    assertEquals(State.QUARANTINED, one().state(), "settings do not mend it");
    plugins.install(signed(good(), "1.0.1", ""), false);
    assertArrayEquals(QUESTION, ask());
  }

  @Test
  void keepsWhatProvedItselfUntilItNeverAnswers() throws Exception {
    plugins.install(signed(good(), "1.0.0", ""), false);
    plugins.install(signed(trapping(), "1.1.0", ""), false);
    now.addAndGet(Plugins.TRIAL_NANOS);
    changes.clear();
    for (int rest = 1; rest < PluginSlot.MOST_RESTINGS; rest++) {
      failUntilItRests();
      now.addAndGet(TimeUnit.SECONDS.toNanos(1 << rest));
      assertThrows(ExecutionException.class, this::ask); // the one that is let through, to see
    }
    awaitChange();
    assertEquals(State.QUARANTINED, one().state());
    assertEquals(new SemanticVersion(1, 1, 0), one().manifest().version());
  }

  @Test
  void takesSettingsAndRefusesWrongOnes() throws Exception {
    String form =
        ",\"capabilities\":{\"required\":[\"config\"]},"
            + "\"configuration\":[{\"id\":\"limit\",\"type\":\"integer\",\"default\":\"5\","
            + "\"max\":\"9\"}]";
    plugins.install(signed(good(), "1.0.0", form), false);
    long generation = one().generation();
    plugins.configure(ID, new PluginSettings(true, Optional.empty(), Map.of("limit", "7")));
    assertEquals(generation + 1, one().generation());
    PluginFailure wrong =
        assertThrows(
            PluginFailure.class,
            () ->
                plugins.configure(
                    ID, new PluginSettings(true, Optional.empty(), Map.of("limit", "10"))));
    assertEquals("its settings are not good: limit \"10\": it is more than 9", wrong.getMessage());
    PluginFailure ungranted =
        assertThrows(
            PluginFailure.class,
            () -> plugins.configure(ID, new PluginSettings(true, Optional.of(Set.of()), Map.of())));
    assertTrue(
        Objects.requireNonNull(ungranted.getMessage())
            .contains("it requires config, which is not granted"));
    assertArrayEquals(QUESTION, ask());
    plugins.configure(ID, new PluginSettings(false, Optional.empty(), Map.of()));
    assertEquals(State.DISABLED, one().state());
    assertThrows(ExecutionException.class, this::ask);
    plugins.configure(ID, PluginSettings.INITIAL);
    assertArrayEquals(QUESTION, ask());
  }

  @Test
  void waitsForSettingsThatItCannotDoWithoutAndIsNotInForceMeanwhile() throws Exception {
    plugins.install(
        policy(
            ",\"capabilities\":{\"required\":[\"config\"]},"
                + "\"configuration\":[{\"id\":\"users\",\"type\":\"string\"}]"),
        false);
    for (int boot = 0; boot < 2; boot++) {
      assertEquals(State.DISABLED, one().state());
      assertEquals(List.of("users: it is required"), one().problems());
      assertFalse(new FlowPlugins(plugins, address -> false).validates());
      restart();
    }
    plugins.configure(ID, new PluginSettings(true, Optional.empty(), Map.of("users", "anna")));
    assertEquals(State.ACTIVE, one().state());
    assertEquals(List.of(), one().problems());
    assertTrue(new FlowPlugins(plugins, address -> false).validates());
  }

  @Test
  void endsWhatNobodyTrustsAnyMore() throws Exception {
    plugins.install(signed(good(), "1.0.0", ""), false);
    plugins.trust(new Trust(List.of(TrustedKey.ofAll("other", OTHER.verifyKey())), false));
    assertEquals(State.FAILED, one().state());
    assertTrue(one().problems().get(0).contains("no trusted key"), () -> "" + one().problems());
    assertThrows(ExecutionException.class, this::ask);
    plugins.trust(new Trust(List.of(TrustedKey.ofAll("plant", KEY.verifyKey())), false));
    assertArrayEquals(QUESTION, ask());
  }

  @Test
  void goesBackAtTheStartIfAPackageIsDamaged() throws Exception {
    plugins.install(signed(good(), "1.0.0", ""), false);
    plugins.install(signed(good(), "1.1.0", ""), false);
    plugins.close();
    Files.write(directory.resolve("packages").resolve(one().sha256() + ".wasm"), new byte[8]);
    plugins = opened();
    plugins.start(Map.of());
    assertEquals(new SemanticVersion(1, 0, 0), one().manifest().version());
    assertFalse(one().isResting());
  }

  private static byte[] policy(String more) throws Exception {
    WasmBuilder module =
        Modules.builder().function("omni_validate_connection", "ii", "I", PluginModules.echo());
    byte[] packed = PluginModules.packed(module, ID, "1.0.0", "network-policy", more);
    return PluginPackage.sign(packed, KEY);
  }

  private FlowDecision decided() throws Exception {
    FlowPlugins flows = new FlowPlugins(plugins, address -> false);
    assertTrue(flows.validates());
    InetAddress any = InetAddress.getByName("192.0.2.1");
    return flows.decide(new FlowDescriptor("omni0", "", true, any, any, 6, 1_024, 23, 0, 60));
  }

  @Test
  void policyWhosePackageIsDamagedStaysAndRefuses() throws Exception {
    plugins.install(policy(""), false);
    plugins.close();
    Path file = directory.resolve("packages").resolve(one().sha256() + ".wasm");
    byte[] sound = Files.readAllBytes(file);
    Files.write(file, new byte[8]);
    plugins = opened();
    plugins.start(Map.of());
    assertEquals(State.FAILED, one().state());
    assertEquals(PluginType.NETWORK_POLICY, one().manifest().type());
    assertTrue(one().problems().get(0).contains("is damaged"), () -> "" + one().problems());
    assertEquals(FlowDecision.Access.UNDECIDED, decided().access());
    plugins.install(sound, false);
    assertEquals(State.ACTIVE, one().state());
    Files.write(file, new byte[8]);
    restart();
    plugins.remove(ID);
    assertEquals(Map.of(), plugins.all());
    assertFalse(new FlowPlugins(plugins, address -> false).validates());
  }

  @Test
  void policyThatNobodyTrustsAnyMoreRefusesAfterARestartToo() throws Exception {
    plugins.install(policy(""), false);
    plugins.close();
    plugins = opened();
    plugins.trust(Trust.NOBODY);
    plugins.start(Map.of());
    assertEquals(State.FAILED, one().state());
    assertEquals(FlowDecision.Access.UNDECIDED, decided().access());
    plugins.trust(new Trust(List.of(TrustedKey.ofAll("plant", KEY.verifyKey())), false));
    assertEquals(State.ACTIVE, one().state());
  }

  @Test
  void policyThatIsDisabledAndDamagedRefusesNothing() throws Exception {
    plugins.install(policy(""), false);
    plugins.close();
    Files.write(directory.resolve("packages").resolve(one().sha256() + ".wasm"), new byte[8]);
    plugins = opened();
    plugins.start(Map.of(ID, new PluginSettings(false, Optional.empty(), Map.of())));
    assertEquals(State.DISABLED, one().state());
    assertFalse(new FlowPlugins(plugins, address -> false).validates());
  }

  @Test
  void damagedOneThatIsDisabledIsMendedByTheSamePackage() throws Exception {
    byte[] sound = signed(good(), "1.0.0", "");
    plugins.install(sound, false);
    plugins.configure(ID, new PluginSettings(false, Optional.empty(), Map.of()));
    Path file = directory.resolve("packages").resolve(one().sha256() + ".wasm");
    Files.write(file, new byte[8]);
    plugins.install(sound, false);
    assertEquals(State.DISABLED, one().state());
    assertArrayEquals(sound, Files.readAllBytes(file));
    plugins.configure(ID, PluginSettings.INITIAL);
    assertArrayEquals(QUESTION, ask());
  }

  @Test
  void settingsDoNotStartWhatNobodyTrusts() throws Exception {
    plugins.install(signed(good(), "1.0.0", ""), false);
    plugins.trust(Trust.NOBODY);
    PluginSettings granted = new PluginSettings(true, Optional.of(Set.of()), Map.of());
    PluginFailure failure = assertThrows(PluginFailure.class, () -> plugins.configure(ID, granted));
    assertTrue(String.valueOf(failure.getMessage()).contains("no trusted key"), failure::toString);
    assertEquals(State.FAILED, one().state());
    assertThrows(ExecutionException.class, this::ask);
  }

  @Test
  void damagedOneCanBeDisabledAndIsNotEnabledAgain() throws Exception {
    plugins.install(policy(""), false);
    plugins.close();
    Files.write(directory.resolve("packages").resolve(one().sha256() + ".wasm"), new byte[8]);
    plugins = opened();
    plugins.start(Map.of());
    plugins.configure(ID, new PluginSettings(false, Optional.empty(), Map.of()));
    assertEquals(State.DISABLED, one().state());
    assertThrows(PluginFailure.class, () -> plugins.configure(ID, PluginSettings.INITIAL));
    assertEquals(State.DISABLED, one().state());
  }

  @Test
  void trustThatComesBackDoesNotStartWhatIsInQuarantine() throws Exception {
    plugins.install(signed(trapping(), "1.0.0", ""), false);
    failUntilItRests();
    awaitChange();
    while (one().state() != State.QUARANTINED) {
      awaitChange();
    }
    plugins.trust(Trust.NOBODY);
    plugins.trust(new Trust(List.of(TrustedKey.ofAll("plant", KEY.verifyKey())), false));
    assertEquals(State.QUARANTINED, one().state());
  }

  @Test
  void whatFailedOnTrialMayComeAgainOnceItWasRemoved() throws Exception {
    plugins.install(signed(good(), "1.0.0", ""), false);
    byte[] bad = signed(trapping(), "1.1.0", "");
    plugins.install(bad, false);
    failUntilItRests();
    while (!one().manifest().version().equals(new SemanticVersion(1, 0, 0))) {
      awaitChange();
    }
    assertTrue(refusal(bad).contains("failed again and again"));
    plugins.remove(ID);
    plugins.install(bad, false);
    assertEquals(State.ACTIVE, one().state());
  }

  @Test
  void newVersionDoesNotChangeWhatAPluginIsAskedFor() throws Exception {
    plugins.install(policy(""), false);
    assertEquals(
        "its type is event-hooks, and network-policy is here: remove that first",
        refusal(
            PluginPackage.sign(PluginModules.packed(good(), ID, "1.1.0", "event-hooks", ""), KEY)));
    plugins.remove(ID);
    plugins.install(
        PluginPackage.sign(PluginModules.packed(good(), ID, "1.1.0", "event-hooks", ""), KEY),
        false);
    assertArrayEquals(QUESTION, ask());
  }
}
