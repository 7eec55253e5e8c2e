package io.omniedge.testkit.wasm;

import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static io.omniedge.testkit.wasm.WasmBuilder.i32;
import static io.omniedge.testkit.wasm.WasmBuilder.join;
import static io.omniedge.testkit.wasm.WasmBuilder.name;
import static io.omniedge.testkit.wasm.WasmBuilder.s64;
import static io.omniedge.testkit.wasm.WasmBuilder.u32;

import java.nio.charset.StandardCharsets;

/**
 * Plugins of the ABI omni/1 made by hand. Functions have their indices in the order in which they
 * are added, behind those that are imported: the marker is 0, alloc is 1, what follows is the
 * test's.
 */
public final class PluginModules {
  /** Where {@code omni_alloc} always points. */
  public static final int ROOM = 1_024;

  private PluginModules() {}

  /** A plugin that answers no call yet. */
  public static WasmBuilder plugin() {
    return body(new WasmBuilder(), 1);
  }

  /** The same with a function of the host, which has the index 0; the others follow it. */
  public static WasmBuilder importing(String name, String parameters, String results) {
    return body(new WasmBuilder().importFunction("omni", name, parameters, results), 1);
  }

  /** What every plugin has, with so many pages of memory. */
  public static WasmBuilder body(WasmBuilder begun, int pages) {
    return begun
        .memory(pages)
        .function("omni_abi_v1", "", "", bytes())
        .function("omni_alloc", "i", "i", i32(ROOM));
  }

  /**
   * With what it does at that call: local 0 points to the question, local 1 is its length.
   *
   * @param call without prefix
   */
  public static WasmBuilder asked(String call, WasmBuilder begun, byte[]... code) {
    return begun.function("omni_" + call, "ii", "I", code);
  }

  /** An answer of that many bytes at that place. */
  public static byte[] answer(int pointer, int length) {
    return join(bytes(0x42), s64((long) pointer << Integer.SIZE | Integer.toUnsignedLong(length)));
  }

  /** Answers with pointer and length of its question. */
  public static byte[] echo() {
    return pair(bytes(0x20, 0), bytes(0x20, 1));
  }

  /** An answer made of two values of type i32. */
  public static byte[] pair(byte[] pointer, byte[] length) {
    return join(pointer, bytes(0xad, 0x42), s64(32), bytes(0x86), length, bytes(0xad, 0x84));
  }

  /**
   * A package that nobody signed.
   *
   * @param more members of the manifest, each after a comma
   */
  public static byte[] packed(
      WasmBuilder module, String id, String version, String type, String more) {
    String manifest =
        "{\"abi\":\"omni/1\",\"id\":\""
            + id
            + "\",\"version\":\""
            + version
            + "\",\"type\":\""
            + type
            + "\""
            + more
            + "}";
    byte[] section = join(name("omni.manifest"), manifest.getBytes(StandardCharsets.UTF_8));
    return join(module.build(), bytes(0), u32(section.length), section);
  }
}
