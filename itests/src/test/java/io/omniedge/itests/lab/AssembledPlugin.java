package io.omniedge.itests.lab;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A plugin put together byte by byte, for what no compiler makes: it is told of statistics every
 * second and does then what its code says.
 */
public final class AssembledPlugin {
  private static final int I32 = 0x7f;
  private static final int I64 = 0x7e;
  private static final int ROOM = 1_024;

  private final String id;
  private final byte[] code;
  private final int pages;

  private AssembledPlugin(String id, int pages, byte[] code) {
    this.id = id;
    this.pages = pages;
    this.code = code;
  }

  /** Answers. */
  public static AssembledPlugin good(String id) {
    return new AssembledPlugin(id, 1, answer());
  }

  /** Never ends. */
  public static AssembledPlugin spinning(String id) {
    return new AssembledPlugin(id, 1, join(bytes(0x03, 0x40, 0x0c, 0, 0x0b), answer()));
  }

  /** Gives up. */
  public static AssembledPlugin trapping(String id) {
    return new AssembledPlugin(id, 1, bytes(0x00));
  }

  /** Calls itself. */
  public static AssembledPlugin recursing(String id) {
    return new AssembledPlugin(id, 1, bytes(0x20, 0, 0x20, 1, 0x10, 2));
  }

  /** Takes all memory that it gets, again and again. */
  public static AssembledPlugin growing(String id) {
    byte[] grow = bytes(0x03, 0x40, 0x41, 1, 0x40, 0, 0x1a, 0x0c, 0, 0x0b);
    return new AssembledPlugin(id, 1, join(grow, answer()));
  }

  /** Fills all of its memory again and again, without a loop. */
  public static AssembledPlugin filling(String id) {
    ByteArrayOutputStream fills = new ByteArrayOutputStream();
    for (int i = 0; i < 2_000; i++) {
      // 0, 1, 2 MiB, memory.fill
      fills.writeBytes(bytes(0x41, 0, 0x41, 1, 0x41, 0x80, 0x80, 0x80, 1, 0xfc, 0x0b, 0));
    }
    return new AssembledPlugin(id, 32, join(fills.toByteArray(), answer()));
  }

  /** Much to compile: a stack of 5,000 values under 5,000 blocks. */
  public static AssembledPlugin large(String id) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 5_000; i++) {
      all.writeBytes(bytes(0x41, 1));
    }
    for (int i = 0; i < 5_000; i++) {
      all.writeBytes(bytes(0x02, 0x40, 0x0b));
    }
    for (int i = 0; i < 5_000; i++) {
      all.write(0x1a);
    }
    return new AssembledPlugin(id, 1, join(all.toByteArray(), answer()));
  }

  /** A package of that version, not signed. */
  public byte[] version(int number) {
    String manifest =
        "{\"abi\":\"omni/1\",\"id\":\""
            + id
            + "\",\"version\":\"1.0."
            + number
            + "\",\"type\":\"event-hooks\"}";
    byte[] alloc = join(bytes(0x41), signed(ROOM));
    return join(
        bytes(0, 'a', 's', 'm', 1, 0, 0, 0),
        // () to (), (i32) to i32, (i32 i32) to i64
        section(1, bytes(3, 0x60, 0, 0, 0x60, 1, I32, 1, I32, 0x60, 2, I32, I32, 1, I64)),
        section(3, bytes(3, 0, 1, 2)),
        section(5, bytes(1, 0, pages)),
        section(
            7,
            join(
                bytes(4),
                export("memory", 2, 0),
                export("omni_abi_v1", 0, 0),
                export("omni_alloc", 0, 1),
                export("omni_on_stats_update", 0, 2))),
        section(10, join(bytes(3), body(bytes()), body(alloc), body(code))),
        section(0, join(name("omni.manifest"), manifest.getBytes(StandardCharsets.UTF_8))));
  }

  /** 8 shifted by 32: no bytes, at 8. */
  private static byte[] answer() {
    return join(bytes(0x42), signed(8L << Integer.SIZE));
  }

  private static byte[] export(String name, int kind, int index) {
    return join(name(name), bytes(kind, index));
  }

  private static byte[] body(byte[] code) {
    return join(unsigned(code.length + 2), bytes(0), code, bytes(0x0b));
  }

  private static byte[] section(int id, byte[] content) {
    return join(bytes(id), unsigned(content.length), content);
  }

  private static byte[] name(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return join(unsigned(utf8.length), utf8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] unsigned(int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int rest = value;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    return out.toByteArray();
  }

  private static byte[] signed(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (rest > 0x3f) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
