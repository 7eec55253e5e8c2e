package io.omniedge.plugin.host;

/** A plugin was not asked: too many calls wait, or it is being closed. */
public final class BusyException extends Exception {
  private static final long serialVersionUID = 1L;

  BusyException(boolean isClosed) {
    super(isClosed ? "the plugin is being closed" : "too many calls of the plugin wait");
  }
}
