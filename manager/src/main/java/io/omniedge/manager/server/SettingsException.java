package io.omniedge.manager.server;

import io.omniedge.protocol.ProtocolException;

/** A setting that is wrong: which, what it is, and why. */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A wrong setting. */
  public SettingsException(String key, String value, String reason) {
    super(
        key
            + (value.isEmpty() ? "" : " = \"" + ProtocolException.shown(value) + "\"")
            + ": "
            + reason);
  }
}
