package io.omniedge.plugin.module;

import java.util.HashSet;
import java.util.Set;

/**
 * One pass over a module before any engine parses it. An engine believes the counts that a module
 * claims and lets it have all that WebAssembly has; this takes neither on trust. It checks bounds,
 * order and features, not types: those are checked by the engine. Memory it uses is bounded by the
 * size of the module.
 */
public final class Preflight {
  private static final byte[] MAGIC = {0, 'a', 's', 'm'};

  private final byte[] bytes;
  private final ModuleOutline outline = new ModuleOutline();

  private Preflight(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Looks at all of it.
   *
   * @throws InvalidModuleException with the first thing that is wrong
   */
  public static ModuleOutline check(byte[] bytes) throws InvalidModuleException {
    return new Preflight(bytes).check();
  }

  private ModuleOutline check() throws InvalidModuleException {
    if (bytes.length > ModuleLimits.BYTES) {
      throw new InvalidModuleException(
          0, "it has " + bytes.length + " bytes; at most " + ModuleLimits.BYTES + " are taken");
    }
    ByteCursor in = new ByteCursor(bytes, 0, bytes.length);
    header(in);
    Set<Integer> seen = new HashSet<>();
    int before = 0;
    int customs = 0;
    while (in.hasMore()) {
      int start = in.position();
      int id = in.u8();
      int size = in.u32();
      ByteCursor content = in.slice(size);
      if (id == Section.CUSTOM) {
        if (++customs > ModuleLimits.CUSTOM_SECTIONS) {
          throw content.wrong("more than " + ModuleLimits.CUSTOM_SECTIONS + " custom sections");
        }
        String name = content.name();
        outline.sections.add(new Section(id, name, start, content.position(), in.position()));
        continue;
      }
      if (id == Section.TAG) {
        throw content.wrong("exceptions are not taken");
      }
      if (id > Section.TAG) {
        throw content.wrong("there is no section " + id);
      }
      int order = Section.order(id);
      if (!seen.add(id) || order < before) {
        throw content.wrong("section " + id + " is there twice or too late");
      }
      before = order;
      outline.sections.add(new Section(id, "", start, content.position(), in.position()));
      section(id, content);
      if (content.hasMore()) {
        throw content.wrong("section " + id + " is longer than what is in it");
      }
    }
    if (!outline.functions.isEmpty() && outline.section(Section.CODE).isEmpty()) {
      throw in.wrong("functions are declared and there is no code");
    }
    return outline;
  }

  private void header(ByteCursor in) throws InvalidModuleException {
    for (byte expected : MAGIC) {
      if (in.u8() != expected) {
        throw new InvalidModuleException(0, "it is no WebAssembly");
      }
    }
    int version = in.u8() | in.u8() << 8;
    int layer = in.u8() | in.u8() << 8;
    if (layer != 0) {
      throw new InvalidModuleException(
          4, "it is a component; give the core module that is in it, made for the ABI omni/1");
    }
    if (version != 1) {
      throw new InvalidModuleException(4, "it is of version " + version + " of WebAssembly, not 1");
    }
  }

  private void section(int id, ByteCursor in) throws InvalidModuleException {
    switch (id) {
      case Section.TYPE -> types(in);
      case Section.IMPORT -> imports(in);
      case Section.FUNCTION -> functions(in);
      case Section.TABLE -> tables(in);
      case Section.MEMORY -> memories(in);
      case Section.GLOBAL -> globals(in);
      case Section.EXPORT -> exports(in);
      case Section.START -> {
        outline.checkFunction(in, in.u32());
        outline.hasStart = true;
      }
      case Section.ELEMENT -> new Segments(outline, in).elements();
      case Section.DATA_COUNT -> {
        int count = in.u32();
        if (count < 0 || count > ModuleLimits.SEGMENTS) {
          throw in.wrong("more than " + ModuleLimits.SEGMENTS + " data segments");
        }
        outline.dataCount = count;
      }
      case Section.CODE -> code(in);
      default -> new Segments(outline, in).data();
    }
  }

  private void types(ByteCursor in) throws InvalidModuleException {
    int count = in.count("types", ModuleLimits.TYPES);
    for (int i = 0; i < count; i++) {
      if (in.u8() != 0x60) {
        throw in.wrong("typed references and GC are not taken");
      }
      String parameters = values(in);
      outline.types.add(new Signature(parameters, values(in)));
    }
  }

  private static String values(ByteCursor in) throws InvalidModuleException {
    int count = in.count("values of a type", ModuleLimits.VALUES);
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      letters.append(ValueTypes.read(in));
    }
    return letters.toString();
  }

