package io.omniedge.plugin.host;

import static io.omniedge.plugin.host.HostileHost.LITTLE_FUEL;
import static io.omniedge.plugin.host.HostileHost.QUESTION;
import static io.omniedge.plugin.host.HostileHost.asked;
import static io.omniedge.testkit.wasm.PluginModules.answer;
import static io.omniedge.testkit.wasm.PluginModules.body;
import static io.omniedge.testkit.wasm.PluginModules.importing;
import static io.omniedge.testkit.wasm.PluginModules.plugin;
import static io.omniedge.testkit.wasm.WasmBuilder.block;
import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static io.omniedge.testkit.wasm.WasmBuilder.i32;
import static io.omniedge.testkit.wasm.WasmBuilder.join;
import static io.omniedge.testkit.wasm.WasmBuilder.loop;
import static io.omniedge.testkit.wasm.WasmBuilder.repeat;
import static io.omniedge.testkit.wasm.WasmBuilder.s64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.engine.TrapException.Kind;
import io.omniedge.plugin.host.PluginCounters.Result;
import io.omniedge.plugin.pack.Manifest.Limits;
import io.omniedge.testkit.wasm.HostilePlugins;
import io.omniedge.testkit.wasm.PluginModules;
import io.omniedge.testkit.wasm.WasmBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile plugins at work: each call ends within its bounds as it should, and others go on. */
class HostileCallTest {
  private static final byte[] NOTHING = answer(8, 0);
  private static final byte[] FOR_EVER = bytes(0x0c, 0);
  private static final String OF_ALL =
      ",\"capabilities\":{\"optional\":[\"log\",\"kv\",\"emit\",\"metric\",\"alert\",\"random\"]}";
  private static final long MIB = 1 << 20;

  @TempDir Path directory;
  private HostileHost host;

  @BeforeEach
  void start() throws Exception {
    host = new HostileHost(directory);
  }

  @AfterEach
  void othersGoOn() throws Exception {
    try (HostileHost last = host) {
      last.goesOn();
    }
  }

