package io.omniedge.image.tool;

/** An image that cannot be made: what was wrong, where, and what to do about it. */
public final class ImageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the reason for people. */
  public ImageException(String message) {
    super(message);
  }

  /** With the reason for people and what it came from. */
  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
