package io.omniedge.plugin.module;

/** Elements of tables and data of the memory, as they are at the start [5.5.12, 5.5.14]. */
final class Segments {
  private final ModuleOutline outline;
  private final ByteCursor in;

  Segments(ModuleOutline outline, ByteCursor in) {
    this.outline = outline;
    this.in = in;
  }

  /** A constant expression. */
  void constant() throws InvalidModuleException {
    // Valid ones have one instruction; more would only be refused later.
    for (int i = 0; ; i++) {
      int opcode = in.u8();
      if (opcode == Instruction.END) {
        return;
      }
      if (i > 0) {
        throw in.wrong("an initial value is one instruction");
      }
      switch (opcode) {
        case Instruction.I32_CONST -> in.signed(32);
        case Instruction.I64_CONST -> in.signed(64);
        case Instruction.F32_CONST -> in.skip(4);
        case Instruction.F64_CONST -> in.skip(8);
        case Instruction.GLOBAL_GET -> outline.checkGlobal(in, in.u32());
        case Instruction.REF_NULL -> ValueTypes.reference(in);
        case Instruction.REF_FUNC -> outline.checkFunction(in, in.u32());
        default -> throw in.wrong("an initial value is no constant");
      }
    }
  }

  void elements() throws InvalidModuleException {
    int count = in.count("element segments", ModuleLimits.SEGMENTS);
    int total = 0;
    for (int i = 0; i < count; i++) {
      total += element();
      if (total > ModuleLimits.TABLE_ELEMENTS) {
        throw in.wrong("more than " + ModuleLimits.TABLE_ELEMENTS + " elements");
      }
    }
  }

  /** Bit 0: passive or declarative; bit 1: a table is named, or declarative; bit 2: expressions. */
  private int element() throws InvalidModuleException {
    int flags = in.u32();
    if (flags < 0 || flags > 7) {
      throw in.wrong("there is no such kind of element segment");
    }
    boolean isActive = (flags & 1) == 0;
    boolean hasExpressions = (flags & 4) != 0;
    if (isActive) {
      outline.checkTable(in, (flags & 2) == 0 ? 0 : in.u32());
      constant();
    }
    if ((flags & 3) != 0) {
      if (hasExpressions) {
        ValueTypes.reference(in);
      } else if (in.u8() != 0) {
        throw in.wrong("elements are functions");
      }
    }
    int count = in.count("elements", ModuleLimits.TABLE_ELEMENTS);
    for (int i = 0; i < count; i++) {
      if (hasExpressions) {
        constant();
      } else {
        outline.checkFunction(in, in.u32());
      }
    }
    return count;
  }

  void data() throws InvalidModuleException {
    int count = in.count("data segments", ModuleLimits.SEGMENTS);
    if (outline.dataCount >= 0 && outline.dataCount != count) {
      throw in.wrong("data segments are counted wrongly");
    }
    for (int i = 0; i < count; i++) {
      int flags = in.u32();
      if (flags < 0 || flags > 2) {
        throw in.wrong("there is no such kind of data segment");
      }
      boolean isActive = flags != 1;
      if (isActive) {
        if (outline.memories == 0 || (flags == 2 && in.u32() != 0)) {
          throw in.wrong("there is no such memory");
        }
        constant();
      }
      in.skip(in.count("bytes of data", ModuleLimits.BYTES));
    }
  }
}
