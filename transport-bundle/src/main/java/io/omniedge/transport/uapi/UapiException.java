package io.omniedge.transport.uapi;

import io.omniedge.tun.linux.libc.Errno;
import java.util.Objects;

/**
 * Why a request was refused: line, key, reason. The message holds no value of any key, so no
 * secret, and no control characters.
 */
public final class UapiException extends Exception {
  /** Why, with the error number that {@code wg} gets. */
  public enum Reason {
    UNKNOWN_OPERATION(71, "neither get=1 nor set=1"),
    NOT_KEY_AND_VALUE(71, "the line is not of the form key=value"),
    LINE_TOO_LONG(71, "the line is too long"),
    REQUEST_TOO_LARGE(71, "the request is too large"),
    UNEXPECTED_LINE(Errno.EINVAL, "get=1 is followed by an empty line"),
    UNKNOWN_DEVICE_KEY(Errno.EINVAL, "unknown key of the interface"),
    UNKNOWN_PEER_KEY(Errno.EINVAL, "unknown key of a peer"),
    NOT_A_KEY(Errno.EINVAL, "not 64 hexadecimal digits"),
    NOT_A_NUMBER(Errno.EINVAL, "not a decimal number in range"),
    NOT_TRUE(Errno.EINVAL, "only true is a value of this key"),
    NOT_AN_ENDPOINT(Errno.EINVAL, "not an IP address and a port"),
    NOT_A_PREFIX(Errno.EINVAL, "not an address with a prefix length"),
    UNKNOWN_VERSION(Errno.EINVAL, "only protocol version 1 is known");

    private final int errno;
    private final String explanation;

    Reason(int errno, String explanation) {
      this.errno = errno;
      this.explanation = explanation;
    }

    /** The error number that {@code wg} gets, positive; 71 is EPROTO. */
    public int errno() {
      return errno;
    }
  }

  private final int line;
  private final String key;
  private final Reason reason;

  /**
   * @param line from 1, counted in the request
   * @param key a key the protocol knows, or empty
   */
  UapiException(int line, String key, Reason reason) {
    super("line " + line + (key.isEmpty() ? "" : ", " + key) + ": " + reason.explanation);
    this.line = line;
    this.key = key;
    this.reason = reason;
  }

  /** Where, why, in one line that can be logged. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** The line in the request, from 1. */
  public int line() {
    return line;
  }

  /** The key; empty when there is none or the protocol does not know it. */
  public String key() {
    return key;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
