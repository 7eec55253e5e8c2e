package io.omniedge.plugin.module;

import java.util.ArrayDeque;
import java.util.Deque;

/** Goes through the code of one function [5.4], and knows where its loops are. */
final class FunctionBody {
  /** Told of what was found, from the first byte to the last. */
  interface Visitor {
    /**
     * A region of code begins here: the function, after its locals, or a loop, after its header.
     *
     * @param offset of the first instruction in it
     */
    default void regionBegins(int offset) {}

    /** An instruction of the region that began last and has not ended. */
    default void instruction() {}

    /**
     * An instruction that works on as many bytes or elements as the number on top of the stack
     * says.
     *
     * @param offset of the instruction
     */
    default void bulk(int offset) {}

    /**
     * {@code memory.grow}, which may copy all of the memory.
     *
     * @param offset of the instruction
     */
    default void growth(int offset) {}

    /** The region that began last ends. */
    default void regionEnds() {}
  }

  private final ModuleOutline module;
  private final Signature signature;
  private final ByteCursor in;
  private final Visitor visitor;

  /** For each open block, whether it is a loop. */
  private final Deque<Boolean> blocks = new ArrayDeque<>();

  private int locals;

  /** Where the instruction at hand begins. */
  private int start;

  private FunctionBody(ModuleOutline module, Signature signature, ByteCursor in, Visitor visitor) {
    this.module = module;
    this.signature = signature;
    this.in = in;
    this.visitor = visitor;
  }

  /** Goes through all of it. */
  static void visit(ModuleOutline module, Signature signature, ByteCursor body, Visitor visitor)
      throws InvalidModuleException {
    new FunctionBody(module, signature, body, visitor).visit();
  }

  private void visit() throws InvalidModuleException {
    readLocals();
    visitor.regionBegins(in.position());
    blocks.push(false);
    while (!blocks.isEmpty()) {
      start = in.position();
      instruction(in.u8());
    }
    visitor.regionEnds();
    if (in.hasMore()) {
      throw in.wrong("a function has code after its end");
    }
  }

  private void readLocals() throws InvalidModuleException {
    int total = signature.parameters().length();
    int groups = in.count("groups of locals", ModuleLimits.LOCALS);
    for (int i = 0; i < groups; i++) {
      int count = in.u32();
      if (count < 0 || count > ModuleLimits.LOCALS - total) {
        throw in.wrong("a function has more than " + ModuleLimits.LOCALS + " locals");
      }
      total += count;
      char unused = ValueTypes.read(in);
    }
    locals = total;
  }

  private void instruction(int opcode) throws InvalidModuleException {
    if (opcode != Instruction.END && opcode != Instruction.ELSE) {
      visitor.instruction();
    }
    switch (opcode) {
      case Instruction.BLOCK, Instruction.LOOP, Instruction.IF -> open(opcode);
      case Instruction.END -> close();
      case Instruction.BR, Instruction.BR_IF -> label();
      case Instruction.BR_TABLE -> branchTable();
      case Instruction.CALL -> module.checkFunction(in, in.u32());
      case Instruction.CALL_INDIRECT -> {
        module.checkType(in, in.u32());
        module.checkTable(in, in.u32());
      }
      case Instruction.SELECT_TYPED -> {
        int count = in.count("types of a select", 1);
        for (int i = 0; i < count; i++) {
          char unused = ValueTypes.read(in);
        }
      }
      case Instruction.TABLE_GET, Instruction.TABLE_SET -> module.checkTable(in, in.u32());
      case Instruction.GLOBAL_GET, Instruction.GLOBAL_SET -> module.checkGlobal(in, in.u32());
      case Instruction.MEMORY_SIZE -> zero("memory");
      case Instruction.MEMORY_GROW -> {
        visitor.growth(start);
        zero("memory");
      }
      case Instruction.I32_CONST -> in.signed(32);
      case Instruction.I64_CONST -> in.signed(64);
      case Instruction.F32_CONST -> in.skip(4);
      case Instruction.F64_CONST -> in.skip(8);
      case Instruction.REF_NULL -> ValueTypes.reference(in);
      case Instruction.REF_FUNC -> module.checkFunction(in, in.u32());
      case Instruction.PREFIX_FC -> prefixed(in.u32());
      default -> plain(opcode);
    }
  }

