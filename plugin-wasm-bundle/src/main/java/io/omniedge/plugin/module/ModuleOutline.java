package io.omniedge.plugin.module;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a module says of itself, as {@link Preflight} found it. Not thread-safe until it is read.
 */
public final class ModuleOutline {
  private static final int HEADER_BYTES = 8;

  final List<Section> sections = new ArrayList<>();
  final List<Signature> types = new ArrayList<>();
  final List<ModuleImport> imports = new ArrayList<>();

  /** Of the functions of the module itself. */
  final List<Signature> functions = new ArrayList<>();

  final Map<String, Integer> exportedFunctions = new TreeMap<>();
  int globals;
  int tables;
  int tableElements;
  int memories;
  int memoryPages;
  boolean exportsMemory;
  boolean hasStart;

  /** Of data segments: counted beforehand, or -1. */
  int dataCount = -1;

  ModuleOutline() {}

  /** What it wants from the host. */
  public List<ModuleImport> imports() {
    return Collections.unmodifiableList(imports);
  }

  /** The type of an exported function. */
  public Optional<Signature> export(String name) {
    return Optional.ofNullable(exportedFunctions.get(name)).map(this::signature);
  }

  /** Whether it exports its memory as {@code memory}. */
  public boolean exportsMemory() {
    return exportsMemory;
  }

  /** Pages of 64 KiB that its memory has at the start. */
  public int memoryPages() {
    return memoryPages;
  }

  /** Whether code runs before anybody calls it. */
  public boolean hasStart() {
    return hasStart;
  }

  /** How many custom sections of that name it has. */
  public long customs(String name) {
    return sections.stream().filter(section -> section.isCustom(name)).count();
  }

  /**
   * The content of the first custom section of that name; empty if there is none.
   *
   * @param module of which this is the outline
   */
  public byte[] custom(byte[] module, String name) {
    return sections.stream()
        .filter(section -> section.isCustom(name))
        .findFirst()
        .map(section -> Arrays.copyOfRange(module, section.content(), section.end()))
        .orElseGet(() -> new byte[0]);
  }

  /**
   * The module without its custom sections of those names.
   *
   * @param module of which this is the outline
   */
  public byte[] without(byte[] module, String... names) {
    List<String> left = List.of(names);
    ByteArrayOutputStream out = new ByteArrayOutputStream(module.length);
    out.write(module, 0, HEADER_BYTES);
    for (Section section : sections) {
      if (section.id() != Section.CUSTOM || !left.contains(section.name())) {
        out.write(module, section.start(), section.end() - section.start());
      }
    }
    return out.toByteArray();
  }

  Optional<Section> section(int id) {
    return sections.stream().filter(section -> section.id() == id).findFirst();
  }

  private Signature signature(int function) {
    return function < imports.size()
        ? imports.get(function).signature()
        : functions.get(function - imports.size());
  }

  void checkType(ByteCursor in, int index) throws InvalidModuleException {
    check(in, index, types.size(), "type");
  }

  void checkFunction(ByteCursor in, int index) throws InvalidModuleException {
    check(in, index, imports.size() + functions.size(), "function");
  }

  void checkTable(ByteCursor in, int index) throws InvalidModuleException {
    check(in, index, tables, "table");
  }

  void checkGlobal(ByteCursor in, int index) throws InvalidModuleException {
    check(in, index, globals, "global");
  }

  void checkData(ByteCursor in, int index) throws InvalidModuleException {
    check(in, index, Math.max(dataCount, 0), "counted data segment");
  }

  private static void check(ByteCursor in, int index, int count, String what)
      throws InvalidModuleException {
    if (index < 0 || index >= count) {
      throw in.wrong("there is no " + what + " " + Integer.toUnsignedString(index));
    }
  }
}
