package io.omniedge.plugin.host;

/** A plugin was not asked: too many calls wait, it has to rest, or it is being closed. */
public final class BusyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean isLeaving;

  BusyException(boolean isLeaving) {
    this(isLeaving, isLeaving ? "the plugin is being closed" : "too many calls of the plugin wait");
  }

  private BusyException(boolean isLeaving, String message) {
    super(message);
    this.isLeaving = isLeaving;
  }

  /** For one that worked long for nothing. */
  static BusyException resting() {
    return new BusyException(false, "the plugin worked long and failed, and has to rest");
  }

  /** Whether it takes no more calls at all. */
  boolean isLeaving() {
    return isLeaving;
  }
}
