package io.omniedge.plugin.host;

/** A plugin does not get to work; what worked before still does. */
public final class PluginFailure extends Exception {
  private static final long serialVersionUID = 1L;

  PluginFailure(String reason) {
    super(reason);
  }
}
