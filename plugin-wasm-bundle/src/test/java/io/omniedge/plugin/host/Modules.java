package io.omniedge.plugin.host;

import static io.omniedge.testkit.wasm.PluginModules.echo;
import static io.omniedge.testkit.wasm.PluginModules.pair;
import static io.omniedge.testkit.wasm.PluginModules.plugin;
import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static io.omniedge.testkit.wasm.WasmBuilder.i32;
import static io.omniedge.testkit.wasm.WasmBuilder.join;
import static io.omniedge.testkit.wasm.WasmBuilder.loop;

import io.omniedge.plugin.engine.ChicoryEngine;
import io.omniedge.plugin.engine.MeteredModule;
import io.omniedge.plugin.engine.PluginEngine.ModuleInstance;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.testkit.wasm.WasmBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Plugins made by hand. */
final class Modules {
  private Modules() {}

  /** Calls that do what their names say. */
  static WasmBuilder builder() {
    return plugin()
        .function("omni_echo", "ii", "I", echo())
        .function("omni_deny", "ii", "I", bytes(0x42, 2))
        .function("omni_spin", "ii", "I", loop(bytes(0x0c, 0)), bytes(0x42, 0))
        .function("omni_trap", "ii", "I", bytes(0x00))
        .function("omni_outside", "ii", "I", pair(i32(0x7fff_0000), i32(8)))
        .function("omni_wrapping", "ii", "I", pair(i32(-4), i32(8)))
        .function("omni_huge", "ii", "I", pair(i32(8), i32(-1)));
  }

  /** Keeps what it is given by {@code state_load}; {@code on_state_change} answers with it. */
  static WasmBuilder keeper() {
    byte[] size = join(i32(4_092), bytes(0x28, 2, 0));
    byte[] kept = pair(i32(4_096), size);
    return builder()
        .function(
            "omni_state_load",
            "ii",
            "I",
            i32(4_092),
            bytes(0x20, 1, 0x36, 2, 0),
            i32(4_096),
            bytes(0x20, 0, 0x20, 1, 0xfc, 0x0a, 0, 0),
            pair(i32(8), i32(0)))
        .function("omni_state_save", "ii", "I", kept)
        .function("omni_on_state_change", "ii", "I", kept);
  }

  /** As a package without signature. */
  static PluginPackage packed(WasmBuilder module, String version, String more) throws Exception {
    String json =
        "{\"abi\":\"omni/1\",\"id\":\"com.example.test\",\"version\":\""
            + version
            + "\",\"type\":\"event-hooks\""
            + more
            + "}";
    return PluginPackage.open(
        PluginPackage.pack(module.build(), json.getBytes(StandardCharsets.UTF_8)), List.of(), true);
  }

  static Manifest manifest(String more) {
    String json =
        "{\"abi\":\"omni/1\",\"id\":\"com.example.test\",\"version\":\"1.0.0\","
            + "\"type\":\"event-hooks\""
            + more
            + "}";
    try {
      return Manifest.read(json.getBytes(StandardCharsets.UTF_8));
    } catch (io.omniedge.protocol.ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  static PluginThread.InstanceFactory factory(WasmBuilder module, Manifest.Limits limits)
      throws Exception {
    var compiled = new ChicoryEngine().compile(MeteredModule.of(module.build(), 1_000_000));
    return () -> {
      ModuleInstance instance = compiled.instantiate(Map.of(), limits.pages());
      return new Guest(instance, limits, false);
    };
  }
}
