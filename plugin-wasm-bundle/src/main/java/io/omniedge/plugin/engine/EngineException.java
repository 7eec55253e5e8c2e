package io.omniedge.plugin.engine;

/** A module cannot be compiled or instantiated. */
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a sentence for people. */
  public EngineException(String reason) {
    super(reason);
  }
}
