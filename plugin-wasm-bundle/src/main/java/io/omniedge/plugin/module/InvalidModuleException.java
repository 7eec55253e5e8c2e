package io.omniedge.plugin.module;

/** A module that is not taken; says where and why. */
public final class InvalidModuleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int offset;

  InvalidModuleException(int offset, String reason) {
    super("at byte " + offset + ": " + reason);
    this.offset = offset;
  }

  /** Of the byte in the module where it was found. */
  public int offset() {
    return offset;
  }
}
