package io.omniedge.plugin.module;

import static io.omniedge.testkit.wasm.WasmBuilder.block;
import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static io.omniedge.testkit.wasm.WasmBuilder.i32;
import static io.omniedge.testkit.wasm.WasmBuilder.join;
import static io.omniedge.testkit.wasm.WasmBuilder.name;
import static io.omniedge.testkit.wasm.WasmBuilder.repeat;
import static io.omniedge.testkit.wasm.WasmBuilder.u32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.omniedge.testkit.wasm.WasmBuilder;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PreflightTest {
  private static final int GIGANTIC = 0x7fff_ffff;

  private static WasmBuilder sound() {
    return new WasmBuilder()
        .importFunction("omni", "log", "iii", "")
        .memory(1)
        .function("add", "ii", "i", bytes(0x20, 0, 0x20, 1, 0x6a));
  }

  @Test
  void tellsWhatASoundModuleSaysOfItself() throws InvalidModuleException {
    ModuleOutline outline = Preflight.check(sound().build());
    assertEquals(
        List.of(new ModuleImport("omni", "log", new Signature("iii", ""))), outline.imports());
    assertEquals(Optional.of(new Signature("ii", "i")), outline.export("add"));
    assertEquals(Optional.empty(), outline.export("memory"));
    assertTrue(outline.exportsMemory());
    assertEquals(1, outline.memoryPages());
  }

  private static Arguments is(String reason, WasmBuilder module) {
    return Arguments.of(reason, module.build());
  }

  private static WasmBuilder code(byte[]... code) {
    return new WasmBuilder().memory(1).function("f", "", "", code);
  }

  static Stream<Arguments> hostile() {
    WasmBuilder empty = new WasmBuilder();
    return Stream.of(
        is("threads and atomics", code(bytes(0xfe, 0, 0, 0))),
        is("SIMD", code(bytes(0xfd, 0x0c))),
        is("exceptions", code(bytes(0x06, 0x40))),
        is("exceptions", code(bytes(0x08, 0))),
        is("exceptions", new WasmBuilder().raw(Section.TAG, bytes(0))),
        is("tail calls", code(bytes(0x12, 0))),
        is("tail calls", code(bytes(0x13, 0, 0))),
        is("GC", code(bytes(0xfb, 7, 0))),
        is("GC", new WasmBuilder().type(bytes(0x5f, 0))),
        is("GC", new WasmBuilder().type(bytes(0x4e, 1, 0x5e, 0x78, 0))),
        is("table.grow", code(bytes(0xfc, 15, 0))),
        is("no such instruction", code(bytes(0xff))),
        is("no such instruction", code(bytes(0xfc, 18))),
        is("there is no global 0", code(i32(0), bytes(0x24, 0))),
        is("there is no function 1", code(bytes(0x10, 1))),
        is("there is no type 7", code(bytes(0x11, 7, 0))),
        is("there is no table 0", code(bytes(0x11, 0, 0))),
        is("no such local", code(bytes(0x20, 0, 0x1a))),
        is("leads out of its function", code(bytes(0x0c, 2))),
        is("claims 2147483647 targets", code(bytes(0x0e), u32(GIGANTIC))),
        is("5000 targets", code(i32(0), bytes(0x0e), u32(5_000), repeat(5_001, bytes(0)))),
        is("nested deeper", code(repeat(400, bytes(0x02, 0x40)), repeat(400, bytes(0x0b)))),
        is("code after its end", code(bytes(0x0b))),
        is("more than 2048 locals", locals(u32(1), u32(0xffff_ffffL), bytes(0x7f))),
        is("more than 2048 locals", locals(u32(1), u32(2_049), bytes(0x7f))),
        is("claims 2147483647 groups", locals(u32(GIGANTIC))),
        is("longer than 131072", code(repeat(140_000, bytes(0x01)))),
        is("claims 2147483647 types", raw(Section.TYPE, u32(GIGANTIC))),
        is("claims 4294967295 imports", raw(Section.IMPORT, u32(0xffff_ffffL))),
        is("claims 2147483647 data segments", raw(Section.DATA, u32(GIGANTIC))),
        is("claims 2147483647 globals", raw(Section.GLOBAL, u32(GIGANTIC))),
        is("60000 functions", raw2(Section.FUNCTION, join(u32(60_000), repeat(60_000, bytes(0))))),
        is("2 memories", new WasmBuilder().memory(1).entry(Section.MEMORY, bytes(0, 1))),
        is(
            "only functions",
            empty().entry(Section.IMPORT, name("env"), name("memory"), bytes(2, 0), u32(1))),
        is("wants 30000 pages", new WasmBuilder().memory(30_000)),
        is("shared and 64-bit", empty().entry(Section.MEMORY, bytes(3, 1, 1))),
        is("shared and 64-bit", empty().entry(Section.MEMORY, bytes(4, 1))),
        is("wants 5000000 elements", empty().entry(Section.TABLE, bytes(0x70, 0), u32(5_000_000))),
        is("claims 9 tables", raw(Section.TABLE, u32(9))),
        is("two exports are called f", code().entry(Section.EXPORT, name("f"), bytes(0, 0))),
        is("written 0", raw2(Section.FUNCTION, bytes(1, 0)).raw(Section.CODE, bytes(0))),
        is("there is no code", raw2(Section.FUNCTION, bytes(1, 0))),
        is("twice or too late", empty.raw(Section.MEMORY, bytes(0)).raw(Section.TYPE, bytes(0))),
        is("twice or too late", empty().raw(Section.TYPE, bytes(0)).raw(Section.TYPE, bytes(0))),
        is("longer than what is in it", raw(Section.TYPE, bytes(0, 0))),
        is("no section 14", raw(14, bytes(0))),
        is("not UTF-8", raw(Section.CUSTOM, bytes(2, 0xc3, 0x28))),
        is("more than 32 custom", customs(40)));
  }

  private static WasmBuilder empty() {
    return new WasmBuilder();
  }

  private static WasmBuilder raw(int id, byte[] content) {
    return new WasmBuilder().raw(id, content);
  }

  private static WasmBuilder raw2(int id, byte[] content) {
    return new WasmBuilder().raw(Section.TYPE, bytes(1, 0x60, 0, 0)).raw(id, content);
  }

  private static WasmBuilder locals(byte[]... locals) {
    return new WasmBuilder().functionWithLocals("f", "", "", join(locals), bytes(0x01));
  }

  private static WasmBuilder customs(int count) {
    WasmBuilder module = new WasmBuilder();
    for (int i = 0; i < count; i++) {
      module.raw(Section.CUSTOM, name("c" + i));
    }
    return module;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void refusesWithTheReason(String reason, byte[] module) {
    InvalidModuleException refused =
        assertThrows(InvalidModuleException.class, () -> Preflight.check(module));
    assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
  }

  private static void refuse(byte[] module) {
    try {
      ModuleOutline unused = Preflight.check(module);
      throw new AssertionError("it was taken");
    } catch (InvalidModuleException e) {
      assertTrue(e.offset() <= module.length);
    }
  }

  /** By the clock of this thread's work, the best of some tries: the machine does other things. */
  @Test
  void refusesEachOfThemInFiveMillisecondsWithLessThanAMegabyte() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    hostile()
        .forEach(
            one -> {
              byte[] module = (byte[]) one.get()[1];
              long leastNanos = Long.MAX_VALUE;
              long leastBytes = Long.MAX_VALUE;
              for (int i = 0; i < 20; i++) {
                long bytes = threads.getThreadAllocatedBytes(self);
                long nanos = threads.getCurrentThreadCpuTime();
                refuse(module);
                leastNanos = Math.min(leastNanos, threads.getCurrentThreadCpuTime() - nanos);
                leastBytes = Math.min(leastBytes, threads.getThreadAllocatedBytes(self) - bytes);
              }
              assertTrue(leastNanos < 5_000_000, one.get()[0] + ": " + leastNanos + " ns");
              assertTrue(leastBytes < 1 << 20, one.get()[0] + ": " + leastBytes + " bytes");
            });
  }

  @Test
  void refusesAComponentWithWhatToDo() {
    byte[] component = bytes(0, 'a', 's', 'm', 0x0d, 0, 1, 0);
    InvalidModuleException refused =
        assertThrows(InvalidModuleException.class, () -> Preflight.check(component));
    assertEquals(
        "at byte 4: it is a component; give the core module that is in it, made for the ABI omni/1",
        refused.getMessage());
  }

  @Test
  void refusesEveryModuleThatIsCutOff() throws InvalidModuleException {
    byte[] module = sound().function("g", "", "", block(i32(1), bytes(0x0d, 0))).build();
    assertTrue(Preflight.check(module).export("g").isPresent());
    // Cut between two sections it may be sound: declarations without code are not.
    for (int length = 0; length < module.length; length++) {
      byte[] cut = Arrays.copyOf(module, length);
      try {
        ModuleOutline outline = Preflight.check(cut);
        assertTrue(outline.export("g").isEmpty(), "cut after " + length);
      } catch (InvalidModuleException e) {
        assertTrue(e.offset() <= length, String.valueOf(e.getMessage()));
      }
    }
  }

  @Property
  void anyChangedByteIsRefusedOrStaysWithinTheBounds(@ForAll short position, @ForAll byte value) {
    byte[] module = sound().function("g", "", "", block(i32(1), bytes(0x0d, 0))).build();
    module[Math.floorMod(position, module.length)] = value;
    try {
      ModuleOutline outline = Preflight.check(module);
      assertTrue(outline.memoryPages() <= ModuleLimits.MEMORY_PAGES);
    } catch (InvalidModuleException e) {
      assertTrue(e.offset() <= module.length, String.valueOf(e.getMessage()));
    }
  }

  @Property
  void anyBytesAfterTheHeaderAreRefusedOrStayWithinTheBounds(@ForAll byte[] rest) {
    byte[] module = join(bytes(0, 'a', 's', 'm', 1, 0, 0, 0), rest);
    try {
      assertTrue(Preflight.check(module).memoryPages() <= ModuleLimits.MEMORY_PAGES);
    } catch (InvalidModuleException e) {
      assertTrue(e.offset() <= module.length, String.valueOf(e.getMessage()));
    }
  }
}
