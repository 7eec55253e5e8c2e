package io.omniedge.manager.plugin;

import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.protocol.sign.SigningKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A plugin that hears of events and does nothing, as a package. */
public final class PluginFile {
  private PluginFile() {}

  private static void section(ByteArrayOutputStream out, int id, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    out.write(id);
    out.write(content.size());
    out.writeBytes(content.toByteArray());
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] export(String name, int kind, int index) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    out.write(kind);
    out.write(index);
    return out.toByteArray();
  }

  private static byte[] module() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(0, 'a', 's', 'm', 1, 0, 0, 0));
    section(out, 1, bytes(2, 0x60, 0, 0, 0x60, 1, 0x7f, 1, 0x7f)); // () and (i32) -> i32
    section(out, 3, bytes(2, 0, 1));
    section(out, 5, bytes(1, 0, 1));
    section(
        out,
        7,
        bytes(3),
        export("memory", 2, 0),
        export("omni_abi_v1", 0, 0),
        export("omni_alloc", 0, 1));
    section(out, 10, bytes(2, 2, 0, 0x0b, 5, 0, 0x41, 0x80, 0x08, 0x0b)); // i32.const 1024
    return out.toByteArray();
  }

  /** Without a signature. */
  public static byte[] unsigned(String id, String version, String name) {
    String manifest =
        "{\"abi\":\"omni/1\",\"type\":\"event-hooks\",\"id\":\""
            + id
            + "\",\"version\":\""
            + version
            + "\",\"name\":\""
            + name
            + "\",\"capabilities\":{\"required\":[\"log\"],\"optional\":[\"kv\"]}}";
    try {
      return PluginPackage.pack(module(), manifest.getBytes(StandardCharsets.UTF_8));
    } catch (RefusedPackageException e) {
      throw new AssertionError(e);
    }
  }

  /** Signed by a key. */
  public static byte[] signed(SigningKey key, String id, String version) {
    return signed(key, unsigned(id, version, "Line hooks"));
  }

  /** What is packed, signed by a key. */
  public static byte[] signed(SigningKey key, byte[] packed) {
    try {
      return PluginPackage.sign(packed, key);
    } catch (RefusedPackageException e) {
      throw new AssertionError(e);
    }
  }
}
