package io.omniedge.gateway.agent.enrol;

import java.util.Optional;

/** The manager did not do what it was asked: it cannot be reached, or it refused. */
public final class ManagerException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The code of one that cannot be reached, or is not the one it should be. */
  public static final String UNREACHABLE = "unreachable";

  private final String code;
  private final int retryAfterSeconds;

  /** It cannot be reached, or is none. */
  ManagerException(String message, Throwable cause) {
    super(message, cause);
    this.code = UNREACHABLE;
    this.retryAfterSeconds = 0;
  }

  /**
   * It refused.
   *
   * @param code stable, as device-revoked
   * @param retryAfterSeconds 0 if it did not say
   */
  ManagerException(String code, String message, int retryAfterSeconds) {
    super(message);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The conversation failed by a mistake of ours; it is tried again as if nobody had answered. */
  public static ManagerException failed(RuntimeException mistake) {
    return new ManagerException("internal error: " + mistake, mistake);
  }

  /** Stable, as device-revoked. */
  public String code() {
    return code;
  }

  /** How long it wants to be left alone. */
  public Optional<Integer> retryAfterSeconds() {
    return retryAfterSeconds > 0 ? Optional.of(retryAfterSeconds) : Optional.empty();
  }

  /** Whether this device was taken out of its network. */
  public boolean isRevocation() {
    return code.equals("device-revoked");
  }
}