  private Signature type(ByteCursor in) throws InvalidModuleException {
    int index = in.u32();
    outline.checkType(in, index);
    return outline.types.get(index);
  }

  private void imports(ByteCursor in) throws InvalidModuleException {
    int count = in.count("imports", ModuleLimits.IMPORTS);
    for (int i = 0; i < count; i++) {
      String module = in.name();
      String name = in.name();
      if (in.u8() != 0) {
        throw in.wrong(module + "." + name + ": only functions can be imported");
      }
      outline.imports.add(new ModuleImport(module, name, type(in)));
    }
  }

  private void functions(ByteCursor in) throws InvalidModuleException {
    int count = in.count("functions", ModuleLimits.FUNCTIONS);
    for (int i = 0; i < count; i++) {
      outline.functions.add(type(in));
    }
  }

  private void tables(ByteCursor in) throws InvalidModuleException {
    int count = in.count("tables", 1);
    for (int i = 0; i < count; i++) {
      ValueTypes.reference(in);
      outline.tableElements = limits(in, "elements of the table", ModuleLimits.TABLE_ELEMENTS);
      outline.tables++;
    }
  }

  private void memories(ByteCursor in) throws InvalidModuleException {
    int count = in.count("memories", 1);
    for (int i = 0; i < count; i++) {
      outline.memoryPages = limits(in, "pages of memory", ModuleLimits.MEMORY_PAGES);
      outline.memories++;
    }
  }

  /** The minimum; a maximum may be anything, the host gives no more than it wants to. */
  private static int limits(ByteCursor in, String what, int most) throws InvalidModuleException {
    int flags = in.u8();
    if (flags > 1) {
      throw in.wrong("shared and 64-bit memory and tables are not taken");
    }
    int least = in.u32();
    if (Integer.compareUnsigned(least, most) > 0) {
      throw in.wrong(
          "it wants " + Integer.toUnsignedString(least) + " " + what + "; there are " + most);
    }
    if (flags == 1 && Integer.compareUnsigned(in.u32(), least) < 0) {
      throw in.wrong("at most fewer " + what + " than at least");
    }
    return least;
  }

  private void globals(ByteCursor in) throws InvalidModuleException {
    int count = in.count("globals", ModuleLimits.GLOBALS);
    for (int i = 0; i < count; i++) {
      char unused = ValueTypes.read(in);
      if (in.u8() > 1) {
        throw in.wrong("a global is constant or variable, nothing else");
      }
      new Segments(outline, in).constant();
      outline.globals++;
    }
  }

  private void exports(ByteCursor in) throws InvalidModuleException {
    int count = in.count("exports", ModuleLimits.EXPORTS);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String name = in.name();
      if (!names.add(name)) {
        throw in.wrong("two exports are called " + name);
      }
      int kind = in.u8();
      int index = in.u32();
      switch (kind) {
        case 0 -> {
          outline.checkFunction(in, index);
          outline.exportedFunctions.put(name, index);
        }
        case 1 -> outline.checkTable(in, index);
        case 2 -> {
          if (index != 0 || outline.memories == 0) {
            throw in.wrong("there is no memory " + Integer.toUnsignedString(index));
          }
          outline.exportsMemory |= name.equals("memory");
        }
        case 3 -> outline.checkGlobal(in, index);
        default -> throw in.wrong("there is no such kind of export");
      }
    }
  }

  private void code(ByteCursor in) throws InvalidModuleException {
    int count = in.count("bodies of functions", ModuleLimits.FUNCTIONS);
    if (count != outline.functions.size()) {
      throw in.wrong(
          "functions are declared " + outline.functions.size() + " times and written " + count);
    }
    for (int i = 0; i < count; i++) {
      int size = in.u32();
      if (size < 0 || size > ModuleLimits.BODY_BYTES) {
        throw in.wrong("function " + i + " is longer than " + ModuleLimits.BODY_BYTES + " bytes");
      }
      FunctionBody.visit(
          outline, outline.functions.get(i), in.slice(size), new FunctionBody.Visitor() {});
    }
  }
}
