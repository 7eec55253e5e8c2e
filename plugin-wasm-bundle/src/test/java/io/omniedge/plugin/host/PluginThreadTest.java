package io.omniedge.plugin.host;

import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static io.omniedge.testkit.wasm.WasmBuilder.i32;
import static io.omniedge.testkit.wasm.WasmBuilder.loop;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.host.PluginCounters.Result;
import io.omniedge.plugin.pack.Manifest.Limits;
import io.omniedge.testkit.wasm.WasmBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginThreadTest {
  private static final byte[] QUESTION = "{\"v\":1}".getBytes(StandardCharsets.UTF_8);
  private static final Limits LIMITS = new Limits(1_000, 1_000_000, 2, 1_000, 1_000);

  private final Watchdog watchdog = new Watchdog();
  private final PluginCounters counters = new PluginCounters();

  @AfterEach
  void stop() {
    watchdog.close();
  }

  private PluginThread thread(PluginThread.InstanceFactory factory, int wallMillis) {
    return new PluginThread("test", factory, wallMillis, null, watchdog, counters);
  }

  private static byte[] await(CompletableFuture<byte[]> answer) throws Exception {
    return answer.get(30, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletableFuture<byte[]> answer) {
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
    return Objects.requireNonNull(failed.getCause());
  }

  @Test
  void answersAndCounts() throws Exception {
    try (PluginThread plugin = thread(Modules.factory(Modules.builder(), LIMITS), 10_000)) {
      assertArrayEquals(QUESTION, await(plugin.ask("echo", QUESTION)));
      PluginRefusal refusal =
          assertInstanceOf(PluginRefusal.class, failure(plugin.ask("deny", QUESTION)));
      assertEquals(PluginRefusal.Reason.DENIED, refusal.reason());
    }
    assertEquals(1, counters.calls(Result.OK));
    assertEquals(1, counters.calls(Result.REFUSED));
    assertTrue(counters.fuel() > 0);
  }

  @ParameterizedTest
  @CsvSource({
    "spin, FUEL",
    "trap, TRAP",
    "outside, BAD_RESULT",
    "wrapping, BAD_RESULT",
    "huge, BAD_RESULT"
  })
  void whoeverIsEndedIsReplacedByAFreshInstance(String call, TrapException.Kind kind)
      throws Exception {
    AtomicInteger made = new AtomicInteger();
    PluginThread.InstanceFactory factory = Modules.factory(Modules.builder(), LIMITS);
    try (PluginThread plugin =
        thread(
            () -> {
              made.incrementAndGet();
              return factory.make();
            },
            10_000)) {
      assertArrayEquals(QUESTION, await(plugin.ask("echo", QUESTION)));
      TrapException ended =
          assertInstanceOf(TrapException.class, failure(plugin.ask(call, QUESTION)));
      assertEquals(kind, ended.kind());
      assertArrayEquals(QUESTION, await(plugin.ask("echo", QUESTION)));
    }
    assertEquals(2, made.get());
    assertEquals(1, counters.traps(kind));
  }

  @Test
  void whoeverTakesTooLongIsInterruptedAndNobodyElse() throws Exception {
    Limits endless = new Limits(20, Long.MAX_VALUE, 2, 1_000, 1_000);
    try (PluginThread plugin = thread(Modules.factory(Modules.builder(), endless), 20)) {
      for (int i = 0; i < 20; i++) {
        TrapException late =
            assertInstanceOf(TrapException.class, failure(plugin.ask("spin", QUESTION)));
        assertEquals(TrapException.Kind.INTERRUPTED, late.kind());
      }
    }
    assertEquals(20, counters.traps(TrapException.Kind.INTERRUPTED));
    try (PluginThread plugin = thread(Modules.factory(Modules.builder(), LIMITS), 10_000)) {
      assertArrayEquals(QUESTION, await(plugin.ask("echo", QUESTION)));
    }
  }

  @Test
  void queueIsShortAndWhoIsTurnedAwayIsTold() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    PluginThread.InstanceFactory factory = Modules.factory(Modules.builder(), LIMITS);
    try (PluginThread plugin =
        thread(
            () -> {
              begun.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return factory.make();
            },
            60_000)) {
      CompletableFuture<byte[]> first = plugin.ask("echo", QUESTION);
      begun.await();
      List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        waiting.add(plugin.ask("echo", QUESTION));
      }
      assertInstanceOf(BusyException.class, failure(plugin.ask("echo", QUESTION)));
      assertFalse(first.isDone());
      goOn.countDown();
      assertArrayEquals(QUESTION, await(first));
      for (CompletableFuture<byte[]> one : waiting) {
        assertArrayEquals(QUESTION, await(one));
      }
    }
    assertEquals(1, counters.calls(Result.DROPPED));
  }

  @Test
  void closingEndsTheCallAtWorkAndFailsTheRest() throws Exception {
    Limits endless = new Limits(60_000, Long.MAX_VALUE, 2, 1_000, 1_000);
    PluginThread plugin = thread(Modules.factory(Modules.builder(), endless), 60_000);
    assertArrayEquals(QUESTION, await(plugin.ask("echo", QUESTION)));
    CompletableFuture<byte[]> spinning = plugin.ask("spin", QUESTION);
    CompletableFuture<byte[]> behind = plugin.ask("echo", QUESTION);
    plugin.close();
    assertTrue(
        failure(spinning) instanceof TrapException || failure(spinning) instanceof BusyException);
    assertInstanceOf(BusyException.class, failure(behind));
    assertInstanceOf(BusyException.class, failure(plugin.ask("echo", QUESTION)));
  }

  @Test
  void whoeverHadToBeEndedMakesWay() throws Exception {
    AtomicInteger made = new AtomicInteger();
    PluginThread.InstanceFactory factory = Modules.factory(Modules.builder(), LIMITS);
    try (PluginThread plugin =
        new PluginThread("test", factory, 10_000, made::incrementAndGet, watchdog, counters)) {
      await(plugin.ask("echo", QUESTION));
      assertInstanceOf(PluginRefusal.class, failure(plugin.ask("deny", QUESTION)));
      assertEquals(0, made.get());
      assertInstanceOf(TrapException.class, failure(plugin.ask("spin", QUESTION)));
      assertInstanceOf(TrapException.class, failure(plugin.ask("trap", QUESTION)));
      assertEquals(1, made.get());
    }
  }

  /** Works for a while on {@code work}, which is fine. */
  private static WasmBuilder worker() {
    // local.get 1, i32.const 1, i32.sub, local.tee 1, br_if 0: counts down from what is set before.
    byte[] countDown = loop(bytes(0x20, 1), i32(1), bytes(0x6b, 0x22, 1, 0x0d, 0));
    return Modules.builder()
        .function(
            "omni_work", "ii", "I", i32(100_000_000), bytes(0x21, 1), countDown, bytes(0x42, 0));
  }

  @Test
  void firstCallThatNobodyWaitsForMayBeSlow() throws Exception {
    Limits much = new Limits(60_000, Long.MAX_VALUE, 2, 1_000, 1_000);
    PluginThread.InstanceFactory factory = Modules.factory(worker(), much);
    try (PluginThread plugin = new PluginThread("test", factory, 1, () -> {}, watchdog, counters)) {
      // What it answers is none; that it comes to answer is what counts.
      assertInstanceOf(PluginRefusal.class, failure(plugin.ask("work", QUESTION)));
      assertInstanceOf(TrapException.class, failure(plugin.ask("work", QUESTION)));
    }
  }

  @Test
  void whoeverTakesMuchMakesWayThoughItNeverFails() throws Exception {
    Limits much = new Limits(60_000, Long.MAX_VALUE, 2, 1_000, 1_000);
    AtomicInteger made = new AtomicInteger();
    PluginThread.InstanceFactory factory = Modules.factory(worker(), much);
    try (PluginThread plugin =
        new PluginThread("test", factory, 60_000, made::incrementAndGet, watchdog, counters)) {
      await(plugin.ask("echo", QUESTION));
      Throwable unused = failure(plugin.askOfLife("work", QUESTION));
      assertEquals(0, made.get(), "somebody waits until it is installed");
      unused = failure(plugin.ask("work", QUESTION));
      await(plugin.ask("echo", QUESTION));
      assertEquals(1, made.get());
    }
  }

  @Test
  void whoeverWorksLongForNothingHasToRest() throws Exception {
    Limits much = new Limits(60_000, 500_000_000, 2, 1_000, 1_000);
    try (PluginThread plugin = thread(Modules.factory(Modules.builder(), much), 60_000)) {
      assertInstanceOf(TrapException.class, failure(plugin.ask("spin", QUESTION)));
      BusyException rests =
          assertInstanceOf(BusyException.class, failure(plugin.ask("echo", QUESTION)));
      assertEquals("the plugin worked long and failed, and has to rest", rests.getMessage());
    }
    assertEquals(1, counters.calls(Result.DROPPED));
  }

  @Test
  void whoeverWaitsMayMakeTheCallItself() throws Exception {
    AtomicReference<String> made = new AtomicReference<>();
    PluginThread.InstanceFactory factory = Modules.factory(Modules.builder(), LIMITS);
    try (PluginThread plugin =
        thread(
            () -> {
              made.set(Thread.currentThread().getName());
              return factory.make();
            },
            10_000)) {
      CompletableFuture<byte[]> answer = plugin.askHere("echo", QUESTION);
      assertTrue(answer.isDone());
      assertArrayEquals(QUESTION, await(answer));
      assertEquals(Thread.currentThread().getName(), made.get());
      assertInstanceOf(TrapException.class, failure(plugin.askHere("trap", QUESTION)));
      assertArrayEquals(QUESTION, await(plugin.askHere("echo", QUESTION)));
      assertArrayEquals(QUESTION, await(plugin.ask("echo", QUESTION)));
    }
    assertEquals(3, counters.calls(Result.OK));
  }

  @Test
  void whoeverTakesTooLongOnTheCallersThreadIsInterruptedAndTheCallerIsNot() throws Exception {
    Limits much = new Limits(50, Long.MAX_VALUE / 4, 2, 1_000, 1_000);
    try (PluginThread plugin = thread(Modules.factory(Modules.builder(), much), 50)) {
      TrapException late =
          assertInstanceOf(TrapException.class, failure(plugin.askHere("spin", QUESTION)));
      assertEquals(TrapException.Kind.INTERRUPTED, late.kind());
      assertFalse(Thread.currentThread().isInterrupted());
    }
  }

  @Test
  void interruptsThatAreMeantForTheCallerReachIt() throws Exception {
    try (PluginThread plugin = thread(Modules.factory(Modules.builder(), LIMITS), 10_000)) {
      await(plugin.askHere("echo", QUESTION));
      Thread.currentThread().interrupt();
      CompletableFuture<byte[]> unused = plugin.askHere("deny", QUESTION);
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void closingEndsWhatIsMadeOnAnotherThread() throws Exception {
    Limits much = new Limits(60_000, Long.MAX_VALUE / 4, 2, 1_000, 1_000);
    PluginThread plugin = thread(Modules.factory(Modules.builder(), much), 60_000);
    CompletableFuture<Throwable> failure =
        CompletableFuture.supplyAsync(() -> failure(plugin.askHere("spin", QUESTION)));
    while (!plugin.isCalling()) {
      Thread.onSpinWait();
    }
    plugin.close();
    assertInstanceOf(TrapException.class, failure.get(30, TimeUnit.SECONDS));
    BusyException leaving =
        assertInstanceOf(BusyException.class, failure(plugin.askHere("echo", QUESTION)));
    assertTrue(leaving.isLeaving());
  }
}
