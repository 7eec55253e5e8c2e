package io.omniedge.plugin.host;

/** A plugin was not asked: too many calls wait, or it is being closed. */
public final class BusyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean isLeaving;

  BusyException(boolean isLeaving) {
    super(isLeaving ? "the plugin is being closed" : "too many calls of the plugin wait");
    this.isLeaving = isLeaving;
  }

  /** Whether it takes no more calls at all. */
  boolean isLeaving() {
    return isLeaving;
  }
}
