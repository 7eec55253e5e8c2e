package io.omniedge.plugin.http;

/** A request that is not sent, or whose answer is not taken. */
public final class HttpRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** The request is none. */
    INVALID,
    /** It goes where it must not. */
    FORBIDDEN,
    /** It or its answer is too long. */
    TOO_LARGE,
    /** Nobody answered, or not as HTTP says. */
    FAILED
  }

  private final Kind kind;

  HttpRefusal(Kind kind, String reason) {
    super(reason);
    this.kind = kind;
  }

  /** Nothing is sent from here. */
  public static HttpRefusal offline() {
    return new HttpRefusal(Kind.FAILED, "no requests are sent from here");
  }

  /** Why. */
  public Kind kind() {
    return kind;
  }
}
