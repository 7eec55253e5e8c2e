package io.omniedge.manager.plugin;

import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.RefusedPackageException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A plugin that goes by the last letter of a name: it lets in who ends in y, traps for t, never
 * ends for l, and turns all others away.
 */
public final class AuthenticatorFile {
  private static final int METHODS = 4_096;
  private static final int YES = 5_120;
  private static final int NO = 6_144;

  private static final String OFFER =
      "{\"v\":1,\"methods\":[{\"method\":\"custom\",\"detail\":\"password\","
          + "\"label\":\"Plant account\"}]}";
  private static final String WELCOME = "{\"v\":1,\"success\":true,\"subject\":\"s-1\"}";
  private static final String DENIAL = "{\"v\":1,\"success\":false,\"error\":\"who?\"}";

  /** Of a question, from the last letter of the user's name to its end. */
  private static final int FROM_END = "y\"},\"v\":1}".length();

  private AuthenticatorFile() {}

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** Signed LEB128; of what is not negative it is a longer way to write the unsigned one. */
  private static byte[] leb(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (rest < -64 || rest > 63) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>= 7;
    }
    out.write((int) (rest & 0x7f));
    return out.toByteArray();
  }

  private static byte[] sized(byte[]... parts) {
    byte[] content = join(parts);
    return join(leb(content.length), content);
  }

  private static byte[] text(String text) {
    return sized(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] function(byte[] locals, byte[]... code) {
    return sized(locals, join(code), bytes(0x0b));
  }

  private static byte[] answer(int pointer, String document) {
    return join(bytes(0x42), leb((long) pointer << 32 | document.length()));
  }

  private static byte[] data(int pointer, String document) {
    return join(bytes(0, 0x41), leb(pointer), bytes(0x0b), text(document));
  }

  /** Leaves whether the last letter is this one. */
  private static byte[] isLast(char letter) {
    return join(bytes(0x20, 2, 0x41), leb(letter), bytes(0x46));
  }

  private static byte[] module() {
    byte[] last =
        join(
            bytes(0x20, 0, 0x20, 1, 0x6a, 0x41),
            leb(FROM_END),
            bytes(0x6b, 0x2d, 0, 0, 0x21, 2)); // pointer + length - FROM_END, i32.load8_u
    byte[] authenticate =
        function(
            bytes(1, 1, 0x7f),
            last,
            isLast('t'),
            bytes(0x04, 0x40, 0x00, 0x0b), // if unreachable end
            isLast('l'),
            bytes(0x04, 0x40, 0x03, 0x40, 0x0c, 0, 0x0b, 0x0b), // if loop br 0 end end
            isLast('y'),
            bytes(0x04, 0x7e),
            answer(YES, WELCOME),
            bytes(0x05),
            answer(NO, DENIAL),
            bytes(0x0b));
    return join(
        bytes(0, 'a', 's', 'm', 1, 0, 0, 0),
        bytes(1),
        sized(
            bytes(3, 0x60, 0, 0), // ()
            bytes(0x60, 1, 0x7f, 1, 0x7f), // (i32) -> i32
            bytes(0x60, 2, 0x7f, 0x7f, 1, 0x7e)), // (i32, i32) -> i64
        bytes(3),
        sized(bytes(4, 0, 1, 2, 2)),
        bytes(5),
        sized(bytes(1, 0, 1)),
        bytes(7),
        sized(
            bytes(5),
            text("memory"),
            bytes(2, 0),
            text("omni_abi_v1"),
            bytes(0, 0),
            text("omni_alloc"),
            bytes(0, 1),
            text("omni_supported_methods"),
            bytes(0, 2),
            text("omni_authenticate"),
            bytes(0, 3)),
        bytes(10),
        sized(
            bytes(4),
            function(bytes(0)),
            function(bytes(0), bytes(0x41), leb(1_024)),
            function(bytes(0), answer(METHODS, OFFER)),
            authenticate),
        bytes(11),
        sized(bytes(3), data(METHODS, OFFER), data(YES, WELCOME), data(NO, DENIAL)));
  }

  /** Without a signature. */
  public static byte[] unsigned(String id, String version) {
    String manifest =
        "{\"abi\":\"omni/1\",\"type\":\"authentication\",\"id\":\""
            + id
            + "\",\"version\":\""
            + version
            + "\"}";
    try {
      return PluginPackage.pack(module(), manifest.getBytes(StandardCharsets.UTF_8));
    } catch (RefusedPackageException e) {
      throw new AssertionError(e);
    }
  }
}
