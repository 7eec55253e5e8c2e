package io.omniedge.plugin.host;

/** A plugin answered with an error. Its instance is as good as before. */
public final class PluginRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** What it says. */
  public enum Reason {
    /** It does not understand the question. */
    BAD_INPUT,
    /** It does not want to. */
    DENIED,
    /** It cannot. */
    INTERNAL,
    /** It does not know the call. */
    UNSUPPORTED
  }

  private final Reason reason;

  PluginRefusal(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static PluginRefusal ofCode(int code) {
    return switch (code) {
      case 1 -> new PluginRefusal(Reason.BAD_INPUT, "it does not understand the question");
      case 2 -> new PluginRefusal(Reason.DENIED, "it denies");
      case 4 -> new PluginRefusal(Reason.UNSUPPORTED, "it does not know the call");
      default -> new PluginRefusal(Reason.INTERNAL, "it failed with code " + code);
    };
  }

  /** What it says. */
  public Reason reason() {
    return reason;
  }
}
