package io.omniedge.testkit.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes modules byte by byte, sound ones and others. Numbers of sections and instructions are those
 * of the WebAssembly specification [5.4, 5.5.2]; it shares none with what reads modules. Not
 * thread-safe.
 */
public final class WasmBuilder {
  public static final int I32 = 0x7f;
  public static final int I64 = 0x7e;
  public static final int TYPE = 1;
  public static final int IMPORT = 2;
  public static final int FUNCTION = 3;
  public static final int TABLE = 4;
  public static final int MEMORY = 5;
  public static final int GLOBAL = 6;
  public static final int EXPORT = 7;
  public static final int START = 8;
  public static final int ELEMENT = 9;
  public static final int CODE = 10;
  public static final int DATA = 11;
  public static final int DATA_COUNT = 12;

  private static final int BLOCK = 0x02;
  private static final int LOOP = 0x03;
  private static final int END = 0x0b;
  private static final int I32_CONST = 0x41;
  private static final int VOID = 0x40;

  /** Of each section its entries, and what comes before their count. */
  private final Map<Integer, List<byte[]>> sections = new TreeMap<>();

  private final List<byte[]> types = new ArrayList<>();
  private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
  private int imports;
  private int functions;

  /** Bytes as numbers from 0 to 255. */
  public static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** One after another. */
  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** The same again and again. */
  public static byte[] repeat(int count, byte[] part) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** As LEB128. */
  public static byte[] u32(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value & 0xffff_ffffL;
    while (rest > 0x7f) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  /** As LEB128 with a sign. */
  public static byte[] s64(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (rest < -64 || rest > 63) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>= 7;
    }
    out.write((int) (rest & 0x7f));
    return out.toByteArray();
  }

  /** UTF-8 after its length. */
  public static byte[] name(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return join(u32(utf8.length), utf8);
  }

  /** The instruction that pushes it. */
  public static byte[] i32(int value) {
    return join(bytes(I32_CONST), s64(value));
  }

  /** {@code loop … end} without values. */
  public static byte[] loop(byte[]... body) {
    return join(bytes(LOOP, VOID), join(body), bytes(END));
  }

  /** {@code block … end} without values. */
  public static byte[] block(byte[]... body) {
    return join(bytes(BLOCK, VOID), join(body), bytes(END));
  }

  private int type(String parameters, String results) {
    byte[] type = join(bytes(0x60), letters(parameters), letters(results));
    for (int i = 0; i < types.size(); i++) {
      if (Arrays.equals(types.get(i), type)) {
        return i;
      }
    }
    types.add(type);
    entry(TYPE, type);
    return types.size() - 1;
  }

  private static byte[] letters(String letters) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(u32(letters.length()));
    letters
        .chars()
        .forEach(
            letter ->
                out.write(
                    switch (letter) {
                      case 'i' -> I32;
                      case 'I' -> I64;
                      case 'f' -> 0x7d;
                      case 'F' -> 0x7c;
                      default -> 0x70;
                    }));
    return out.toByteArray();
  }

  /** Where a section stands among the others: the count of data is before the code. */
  private static int order(int section) {
    return section == DATA_COUNT ? 2 * ELEMENT + 1 : 2 * section;
  }

  /** An entry of a section, whose count grows with it. */
  public WasmBuilder entry(int section, byte[]... content) {
    sections.computeIfAbsent(section, unused -> new ArrayList<>()).add(join(content));
    return this;
  }

  /** Comes before all functions; parameters and results as one letter each: i, I, f, F. */
  public WasmBuilder importFunction(String module, String name, String parameters, String results) {
    imports++;
    return entry(IMPORT, name(module), name(name), bytes(0), u32(type(parameters, results)));
  }

  /** Exported as such. */
  public WasmBuilder memory(int pages) {
    return entry(MEMORY, bytes(0), u32(pages)).entry(EXPORT, name("memory"), bytes(2, 0));
  }

  /** Content of the memory from the beginning. */
  public WasmBuilder data(int pointer, byte[] content) {
    return entry(DATA, bytes(0), i32(pointer), bytes(END), u32(content.length), content);
  }

  /** A type as it stands. */
  public WasmBuilder type(byte[] raw) {
    types.add(raw);
    return entry(TYPE, raw);
  }

  /** A function without locals, exported under its name; its {@code end} is added. */
  public WasmBuilder function(String name, String parameters, String results, byte[]... code) {
    return functionWithLocals(name, parameters, results, bytes(0), code);
  }

  /** The same with a vector of locals. */
  public WasmBuilder functionWithLocals(
      String name, String parameters, String results, byte[] locals, byte[]... code) {
    byte[] body = join(locals, join(code), bytes(END));
    entry(FUNCTION, u32(type(parameters, results)));
    entry(CODE, u32(body.length), body);
    if (!name.isEmpty()) {
      entry(EXPORT, name(name), bytes(0), u32(imports + functions));
    }
    functions++;
    return this;
  }

  /** Which function runs before anybody calls one, by index. */
  public WasmBuilder start(int function) {
    return entry(START, u32(function));
  }

  /** A table of that many elements. */
  public WasmBuilder table(int elements) {
    return entry(TABLE, bytes(0x70, 0), u32(elements));
  }

  /** A section as it is, at the end. */
  public WasmBuilder raw(int id, byte[] content) {
    tail.write(id);
    tail.writeBytes(u32(content.length));
    tail.writeBytes(content);
    return this;
  }

  /** The module. */
  public byte[] build() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(0, 'a', 's', 'm', 1, 0, 0, 0));
    sections.entrySet().stream()
        .sorted((a, b) -> order(a.getKey()) - order(b.getKey()))
        .forEach(
            section -> {
              byte[] content =
                  join(
                      section.getKey() == START ? bytes() : u32(section.getValue().size()),
                      join(section.getValue().toArray(byte[][]::new)));
              out.write(section.getKey());
              out.writeBytes(u32(content.length));
              out.writeBytes(content);
            });
    out.writeBytes(tail.toByteArray());
    return out.toByteArray();
  }
}
