package io.omniedge.testkit.wasm;

import static io.omniedge.testkit.wasm.PluginModules.answer;
import static io.omniedge.testkit.wasm.PluginModules.asked;
import static io.omniedge.testkit.wasm.PluginModules.body;
import static io.omniedge.testkit.wasm.PluginModules.importing;
import static io.omniedge.testkit.wasm.PluginModules.plugin;
import static io.omniedge.testkit.wasm.WasmBuilder.block;
import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static io.omniedge.testkit.wasm.WasmBuilder.i32;
import static io.omniedge.testkit.wasm.WasmBuilder.join;
import static io.omniedge.testkit.wasm.WasmBuilder.loop;
import static io.omniedge.testkit.wasm.WasmBuilder.name;
import static io.omniedge.testkit.wasm.WasmBuilder.repeat;
import static io.omniedge.testkit.wasm.WasmBuilder.u32;

import io.omniedge.testkit.wasm.HostilePlugin.End;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The hostile plugins that need nothing but a gateway to try themselves on; docs/plugins-hostile.md
 * says how each ends. Most are event hooks, asked at {@value #CALL}.
 */
public final class HostilePlugins {
  /** What gateways ask event hooks every few seconds. */
  public static final String CALL = "on_stats_update";

  private static final byte[] NOTHING = answer(8, 0);
  private static final byte[] FOR_EVER = bytes(0x0c, 0);
  private static final byte[] ENDLESS = loop(FOR_EVER);
  private static final byte[] TRAP = bytes(0);
  private static final String OF_ALL =
      ",\"capabilities\":{\"optional\":[\"log\",\"kv\",\"emit\",\"metric\",\"alert\",\"random\"]}";
  private static final String HOOKS = "event-hooks";

  private final List<HostilePlugin> all = new ArrayList<>();

  private HostilePlugins() {
    spinning();
    greedy();
    lying();
    flooding();
    stillborn();
    outsized();
    malformed();
    ofOtherTypes();
  }

  /** All of them, made anew. */
  public static List<HostilePlugin> all() {
    return List.copyOf(new HostilePlugins().all);
  }

  /** The one with that name, made anew. */
  public static HostilePlugin named(String name) {
    return all().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no hostile plugin " + name));
  }

  private void add(String name, End end, WasmBuilder module, String more) {
    all.add(new HostilePlugin(name, end, HOOKS, module, more));
  }

  private void works(String name, byte[]... code) {
    add(name, End.AT_WORK, asked(CALL, plugin(), code), "");
  }

  private void keptAway(String name, WasmBuilder module) {
    add(name, End.KEPT_AWAY, module, "");
  }

  private void spinning() {
    works("br loop", ENDLESS, NOTHING);
    works("br_if loop", loop(i32(1), bytes(0x0d, 0)), NOTHING);
    works("br_table loop", loop(block(i32(0), bytes(0x0e, 0, 1))), NOTHING);
    works("inner loops", loop(loop(bytes(0x01)), FOR_EVER), NOTHING);
    works("loop of calls", loop(i32(1), bytes(0x10, 1, 0x1a), FOR_EVER), NOTHING);
    add(
        "endless alloc",
        End.AT_WORK,
        asked(
            CALL,
            new WasmBuilder()
                .memory(1)
                .function("omni_abi_v1", "", "")
                .function("omni_alloc", "i", "i", ENDLESS, i32(8)),
            NOTHING),
        "");
    add(
        "endless free",
        End.AT_WORK,
        asked(CALL, plugin(), NOTHING).function("omni_free", "ii", "", ENDLESS),
        "");
    works("traps", TRAP);
    byte[] again = join(repeat(64, bytes(0x20, 0)), repeat(63, bytes(0x6a)));
    add(
        "deep recursion",
        End.AT_WORK,
        asked(
            CALL,
            plugin().function("", "i", "i", again, bytes(0x10, 2)),
            i32(1),
            bytes(0x10, 2, 0x1a),
            NOTHING),
        "");
    add(
        "call of an empty table",
        End.AT_WORK,
        asked(CALL, plugin().table(10), i32(3), bytes(0x11, 0, 0), NOTHING),
        "");
  }

  private void greedy() {
    works("growing memory", loop(i32(1), bytes(0x40, 0, 0x1a), FOR_EVER), NOTHING);
    byte[] fill = join(i32(0), i32(1), i32(8 << 16), bytes(0xfc, 0x0b, 0));
    byte[] copy = join(i32(0), i32(1), i32((8 << 16) - 1), bytes(0xfc, 0x0a, 0, 0));
    add(
        "filling memory",
        End.AT_WORK,
        asked(CALL, body(new WasmBuilder(), 8), repeat(3_000, fill), NOTHING),
        "");
    add(
        "copying memory",
        End.AT_WORK,
        asked(CALL, body(new WasmBuilder(), 8), repeat(3_000, copy), NOTHING),
        "");
    // A stack of 5,000 values under 5,000 blocks.
    works(
        "much to compile",
        repeat(5_000, i32(1)),
        repeat(5_000, bytes(0x02, 0x40, 0x0b)),
        repeat(5_000, bytes(0x1a)),
        NOTHING);
  }

  private void lying() {
    works("answer over the end", answer(65_530, 7));
    works("answer behind the end", answer(65_536, 1));
    works("answer of four gigabytes", answer(8, -1));
    add(
        "long answer",
        End.AT_WORK,
        asked(CALL, body(new WasmBuilder(), 2), answer(8, (64 << 10) + 1)),
        "");
    add(
        "alloc behind the end",
        End.AT_WORK,
        asked(
            CALL,
            new WasmBuilder()
                .memory(1)
                .function("omni_abi_v1", "", "")
                .function("omni_alloc", "i", "i", i32(Integer.MIN_VALUE)),
            NOTHING),
        "");
  }

  /** That code a thousand times: local 0, the pointer to the question, counts down to 24. */
  public static byte[] thousandTimes(byte[] code) {
    return loop(code, bytes(0x20, 0), i32(1), bytes(0x6b, 0x22, 0), i32(24), bytes(0x4b, 0x0d, 0));
  }

  private void flood(String name, String function, String parameters, byte[] arguments) {
    byte[] call = join(arguments, bytes(0x10, 0, 0x1a));
    WasmBuilder module =
        importing(function, parameters, "i").data(8, "abcd".getBytes(StandardCharsets.US_ASCII));
    add(name, End.AT_WORK, asked(CALL, module, thousandTimes(call), NOTHING), OF_ALL);
  }

  private void flooding() {
    flood("flood of log lines", "log", "iii", join(i32(1), i32(8), i32(4)));
    flood("flood of events", "emit", "iiii", join(i32(8), i32(4), i32(8), i32(4)));
    flood("flood of alerts", "alert", "iii", join(i32(3), i32(8), i32(4)));
    flood(
        "flood of metrics",
        "metric",
        "iiF",
        join(i32(8), i32(4), bytes(0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f)));
    flood("flood of random bytes", "random", "ii", join(i32(8), i32(1_000)));
    // The key is a number that changes.
    flood(
        "bomb of keys",
        "kv_set",
        "iiii",
        join(
            i32(8),
            bytes(0x20, 0),
            i32(0x2020_2020),
            bytes(0x6a, 0x36, 2, 0),
            join(i32(8), i32(4), i32(8), i32(4))));
  }

  private void stillborn() {
    keptAway(
        "endless start", asked(CALL, plugin().function("", "", "", ENDLESS).start(2), NOTHING));
    keptAway(
        "endless init",
        asked(CALL, plugin(), NOTHING).function("omni_init", "ii", "I", ENDLESS, NOTHING));
    keptAway(
        "endless health",
        asked(CALL, plugin(), NOTHING).function("omni_health", "ii", "I", ENDLESS, NOTHING));
    keptAway("data behind the end", asked(CALL, plugin().data(65_530, new byte[100]), NOTHING));
    keptAway(
        "elements behind the end",
        asked(
            CALL,
            plugin().table(1).entry(WasmBuilder.ELEMENT, bytes(0), i32(1_000), bytes(0x0b, 1, 0)),
            NOTHING));
    keptAway("import without capability", asked(CALL, importing("log", "iii", "i"), NOTHING));
    add(
        "import of the wrong type",
        End.KEPT_AWAY,
        asked(CALL, importing("log", "iiI", "i"), NOTHING),
        OF_ALL);
    keptAway("import that there is not", asked(CALL, importing("exec", "ii", "i"), NOTHING));
    keptAway(
        "files through WASI",
        asked(
            CALL,
            body(
                new WasmBuilder()
                    .importFunction("wasi_snapshot_preview1", "path_open", "iiiiiIIii", "i"),
                1),
            NOTHING));
  }

  private void outsized() {
    keptAway("30,000 pages", asked(CALL, body(new WasmBuilder(), 30_000), NOTHING));
    keptAway("33 pages", asked(CALL, body(new WasmBuilder(), 33), NOTHING));
    keptAway(
        "growing table",
        asked(
            CALL,
            plugin().table(1),
            bytes(0xd0, 0x70),
            i32(5_000_000),
            bytes(0xfc, 15, 0, 0x1a),
            NOTHING));
    WasmBuilder tables = plugin();
    for (int i = 0; i < 100; i++) {
      tables.table(10_000);
    }
    keptAway("100 tables", asked(CALL, tables, NOTHING));
    keptAway("claim of targets", asked(CALL, plugin(), bytes(0x0e), u32(0x7fff_ffff)));
    keptAway(
        "bomb of locals",
        plugin()
            .functionWithLocals(
                "omni_" + CALL,
                "ii",
                "I",
                join(u32(1), u32(0xffff_ffffL), bytes(WasmBuilder.I32)),
                NOTHING));
    keptAway(
        "function of two megabytes", asked(CALL, plugin(), repeat(2 << 20, bytes(1)), NOTHING));
    keptAway(
        "function too long to compile",
        asked(CALL, plugin(), repeat(12_000, join(i32(0), i32(1), bytes(0x36, 2, 0))), NOTHING));
    WasmBuilder functions = asked(CALL, plugin(), NOTHING);
    for (int i = 0; i < 60_000; i++) {
      functions.function("", "", "");
    }
    keptAway("60,000 functions", functions);
    keptAway(
        "40,000 nested blocks",
        asked(
            CALL, plugin(), repeat(40_000, bytes(2, 0x40)), repeat(40_000, bytes(0x0b)), NOTHING));
    keptAway(
        "100,000 targets",
        asked(CALL, plugin(), i32(0), bytes(0x0e), u32(100_000), repeat(100_001, bytes(0))));
  }

  private void malformed() {
    keptAway("tail calls", asked(CALL, plugin(), bytes(0x20, 0, 0x20, 1, 0x12, 2)));
    keptAway(
        "throw and catch",
        asked(CALL, plugin(), loop(bytes(0x06, 0x40, 0x08, 0, 0x19, 0x0b), FOR_EVER), NOTHING));
    keptAway(
        "second memory", asked(CALL, plugin().entry(WasmBuilder.MEMORY, bytes(0, 1)), NOTHING));
    keptAway(
        "memory of somebody else",
        asked(
            CALL,
            body(
                new WasmBuilder()
                    .entry(WasmBuilder.IMPORT, name("omni"), name("memory"), bytes(2, 0), u32(1)),
                1),
            NOTHING));
    keptAway(
        "array of the garbage collector",
        asked(CALL, plugin().entry(WasmBuilder.TYPE, bytes(0x5e, 0x78, 1)), NOTHING));
    keptAway("code of the wrong type", asked(CALL, plugin(), bytes(0x6a), NOTHING));
    byte[] refuel = bytes(0x42, 0xff, 0x00, 0x24, 1);
    keptAway(
        "counter of the fuel",
        asked(
            CALL,
            plugin().entry(WasmBuilder.GLOBAL, bytes(WasmBuilder.I64, 1, 0x42, 0, 0x0b)),
            refuel,
            NOTHING));
    keptAway(
        "function that charges", asked(CALL, plugin(), i32(-1), bytes(0x10, 3, 0x1a), NOTHING));
  }

  /** Those that are asked for other things, and may take longer. */
  private void ofOtherTypes() {
    all.add(
        new HostilePlugin(
            "endless class",
            End.AT_WORK,
            "qos",
            asked("classify_packet", plugin(), ENDLESS, NOTHING),
            ""));
    all.add(
        new HostilePlugin(
            "endless check",
            End.AT_WORK,
            "compliance",
            asked(
                "get_compliance_mode",
                asked("check_compliance", plugin(), ENDLESS, NOTHING),
                ENDLESS,
                NOTHING),
            ""));
    all.add(
        new HostilePlugin(
            "endless report",
            End.AT_WORK,
            "pdm-reporting",
            asked(
                "compute_health_report",
                asked(
                    "on_actuator_sample",
                    asked("configure_monitoring", plugin(), ENDLESS, NOTHING),
                    ENDLESS,
                    NOTHING),
                ENDLESS,
                NOTHING),
            ""));
    all.add(
        new HostilePlugin(
            "endless trigger",
            End.AT_WORK,
            "data-triage",
            asked(
                "on_trigger",
                asked(
                    "register_triggers",
                    asked("configure_buffer", plugin(), ENDLESS, NOTHING),
                    ENDLESS,
                    NOTHING),
                ENDLESS,
                NOTHING),
            ""));
  }
}
