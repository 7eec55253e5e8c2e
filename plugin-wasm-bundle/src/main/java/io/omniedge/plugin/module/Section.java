package io.omniedge.plugin.module;

/**
 * A section of a module.
 *
 * @param id 0 for a custom one
 * @param name of a custom one, else empty
 * @param start of its header in the module
 * @param content where its content begins; after the name of a custom one
 * @param end after its last byte
 */
record Section(int id, String name, int start, int content, int end) {
  static final int CUSTOM = 0;
  static final int TYPE = 1;
  static final int IMPORT = 2;
  static final int FUNCTION = 3;
  static final int TABLE = 4;
  static final int MEMORY = 5;
  static final int GLOBAL = 6;
  static final int EXPORT = 7;
  static final int START = 8;
  static final int ELEMENT = 9;
  static final int CODE = 10;
  static final int DATA = 11;
  static final int DATA_COUNT = 12;
  static final int TAG = 13;

  boolean isCustom(String wanted) {
    return id == CUSTOM && name.equals(wanted);
  }

  /** Where a section stands among the others [5.5.2]: the count of data is before the code. */
  static int order(int id) {
    return switch (id) {
      case DATA_COUNT -> 2 * ELEMENT + 1;
      default -> 2 * id;
    };
  }
}
