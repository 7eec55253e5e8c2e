package io.omniedge.plugin.module;

/**
 * What a module may have at most. The numbers are far above what compilers make of a plugin and far
 * below what makes an engine slow: each was reached by an attack on one.
 */
public final class ModuleLimits {
  /** Of the whole module. */
  public static final int BYTES = 1 << 20;

  static final int TYPES = 1_000;

  /** Of parameters, and of results. */
  static final int VALUES = 64;

  static final int IMPORTS = 32;
  static final int FUNCTIONS = 10_000;
  static final int TABLE_ELEMENTS = 10_000;

  /** Of 64 KiB; 16 MiB. */
  static final int MEMORY_PAGES = 256;

  static final int GLOBALS = 1_000;
  static final int EXPORTS = 64;
  static final int SEGMENTS = 1_000;
  static final int CUSTOM_SECTIONS = 32;

  /** Of a function, its parameters among them. */
  static final int LOCALS = 2_048;

  /** Of a function: an engine that compiles has 64 kB of bytecode for it, which is denser. */
  static final int BODY_BYTES = 128 << 10;

  static final int NESTING = 256;

  /** Of one {@code br_table}. */
  static final int BRANCHES = 4_096;

  private ModuleLimits() {}
}
