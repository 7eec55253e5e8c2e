package io.omniedge.plugin.engine;

import static io.omniedge.testkit.wasm.WasmBuilder.block;
import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static io.omniedge.testkit.wasm.WasmBuilder.i32;
import static io.omniedge.testkit.wasm.WasmBuilder.join;
import static io.omniedge.testkit.wasm.WasmBuilder.loop;
import static io.omniedge.testkit.wasm.WasmBuilder.name;
import static io.omniedge.testkit.wasm.WasmBuilder.repeat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.engine.PluginEngine.ModuleInstance;
import io.omniedge.plugin.engine.TrapException.Kind;
import io.omniedge.plugin.module.InvalidModuleException;
import io.omniedge.plugin.module.ModuleImport;
import io.omniedge.plugin.module.Signature;
import io.omniedge.testkit.wasm.WasmBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChicoryEngineTest {
  private static final long FUEL = 1_000_000;
  private static final int MAX_PAGES = 4;
  private static final byte[] NOTHING = {};

  private final ChicoryEngine engine = new ChicoryEngine();

  private ModuleInstance instance(WasmBuilder module) throws Exception {
    return engine.compile(MeteredModule.of(module.build(), FUEL)).instantiate(Map.of(), MAX_PAGES);
  }

  private static Kind trapOf(ModuleInstance instance, String export, long... arguments) {
    return assertThrows(TrapException.class, () -> instance.call(export, FUEL, arguments)).kind();
  }

  @Test
  void computesAndCounts() throws Exception {
    ModuleInstance instance =
        instance(
            new WasmBuilder()
                .memory(1)
                .function("add", "ii", "i", bytes(0x20, 0, 0x20, 1, 0x6a))
                // while (n) { n = n - 1 }
                .function(
                    "count",
                    "i",
                    "",
                    loop(bytes(0x20, 0), i32(1), bytes(0x6b, 0x22, 0), bytes(0x0d, 0))));
    assertEquals(7, instance.call("add", FUEL, 3, 4));
    assertEquals(FUEL - 4, instance.fuelLeft());
    instance.call("count", FUEL, 1_000);
    assertEquals(FUEL - 2 - 1_000 * 6, instance.fuelLeft());
  }

  @Test
  void endlessLoopsOfAllKindsEndByFuel() throws Exception {
    ModuleInstance instance =
        instance(
            new WasmBuilder()
                .memory(1)
                .function("br", "", "", loop(bytes(0x0c, 0)))
                .function("brIf", "", "", loop(i32(1), bytes(0x0d, 0)))
                .function("brTable", "", "", loop(block(i32(0), bytes(0x0e, 0, 1)))));
    for (String export : new String[] {"br", "brIf", "brTable"}) {
      assertEquals(Kind.FUEL, trapOf(instance, export), export);
    }
  }

  @Test
  void endlessRecursionEndsByFuelOrStack() throws Exception {
    ModuleInstance instance =
        instance(new WasmBuilder().memory(1).function("f", "", "", bytes(0x10, 0)));
    TrapException spent = assertThrows(TrapException.class, () -> instance.call("f", 1_000));
    assertEquals(Kind.FUEL, spent.kind());
    TrapException deep =
        assertThrows(TrapException.class, () -> instance.call("f", Long.MAX_VALUE));
    assertEquals(Kind.STACK, deep.kind());
  }

  @Test
  void endlessStartSectionEndsByFuel() {
    WasmBuilder module = new WasmBuilder().memory(1).function("f", "", "", loop(bytes(0x0c, 0)));
    byte[] withStart = insertStart(module);
    TrapException ended =
        assertThrows(
            TrapException.class,
            () ->
                engine.compile(MeteredModule.of(withStart, FUEL)).instantiate(Map.of(), MAX_PAGES));
    assertEquals(Kind.FUEL, ended.kind());
  }

  /** The section of the start stands before the code. */
  private static byte[] insertStart(WasmBuilder module) {
    byte[] bytes = module.build();
    byte[] code = module.function("", "", "", NOTHING).build();
    int common = 0;
    while (bytes[common] == code[common]) {
      common++;
    }
    for (int i = common; i < bytes.length; i++) {
      if (bytes[i] == 10 && bytes[i + 1] == bytes.length - i - 2) {
        return join(
            java.util.Arrays.copyOf(bytes, i),
            bytes(8, 1, 0),
            java.util.Arrays.copyOfRange(bytes, i, bytes.length));
      }
    }
    throw new AssertionError("no code section");
  }

  @Test
  void interruptEndsACallThatHasFuelForHours() throws Exception {
    ModuleInstance instance =
        instance(new WasmBuilder().memory(1).function("f", "", "", loop(bytes(0x0c, 0))));
    Thread caller = Thread.currentThread();
    Thread watchdog = new Thread(caller::interrupt);
    watchdog.start();
    TrapException ended =
        assertThrows(TrapException.class, () -> instance.call("f", Long.MAX_VALUE));
    assertTrue(Thread.interrupted());
    watchdog.join();
    assertEquals(Kind.INTERRUPTED, ended.kind());
  }

  @Test
  void memoryGrowsToTheLimitAndNoFurther() throws Exception {
    ModuleInstance instance =
        instance(new WasmBuilder().memory(1).function("grow", "i", "i", bytes(0x20, 0, 0x40, 0)));
    assertEquals(1, instance.call("grow", FUEL, 3));
    assertEquals(-1, (int) instance.call("grow", FUEL, 1));
    assertEquals(MAX_PAGES, instance.memory().pages());
  }

  @Test
  void refusesMoreMemoryThanItMayHaveAtTheStart() throws Exception {
    MeteredModule module = MeteredModule.of(new WasmBuilder().memory(5).build(), FUEL);
    PluginEngine.CompiledModule compiled = engine.compile(module);
    EngineException refused =
        assertThrows(EngineException.class, () -> compiled.instantiate(Map.of(), MAX_PAGES));
    assertEquals("it wants 5 pages of memory; it may have 4", refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000, 0xfffe})
  void readsNothingBeyondTheMemory(int pointer) throws Exception {
    GuestMemory memory = instance(new WasmBuilder().memory(1)).memory();
    TrapException ended = assertThrows(TrapException.class, () -> memory.read(pointer, 4, 1_000));
    assertEquals(Kind.BAD_RESULT, ended.kind());
    assertThrows(TrapException.class, () -> memory.write(pointer, new byte[4]));
    assertThrows(TrapException.class, () -> memory.read(0, -1, Integer.MAX_VALUE));
    assertThrows(TrapException.class, () -> memory.read(0, 11, 10));
    memory.write(0xfffc, bytes(1, 2, 3, 4));
    assertArrayEquals(bytes(1, 2, 3, 4), memory.read(0xfffc, 4, 4));
  }

  @Test
  void hostCallsGetTheirArgumentsAndMayEndTheCaller() throws Exception {
    ModuleImport log = new ModuleImport("omni", "log", new Signature("ii", "i"));
    WasmBuilder module =
        new WasmBuilder()
            .importFunction("omni", "log", "ii", "i")
            .memory(1)
            .data(8, "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .function("run", "", "i", i32(8), i32(5), bytes(0x10, 0));
    PluginEngine.CompiledModule compiled = engine.compile(MeteredModule.of(module.build(), FUEL));
    StringBuilder heard = new StringBuilder();
    ModuleInstance instance =
        compiled.instantiate(
            Map.of(
                log,
                (memory, arguments) -> {
                  byte[] text = memory.read((int) arguments[0], (int) arguments[1], 100);
                  heard.append(new String(text, java.nio.charset.StandardCharsets.UTF_8));
                  if (heard.length() > 5) {
                    throw new TrapException(Kind.BAD_RESULT, "too much");
                  }
                  return -13;
                }),
            MAX_PAGES);
    assertEquals(-13, (int) instance.call("run", FUEL));
    assertEquals("hello", heard.toString());
    assertEquals(Kind.BAD_RESULT, trapOf(instance, "run"));
    EngineException missing =
        assertThrows(EngineException.class, () -> compiled.instantiate(Map.of(), MAX_PAGES));
    assertEquals("there is no omni.log(ii)i", missing.getMessage());
  }

  @Test
  void trapsAreTold() throws Exception {
    ModuleInstance instance =
        instance(
            new WasmBuilder()
                .memory(1)
                .function("unreachable", "", "", bytes(0))
                .function("divide", "i", "i", i32(1), bytes(0x20, 0, 0x6d))
                .function("load", "i", "i", bytes(0x20, 0, 0x28, 2, 0)));
    assertEquals(Kind.TRAP, trapOf(instance, "unreachable"));
    assertEquals(Kind.TRAP, trapOf(instance, "divide", 0));
    assertEquals(Kind.TRAP, trapOf(instance, "load", 0x10000));
    assertEquals(Kind.TRAP, trapOf(instance, "load", -1));
  }

  @Test
  void refusesWhatIsNotValid() throws InvalidModuleException {
    // The types are the engine's matter: an i32 where nothing is wanted.
    MeteredModule module =
        MeteredModule.of(new WasmBuilder().function("f", "", "", i32(1)).build(), FUEL);
    assertThrows(EngineException.class, () -> engine.compile(module));
    MeteredModule large =
        MeteredModule.of(
            new WasmBuilder()
                .memory(1)
                .function("f", "", "", repeat(17_000, join(i32(0), i32(1), bytes(0x36, 2, 0))))
                .build(),
            FUEL);
    EngineException refused = assertThrows(EngineException.class, () -> engine.compile(large));
    assertTrue(String.valueOf(refused.getMessage()).contains("cannot be compiled"));
  }

  @Test
  void theCounterIsNobodysToWrite() {
    byte[] module =
        new WasmBuilder()
            .entry(6, bytes(WasmBuilder.I64, 1, 0x42, 0, 0x0b))
            .function("refuel", "", "", bytes(0x42, 0xff, 0x00), bytes(0x24, 1))
            .build();
    InvalidModuleException refused =
        assertThrows(InvalidModuleException.class, () -> MeteredModule.of(module, FUEL));
    assertTrue(String.valueOf(refused.getMessage()).contains("there is no global 1"));
    byte[] export =
        new WasmBuilder()
            .entry(6, bytes(WasmBuilder.I64, 1, 0x42, 0, 0x0b))
            .entry(7, name("fuel"), bytes(3, 1))
            .build();
    assertThrows(InvalidModuleException.class, () -> MeteredModule.of(export, FUEL));
  }

  private static ModuleInstance growing(ChicoryEngine engine, int maxPages) throws Exception {
    WasmBuilder module =
        new WasmBuilder().memory(2).function("grow", "i", "i", bytes(0x20, 0, 0x40, 0));
    return engine.compile(MeteredModule.of(module.build(), FUEL)).instantiate(Map.of(), maxPages);
  }

  @Test
  void memoryOfAllTogetherHasALimit() throws Exception {
    ChicoryEngine small = new ChicoryEngine(20);
    ModuleInstance one = growing(small, 100);
    ModuleInstance other = growing(small, 100);
    // Of the 16 that are left a call may have an eighth.
    assertEquals(-1, (int) one.call("grow", FUEL, 3));
    assertEquals(2, one.call("grow", FUEL, 2));
    for (int i = 0; i < 14; i++) {
      other.call("grow", FUEL, 1);
    }
    assertEquals(-1, (int) other.call("grow", FUEL, 1));
    EngineException full = assertThrows(EngineException.class, () -> growing(small, 100));
    assertEquals(
        "it wants 2 pages of memory; 0 are left of the 20 that all plugins have together",
        full.getMessage());
    one.close();
    assertEquals(16, other.call("grow", FUEL, 1));
    assertEquals(2, growing(small, 100).memory().pages());
  }

  @Test
  void whatTrapsKeepsNoMoreThanItHas() throws Exception {
    ChicoryEngine small = new ChicoryEngine(20);
    WasmBuilder module =
        new WasmBuilder()
            .memory(2)
            .function("grow", "", "", i32(2), bytes(0x40, 0, 0x1a, 0x00))
            .function("start", "", "", i32(9), bytes(0x40, 0, 0x1a))
            .start(1);
    ModuleInstance instance =
        small.compile(MeteredModule.of(module.build(), FUEL)).instantiate(Map.of(), 100);
    assertEquals(11, instance.memory().pages(), "its start section may have half of them");
    assertEquals(Kind.TRAP, trapOf(instance, "grow"));
    assertEquals(13, instance.memory().pages());
    ModuleInstance other = growing(small, 100);
    instance.close();
    instance.close();
    assertEquals(2, other.call("grow", FUEL, 3));
    assertEquals(-1, (int) other.call("grow", FUEL, 3));
  }

  @Test
  void neitherLimitNorCounterIsTheModules() {
    WasmBuilder module = new WasmBuilder().memory(1).function("f", "", "", bytes(0x42, 0, 0x24, 1));
    assertThrows(InvalidModuleException.class, () -> MeteredModule.of(module.build(), FUEL));
  }
}
