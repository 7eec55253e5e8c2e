package io.omniedge.plugin.host;

import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.engine.ChicoryEngine;
import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.SemanticVersion;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PluginSlotTest {
  private static final byte[] QUESTION = "{\"v\":1}".getBytes(StandardCharsets.UTF_8);
  private static final String STATEFUL = ",\"stateSchema\":1";

  private final Watchdog watchdog = new Watchdog();
  private final AtomicLong now = new AtomicLong();
  private final PluginSlot slot = new PluginSlot(new ChicoryEngine(), watchdog, now::get, () -> {});

  @AfterEach
  void stop() {
    slot.close();
    watchdog.close();
  }

  private void install(PluginPackage plugin) throws PluginFailure {
    slot.install(
        plugin,
        counters ->
            new HostFunctions(
                plugin.manifest(),
                Set.of(),
                Map.of(),
                new KeyValueStore(1_000),
                new PluginEnvironment(
                    new SemanticVersion(1, 0, 0),
                    new NoServices(),
                    InstantSource.system(),
                    now::get,
                    new Random(1),
                    PluginEnvironment.OFFLINE),
                counters));
  }

  private static byte[] await(CompletableFuture<byte[]> answer) throws Exception {
    return answer.get(30, TimeUnit.SECONDS);
  }

  private Throwable failure(String call) {
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> await(slot.ask(call, QUESTION)));
    return Objects.requireNonNull(failed.getCause());
  }

  @Test
  void emptyPlaceSaysSo() throws Exception {
    assertInstanceOf(PluginFailure.class, failure("echo"));
    install(Modules.packed(Modules.builder(), "1.0.0", ""));
    assertArrayEquals(QUESTION, await(slot.ask("echo", QUESTION)));
    assertEquals("1.0.0", slot.manifest().orElseThrow().version().toString());
  }

  @Test
  void noCallIsLostWhileVersionsTakeEachOthersPlace() throws Exception {
    install(Modules.packed(Modules.builder(), "1.0.0", ""));
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicInteger answers = new AtomicInteger();
    CompletableFuture<Void> asking =
        CompletableFuture.runAsync(
            () -> {
              while (!isOver.get()) {
                byte[] answer = slot.ask("echo", QUESTION).join();
                assertArrayEquals(QUESTION, answer);
                answers.incrementAndGet();
              }
            });
    for (int i = 1; i <= 30; i++) {
      int before = answers.get();
      install(Modules.packed(Modules.builder(), "1.0." + i, ""));
      assertArrayEquals(QUESTION, await(slot.ask("echo", QUESTION)));
      assertTrue(answers.get() >= before);
    }
    isOver.set(true);
    asking.get(30, TimeUnit.SECONDS); // it fails if one call did
    assertEquals(30, slot.counters().swaps());
    assertTrue(answers.get() > 30, answers + " answers");
  }

  @Test
  void stateGoesFromOneVersionToTheNextOfTheSameSchema() throws Exception {
    install(Modules.packed(Modules.keeper(), "1.0.0", STATEFUL));
    byte[] state = "{\"rms\":2.5}".getBytes(StandardCharsets.UTF_8);
    byte[] unused = await(slot.ask("state_load", state));
    install(Modules.packed(Modules.keeper(), "1.1.0", STATEFUL));
    assertArrayEquals(state, await(slot.ask("on_state_change", QUESTION)));
    install(Modules.packed(Modules.keeper(), "2.0.0", ",\"stateSchema\":2"));
    assertEquals(0, await(slot.ask("on_state_change", QUESTION)).length);
  }

  @Test
  void versionThatIsNotWellNeverTakesThePlace() throws Exception {
    install(Modules.packed(Modules.builder(), "1.0.0", ""));
    PluginFailure sick =
        assertThrows(
            PluginFailure.class,
            () ->
                install(
                    Modules.packed(
                        Modules.builder().function("omni_health", "ii", "I", bytes(0x42, 3)),
                        "1.1.0",
                        "")));
    assertTrue(String.valueOf(sick.getMessage()).contains("health"), sick.toString());
    PluginFailure trapping =
        assertThrows(
            PluginFailure.class,
            () ->
                install(
                    Modules.packed(
                        Modules.builder().function("omni_init", "ii", "I", bytes(0x00)),
                        "1.2.0",
                        "")));
    assertTrue(String.valueOf(trapping.getMessage()).contains("init"), trapping.toString());
    assertEquals("1.0.0", slot.manifest().orElseThrow().version().toString());
    assertArrayEquals(QUESTION, await(slot.ask("echo", QUESTION)));
  }

  @Test
  void whoFailsAgainAndAgainRestsAndIsTriedAnew() throws Exception {
    install(Modules.packed(Modules.builder(), "1.0.0", ""));
    for (int i = 0; i < 5; i++) {
      assertInstanceOf(TrapException.class, failure("trap"));
    }
    assertTrue(slot.isResting());
    assertInstanceOf(PluginFailure.class, failure("echo"));
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertArrayEquals(QUESTION, await(slot.ask("echo", QUESTION)));
    assertTrue(!slot.isResting());
  }
}
