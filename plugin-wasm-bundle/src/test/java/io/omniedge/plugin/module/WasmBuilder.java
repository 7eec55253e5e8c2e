package io.omniedge.plugin.module;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes modules byte by byte, sound ones and others. */
public final class WasmBuilder {
  public static final int I32 = 0x7f;
  public static final int I64 = 0x7e;
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

  public static byte[] name(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return join(u32(utf8.length), utf8);
  }

  public static byte[] i32(int value) {
    return join(bytes(Instruction.I32_CONST), s64(value));
  }

  /** {@code loop … end} without values. */
  public static byte[] loop(byte[]... body) {
    return join(bytes(Instruction.LOOP, VOID), join(body), bytes(Instruction.END));
  }

  public static byte[] block(byte[]... body) {
    return join(bytes(Instruction.BLOCK, VOID), join(body), bytes(Instruction.END));
  }

  private int type(String parameters, String results) {
    byte[] type = join(bytes(0x60), letters(parameters), letters(results));
    for (int i = 0; i < types.size(); i++) {
      if (Arrays.equals(types.get(i), type)) {
        return i;
      }
    }
    types.add(type);
    entry(Section.TYPE, type);
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

  /** An entry of a section, whose count grows with it. */
  public WasmBuilder entry(int section, byte[]... content) {
    sections.computeIfAbsent(section, unused -> new ArrayList<>()).add(join(content));
    return this;
  }

  public WasmBuilder importFunction(String module, String name, String parameters, String results) {
    imports++;
    return entry(
        Section.IMPORT, name(module), name(name), bytes(0), u32(type(parameters, results)));
  }

  public WasmBuilder memory(int pages) {
    return entry(Section.MEMORY, bytes(0), u32(pages))
        .entry(Section.EXPORT, name("memory"), bytes(2, 0));
  }

  public WasmBuilder data(int pointer, byte[] content) {
    return entry(
        Section.DATA, bytes(0), i32(pointer), bytes(Instruction.END), u32(content.length), content);
  }

  public WasmBuilder type(byte[] raw) {
    types.add(raw);
    return entry(Section.TYPE, raw);
  }

  /** A function without locals, exported under its name; its {@code end} is added. */
  public WasmBuilder function(String name, String parameters, String results, byte[]... code) {
    return functionWithLocals(name, parameters, results, bytes(0), code);
  }

  public WasmBuilder functionWithLocals(
      String name, String parameters, String results, byte[] locals, byte[]... code) {
    byte[] body = join(locals, join(code), bytes(Instruction.END));
    entry(Section.FUNCTION, u32(type(parameters, results)));
    entry(Section.CODE, u32(body.length), body);
    if (!name.isEmpty()) {
      entry(Section.EXPORT, name(name), bytes(0), u32(imports + functions));
    }
    functions++;
    return this;
  }

  /** Which function runs before anybody calls one, by index. */
  public WasmBuilder start(int function) {
    return entry(Section.START, u32(function));
  }

  /** A table of that many elements. */
  public WasmBuilder table(int elements) {
    return entry(Section.TABLE, bytes(0x70, 0), u32(elements));
  }

  /** A section as it is, at the end. */
  public WasmBuilder raw(int id, byte[] content) {
    tail.write(id);
    tail.writeBytes(u32(content.length));
    tail.writeBytes(content);
    return this;
  }

  public byte[] build() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(0, 'a', 's', 'm', 1, 0, 0, 0));
    sections.entrySet().stream()
        .sorted((a, b) -> Section.order(a.getKey()) - Section.order(b.getKey()))
        .forEach(
            section -> {
              byte[] content =
                  join(
                      section.getKey() == Section.START ? bytes() : u32(section.getValue().size()),
                      join(section.getValue().toArray(byte[][]::new)));
              out.write(section.getKey());
              out.writeBytes(u32(content.length));
              out.writeBytes(content);
            });
    out.writeBytes(tail.toByteArray());
    return out.toByteArray();
  }
}
