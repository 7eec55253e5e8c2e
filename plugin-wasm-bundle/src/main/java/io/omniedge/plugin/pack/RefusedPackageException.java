package io.omniedge.plugin.pack;

/** A package that is not taken; says why. */
public final class RefusedPackageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a sentence for people. */
  public RefusedPackageException(String reason) {
    super(reason);
  }
}