  private void open(int opcode) throws InvalidModuleException {
    long type = in.signed(33);
    // One value or none is written as the negative number of a byte; others are indices.
    if (type >= 0) {
      module.checkType(in, (int) Math.min(type, Integer.MAX_VALUE));
    } else if (type != -0x40) {
      ValueTypes.check(in, (int) (type & 0x7f));
    }
    if (blocks.size() >= ModuleLimits.NESTING) {
      throw in.wrong("blocks are nested deeper than " + ModuleLimits.NESTING);
    }
    boolean isLoop = opcode == Instruction.LOOP;
    blocks.push(isLoop);
    if (isLoop) {
      visitor.regionBegins(in.position());
    }
  }

  private void close() {
    if (blocks.pop()) {
      visitor.regionEnds();
    }
  }

  private void label() throws InvalidModuleException {
    if (Integer.compareUnsigned(in.u32(), blocks.size()) >= 0) {
      throw in.wrong("a branch leads out of its function");
    }
  }

  private void branchTable() throws InvalidModuleException {
    int count = in.count("targets of a br_table", ModuleLimits.BRANCHES);
    for (int i = 0; i <= count; i++) {
      label();
    }
  }

  private void zero(String what) throws InvalidModuleException {
    if (in.u8() != 0) {
      throw in.wrong("there is only one " + what);
    }
  }

  private void prefixed(int opcode) throws InvalidModuleException {
    switch (opcode) {
      // memory.init, memory.copy, memory.fill, table.init, table.copy, table.fill
      case 8, 10, 11, 12, 14, 17 -> visitor.bulk(start);
      default -> {}
    }
    switch (opcode) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> {} // saturating conversions
      case 8 -> { // memory.init
        module.checkData(in, in.u32());
        zero("memory");
      }
      case 9 -> module.checkData(in, in.u32()); // data.drop
      case 10 -> { // memory.copy
        zero("memory");
        zero("memory");
      }
      case 11 -> zero("memory"); // memory.fill
      case 12 -> { // table.init
        in.u32();
        module.checkTable(in, in.u32());
      }
      case 13 -> in.u32(); // elem.drop
      case 14 -> { // table.copy
        module.checkTable(in, in.u32());
        module.checkTable(in, in.u32());
      }
      // The engine keeps the size in the parsed module, where the next instance would find it.
      case 15 -> throw in.wrong("table.grow is not taken");
      case 16, 17 -> module.checkTable(in, in.u32()); // table.size, table.fill
      default -> throw in.wrong("there is no such instruction");
    }
  }

  private void plain(int opcode) throws InvalidModuleException {
    if (opcode >= Instruction.LOCAL_GET && opcode <= Instruction.LOCAL_TEE) {
      if (Integer.compareUnsigned(in.u32(), locals) >= 0) {
        throw in.wrong("there is no such local");
      }
    } else if (opcode >= Instruction.FIRST_MEMORY && opcode <= Instruction.LAST_MEMORY) {
      if (Integer.compareUnsigned(in.u32(), 3) > 0) {
        throw in.wrong("an alignment is larger than 8 bytes");
      }
      in.u32(); // offset
    } else if (!hasNoImmediates(opcode)) {
      throw in.wrong(Instruction.feature(opcode));
    }
  }

  private static boolean hasNoImmediates(int opcode) {
    return switch (opcode) {
      // unreachable, nop, else, return, drop, select
      case 0x00, 0x01, Instruction.ELSE, 0x0f, 0x1a, 0x1b, Instruction.REF_IS_NULL -> true;
      default -> opcode >= Instruction.FIRST_NUMERIC && opcode <= Instruction.LAST_NUMERIC;
    };
  }
}