  static Stream<Arguments> endless() {
    return Stream.of(
        Arguments.of("br", loop(FOR_EVER)),
        Arguments.of("br_if", loop(i32(1), bytes(0x0d, 0))),
        Arguments.of("br_table", loop(block(i32(0), bytes(0x0e, 0, 1)))),
        Arguments.of("inner loops", loop(loop(bytes(0x01)), FOR_EVER)),
        Arguments.of("calls", loop(i32(1), bytes(0x10, 1, 0x1a), FOR_EVER)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endless")
  void endlessLoopsEndByFuel(String name, byte[] code) throws Exception {
    InstalledPlugin hostile = host.install(asked(plugin(), code, NOTHING), LITTLE_FUEL);
    assertEquals(Kind.FUEL, host.trap(), name);
    assertEquals(1, hostile.counters().traps(Kind.FUEL));
  }

  @Test
  void endlessAllocEndsByFuel() throws Exception {
    WasmBuilder module =
        new WasmBuilder()
            .memory(1)
            .function("omni_abi_v1", "", "")
            .function("omni_alloc", "i", "i", loop(FOR_EVER), i32(8));
    host.install(asked(module, NOTHING), LITTLE_FUEL);
    assertEquals(Kind.FUEL, host.trap());
  }

  @Test
  void endlessFreeEndsByFuel() throws Exception {
    host.install(
        asked(plugin(), NOTHING).function("omni_free", "ii", "", loop(FOR_EVER)), LITTLE_FUEL);
    assertEquals(Kind.FUEL, host.trap());
  }

  @Test
  void allocThatPointsBehindTheMemoryIsNotWrittenTo() throws Exception {
    for (int pointer : new int[] {-1, Integer.MIN_VALUE, 65_535}) {
      WasmBuilder module =
          new WasmBuilder()
              .memory(1)
              .function("omni_abi_v1", "", "")
              .function("omni_alloc", "i", "i", i32(pointer));
      host.install(asked(module, NOTHING), "");
      assertEquals(Kind.BAD_RESULT, host.trap());
    }
  }

  /** Without a loop, where the watchdog sees nothing: 3,000 times 2 MiB. */
  @Test
  void fillingItsMemoryAgainAndAgainPaysForTheBytes() throws Exception {
    byte[] fill = join(i32(0), i32(1), i32(32 << 16), bytes(0xfc, 0x0b, 0));
    byte[] copy = join(i32(0), i32(1), i32((32 << 16) - 1), bytes(0xfc, 0x0a, 0, 0));
    for (byte[] bulk : List.of(fill, copy)) {
      host.install(
          asked(body(new WasmBuilder(), 32), repeat(3_000, bulk), NOTHING),
          ",\"limits\":{\"fuel\":200000}");
      assertEquals(Kind.FUEL, host.trap());
      assertTrue(host.hostile().counters().fuel() >= 200_000);
    }
  }

  @Test
  void growingItsMemoryGetsItNoMoreThanItsPages() throws Exception {
    // while (memory.grow(1) != -1) {}; an answer as long as there are pages
    byte[] grow = loop(i32(1), bytes(0x40, 0), i32(-1), bytes(0x47, 0x0d, 0));
    byte[] pages = join(bytes(0x42), s64(8L << 32), bytes(0x3f, 0, 0xad, 0x84));
    host.install(asked(plugin(), grow, pages), ",\"limits\":{\"pages\":8}");
    assertEquals(8, host.ask().length);
    host.install(asked(plugin(), loop(i32(1), bytes(0x40, 0, 0x1a), FOR_EVER), NOTHING), "");
    assertEquals(Kind.FUEL, host.trap());
  }

  @Test
  void deepRecursionEndsByTheStack() throws Exception {
    byte[] again = join(repeat(64, bytes(0x20, 0)), repeat(63, bytes(0x6a)));
    WasmBuilder module = plugin().function("", "i", "i", again, bytes(0x10, 2));
    host.install(asked(module, i32(1), bytes(0x10, 2, 0x1a), NOTHING), "");
    assertEquals(Kind.STACK, host.trap());
  }

  static Stream<Arguments> hostFunctions() {
    return Stream.of(
        Arguments.of("log", "iii", join(i32(1), i32(8), i32(40))),
        Arguments.of("kv_set", "iiii", join(i32(8), i32(4), i32(8), i32(1_000))),
        Arguments.of("kv_get", "iiii", join(i32(8), i32(4), i32(8), i32(2_000))),
        Arguments.of("emit", "iiii", join(i32(8), i32(4), i32(8), i32(100))),
        Arguments.of("random", "ii", join(i32(8), i32(100))));
  }

  /** The overflow comes at another place each time: in the plugin or anywhere in the host. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("hostFunctions")
  void recursionThatEndsInTheHostLeavesItSound(String name, String parameters, byte[] arguments)
      throws Exception {
    // f(): the host, then f()
    WasmBuilder module =
        asked(
            importing(name, parameters, "i")
                .data(
                    8,
                    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
                        .getBytes(StandardCharsets.US_ASCII))
                .function("", "", "", arguments, bytes(0x10, 0, 0x1a, 0x10, 3)),
            bytes(0x10, 3),
            NOTHING);
    String fuel = ",\"limits\":{\"fuel\":2000000}";
    for (int round = 0; round < 30; round++) {
      // A breaker that has opened closes with another version.
      if (round % 4 == 0) {
        host.install(module, OF_ALL + fuel);
      }
      Kind kind = host.trap();
      assertTrue(
          kind == Kind.STACK || kind == Kind.FUEL || kind == Kind.INTERRUPTED, kind.toString());
    }
    WasmBuilder calm =
        asked(
            importing(name, parameters, "i")
                .data(8, "abcdefgh".getBytes(StandardCharsets.US_ASCII)),
            arguments,
            bytes(0x10, 0, 0x1a),
            NOTHING);
    host.install(calm, OF_ALL);
    assertEquals(0, host.ask().length, "the host function works afterwards");
    host.restart();
    assertEquals(0, host.ask().length);
  }

  @Test
  void eventThatAsksThePluginAgainDoesNotWaitForItself() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    host.heard.onEvent =
        () -> {
          if (asked.incrementAndGet() < 10_000) {
            var unused = host.hostile().ask(HostilePlugins.CALL, QUESTION);
          }
        };
    byte[] emit = join(i32(8), i32(4), i32(8), i32(4), bytes(0x10, 0, 0x1a));
    WasmBuilder module =
        importing("emit", "iiii", "i").data(8, "abcd".getBytes(StandardCharsets.US_ASCII));
    host.install(asked(module, emit, emit, NOTHING), OF_ALL);
    assertEquals(0, host.ask().length);
    host.goesOn();
    // Two for each: the queue is full soon, and then the events are too many.
    assertTrue(asked.get() <= 1_000, asked + " times");
  }

  @ParameterizedTest
  @MethodSource("storms")
  void stormOfTrapsLeavesTheHeapFlat(int traps) throws Exception {
    Limits limits = new Limits(1_000, 1_000_000, 2, 1_000, 1_000);
    Watchdog watchdog = new Watchdog();
    PluginCounters counters = new PluginCounters();
    try (PluginThread plugin =
        new PluginThread(
            "storm", Modules.factory(Modules.builder(), limits), 1_000, null, watchdog, counters)) {
      storm(plugin, traps / 10);
      long before = heap();
      storm(plugin, traps);
      long growth = heap() - before;
      assertTrue(growth < 8 * MIB, growth + " bytes more");
    } finally {
      watchdog.close();
    }
    assertEquals(traps / 10 + traps, counters.traps(Kind.TRAP));
  }

  static Stream<Integer> storms() {
    return Stream.of(20_000);
  }

  @Tag("slow")
  @Test
  void stormOfAMillionTrapsLeavesTheHeapFlat() throws Exception {
    stormOfTrapsLeavesTheHeapFlat(1_000_000);
  }

  private static void storm(PluginThread plugin, int traps) throws Exception {
    for (int i = 0; i < traps; i++) {
      try {
        byte[] unused = plugin.ask("trap", QUESTION).get(60, TimeUnit.SECONDS);
        throw new AssertionError("it answered");
      } catch (ExecutionException e) {
        assertTrue(e.getCause() instanceof TrapException, String.valueOf(e.getCause()));
      }
    }
  }

  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void answerMayBeAsLongAsItsLimitAndNoLonger() throws Exception {
    host.install(asked(body(new WasmBuilder(), 2), answer(8, 64 << 10)), "");
    assertEquals(64 << 10, host.ask().length);
    host.install(asked(body(new WasmBuilder(), 2), answer(8, (64 << 10) + 1)), "");
    assertEquals(Kind.BAD_RESULT, host.trap());
  }

  @Test
  void answersThatAreNotInItsMemoryAreNotRead() throws Exception {
    for (byte[] outside :
        List.of(
            answer(65_530, 7),
            answer(65_536, 1),
            answer(-1, 8),
            answer(8, -1),
            answer(Integer.MAX_VALUE, Integer.MAX_VALUE),
            answer(-8, 16))) {
      host.install(asked(plugin(), outside), "");
      assertEquals(Kind.BAD_RESULT, host.trap());
    }
    host.install(asked(plugin(), answer(65_530, 6)), "");
    assertEquals(6, host.ask().length);
  }

  static Stream<Arguments> floods() {
    return Stream.of(
        Arguments.of("log", "iii", join(i32(1), i32(8), i32(4)), 400),
        Arguments.of("emit", "iiii", join(i32(8), i32(4), i32(8), i32(4)), 900),
        Arguments.of("alert", "iii", join(i32(3), i32(8), i32(4)), 40),
        Arguments.of(
            "metric",
            "iiF",
            join(i32(8), i32(4), bytes(0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f)),
            9_000));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void floodsAreDammed(String name, String parameters, byte[] arguments, int most)
      throws Exception {
    WasmBuilder module =
        importing(name, parameters, "i").data(8, "abcd".getBytes(StandardCharsets.US_ASCII));
    host.install(
        asked(module, HostilePlugins.thousandTimes(join(arguments, bytes(0x10, 0, 0x1a))), NOTHING),
        OF_ALL);
    for (int i = 0; i < 10; i++) {
      try {
        assertEquals(0, host.ask().length);
      } catch (ExecutionException e) {
        // On a slow machine a call of 1,000 takes too long, and then it rests: dammed as well.
        boolean isLate =
            e.getCause() instanceof TrapException late && late.kind() == Kind.INTERRUPTED;
        assertTrue(isLate || e.getCause() instanceof PluginFailure, String.valueOf(e.getCause()));
      }
    }
    int taken =
        host.heard.lines.get()
            + host.heard.events.get()
            + host.heard.alerts.get()
            + host.heard.metrics.get();
    assertTrue(taken <= most, taken + " of 10,000 were taken");
    assertTrue(host.hostile().counters().floods() > 0, "and counted");
  }

  @Test
  void floodOfRandomBytesEndsByItsTime() throws Exception {
    byte[] call = join(i32(8), i32(4_096), bytes(0x10, 0, 0x1a));
    host.install(asked(importing("random", "ii", "i"), loop(call, FOR_EVER), NOTHING), OF_ALL);
    Kind kind = host.trap();
    assertTrue(kind == Kind.INTERRUPTED || kind == Kind.FUEL, kind.toString());
    String of2Millis = OF_ALL + ",\"limits\":{\"wallMillis\":2}";
    host.install(asked(importing("random", "ii", "i"), repeat(4_000, call), NOTHING), of2Millis);
    assertEquals(0, host.ask().length, "the first may be slow");
    assertEquals(Kind.INTERRUPTED, host.trap(), "without a loop too");
  }

  @Test
  void eightThreadsAtOnceGetTheirOwnAnswers() throws Exception {
    host.install(asked(plugin(), PluginModules.echo()), "");
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    AtomicInteger answered = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int mine = i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int j = 0; j < 500; j++) {
                    byte[] question =
                        ("{\"v\":1,\"n\":" + mine + "}").getBytes(StandardCharsets.UTF_8);
                    assertArrayEquals(
                        question,
                        host.hostile()
                            .ask(HostilePlugins.CALL, question)
                            .get(60, TimeUnit.SECONDS));
                    answered.incrementAndGet();
                  }
                } catch (Throwable e) {
                  failures.add(e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertTrue(failures.isEmpty(), failures.toString());
    assertEquals(4_000, answered.get());
  }

  @Test
  void whoeverAsksASlowOneTooOftenIsTurnedAwayAtOnce() throws Exception {
    InstalledPlugin hostile = host.install(asked(plugin(), loop(FOR_EVER), NOTHING), "");
    for (int i = 0; i < 1_000; i++) {
      var unused = hostile.ask(HostilePlugins.CALL, QUESTION);
    }
    assertTrue(hostile.counters().calls(Result.DROPPED) > 0 || hostile.isResting());
    host.goesOn();
  }

  @Test
  void bombOfKeysStaysWithinTheQuota() throws Exception {
    // Each key is the number at 8: kv_set(8, 4, 8, 4); 24 < pointer counts down
    byte[] set =
        join(
            i32(8),
            bytes(0x20, 0),
            i32(0x2020_2020),
            bytes(0x6a, 0x36, 2, 0),
            join(i32(8), i32(4), i32(8), i32(4), bytes(0x10, 0, 0x1a)));
    String limits = ",\"limits\":{\"storeBytes\":4096}";
    host.install(
        asked(importing("kv_set", "iiii", "i"), HostilePlugins.thousandTimes(set), NOTHING),
        OF_ALL + limits);
    assertEquals(0, host.ask().length);
    int kept = host.hostile().storedBytes();
    assertTrue(kept > 3_000 && kept <= 4_096, kept + " bytes");
    host.restart();
    assertEquals(kept, host.hostile().storedBytes());
  }

  @Test
  void damagedStoreIsBegunAnew() throws Exception {
    byte[] set = join(i32(8), i32(4), i32(8), i32(4), bytes(0x10, 0, 0x1a));
    WasmBuilder module =
        importing("kv_set", "iiii", "i").data(8, "abcd".getBytes(StandardCharsets.US_ASCII));
    host.install(asked(module, set, NOTHING), OF_ALL);
    assertEquals(0, host.ask().length);
    assertTrue(host.hostile().storedBytes() > 0);
    host.plugins().close();
    try (Stream<Path> files = Files.walk(directory)) {
      Path kept =
          files
              .filter(file -> file.toString().contains("hostile") && Files.isRegularFile(file))
              .filter(file -> !file.toString().endsWith(".json"))
              .findFirst()
              .orElseThrow();
      byte[] damaged = Files.readAllBytes(kept);
      damaged[damaged.length / 2] ^= 1;
      Files.write(kept, damaged);
    }
    host.restart();
    assertEquals(0, host.hostile().storedBytes());
    assertEquals(0, host.ask().length);
  }

  @Test
  void stateThatCannotBeHadIsNotHandedOver() throws Exception {
    String schema = ",\"stateSchema\":1,\"limits\":{\"fuel\":50000}";
    WasmBuilder hostile =
        asked(plugin(), NOTHING)
            .function("omni_state_save", "ii", "I", loop(FOR_EVER), NOTHING)
            .function("omni_state_load", "ii", "I", loop(FOR_EVER), NOTHING);
    host.install(hostile, "1.0.0", schema);
    host.install(hostile, "1.1.0", schema);
    assertEquals("1.1.0", host.hostile().manifest().version().toString());
    WasmBuilder giving =
        asked(plugin(), NOTHING).function("omni_state_save", "ii", "I", answer(8, 100));
    host.install(giving, "1.2.0", schema);
    String said = host.refusal(hostile, "1.3.0", schema);
    assertTrue(said.contains("its state_load fails"), said);
    assertEquals("1.2.0", host.hostile().manifest().version().toString());
  }

  @Test
  void callsThroughTheTableOfWhatIsNotThereTrap() throws Exception {
    WasmBuilder module = plugin().table(10);
    host.install(asked(module, i32(3), bytes(0x11, 0, 0), NOTHING), "");
    assertEquals(Kind.TRAP, host.trap());
    host.install(asked(plugin().table(10), i32(11), bytes(0x11, 0, 0), NOTHING), "");
    assertEquals(Kind.TRAP, host.trap());
  }

  @Test
  void whoeverFailsAgainAndAgainIsNotAskedAnyMore() throws Exception {
    host.install(asked(plugin(), bytes(0)), "");
    for (int i = 0; i < 5; i++) {
      assertEquals(Kind.TRAP, host.trap());
    }
    long traps = host.hostile().counters().traps(Kind.TRAP);
    for (int i = 0; i < 100; i++) {
      ExecutionException failed = assertThrows(ExecutionException.class, host::ask);
      assertTrue(failed.getCause() instanceof PluginFailure, String.valueOf(failed.getCause()));
    }
    assertEquals(traps, host.hostile().counters().traps(Kind.TRAP));
  }
}
