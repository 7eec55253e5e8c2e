package io.omniedge.pdm.source;

/** A device is not as the settings say, or not there any more: place, value, reason. */
public final class SourceException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Names it.
   *
   * @param place a path, or a path and a register
   * @param value that was found there; empty if there is none
   * @param reason why it is of no use
   */
  public SourceException(String place, String value, String reason) {
    super(place + (value.isEmpty() ? "" : ": " + value) + ": " + reason);
  }

  /** As before, with what lies behind it. */
  public SourceException(String place, String reason, Throwable cause) {
    super(place + ": " + reason, cause);
  }
}
