package io.omniedge.plugin.module;

/** Types of values [5.3.1 to 5.3.4]. */
final class ValueTypes {
  private ValueTypes() {}

  /** As a letter of {@link Signature}. */
  static char read(ByteCursor in) throws InvalidModuleException {
    return check(in, in.u8());
  }

  static char check(ByteCursor in, int type) throws InvalidModuleException {
    return switch (type) {
      case 0x7f -> 'i';
      case 0x7e -> 'I';
      case 0x7d -> 'f';
      case 0x7c -> 'F';
      case 0x70, 0x6f -> 'r';
      case 0x7b -> throw in.wrong("SIMD is not taken");
      default -> throw in.wrong("there is no such type of a value, or it is of GC");
    };
  }

  static void reference(ByteCursor in) throws InvalidModuleException {
    if (read(in) != 'r') {
      throw in.wrong("it is no type of a reference");
    }
  }
}
