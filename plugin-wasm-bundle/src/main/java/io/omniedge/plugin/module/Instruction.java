package io.omniedge.plugin.module;

/** The opcodes that need care [5.4]. */
final class Instruction {
  static final int BLOCK = 0x02;
  static final int LOOP = 0x03;
  static final int IF = 0x04;
  static final int ELSE = 0x05;
  static final int END = 0x0b;
  static final int BR = 0x0c;
  static final int BR_IF = 0x0d;
  static final int BR_TABLE = 0x0e;
  static final int CALL = 0x10;
  static final int CALL_INDIRECT = 0x11;
  static final int SELECT_TYPED = 0x1c;
  static final int LOCAL_GET = 0x20;
  static final int LOCAL_TEE = 0x22;
  static final int GLOBAL_GET = 0x23;
  static final int GLOBAL_SET = 0x24;
  static final int TABLE_GET = 0x25;
  static final int TABLE_SET = 0x26;
  static final int FIRST_MEMORY = 0x28;
  static final int LAST_MEMORY = 0x3e;
  static final int MEMORY_SIZE = 0x3f;
  static final int MEMORY_GROW = 0x40;
  static final int I32_CONST = 0x41;
  static final int I64_CONST = 0x42;
  static final int F32_CONST = 0x43;
  static final int F64_CONST = 0x44;
  static final int FIRST_NUMERIC = 0x45;
  static final int LAST_NUMERIC = 0xc4;
  static final int REF_NULL = 0xd0;
  static final int REF_IS_NULL = 0xd1;
  static final int REF_FUNC = 0xd2;
  static final int PREFIX_FC = 0xfc;

  private Instruction() {}

  /** Of an opcode that is not taken: the feature it belongs to. */
  static String feature(int opcode) {
    return switch (opcode) {
      case 0x06, 0x07, 0x08, 0x09, 0x0a, 0x18, 0x19, 0x1f -> "exceptions are not taken";
      case 0x12, 0x13, 0x15 -> "tail calls are not taken";
      case 0x14, 0xd3, 0xd4, 0xd5, 0xd6, 0xfb -> "typed references and GC are not taken";
      case 0xfd -> "SIMD is not taken";
      case 0xfe -> "threads and atomics are not taken";
      default -> "there is no such instruction";
    };
  }
}
