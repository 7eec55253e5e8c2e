package io.omniedge.plugin.engine;

/** Code of a plugin was ended. Its instance is not to be used again. */
public final class TrapException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** It did more than it may. */
    FUEL,
    /** It was interrupted: it took too long. */
    INTERRUPTED,
    /** It called itself too deep. */
    STACK,
    /** It did what WebAssembly does not allow, or gave up by itself. */
    TRAP,
    /** It gave the host something that is none of its. */
    BAD_RESULT
  }

  private final Kind kind;

  /** With a sentence for the log of the plugin. */
  public TrapException(Kind kind, String reason) {
    super(reason);
    this.kind = kind;
  }

  /** Why. */
  public Kind kind() {
    return kind;
  }
}
