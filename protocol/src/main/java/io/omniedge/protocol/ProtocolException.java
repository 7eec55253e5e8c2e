package io.omniedge.protocol;

/** A document that is not as it should be: where, what stands there, and why that is wrong. */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  /** As much of a wrong value as is repeated. */
  private static final int SHOWN_CHARS = 60;

  private final String place;
  private final String reason;

  /**
   * A wrong document.
   *
   * @param place the member, as peers.d-1.publicKey, or empty for the whole
   * @param value what stands there, or empty; shortened here, control characters are replaced
   */
  public ProtocolException(String place, String value, String reason) {
    super(
        (place.isEmpty() ? "" : shown(place) + (value.isEmpty() ? ": " : " "))
            + (value.isEmpty() ? "" : "\"" + shown(value) + "\": ")
            + reason);
    this.place = place;
    this.reason = reason;
  }

  /** The member, as peers.d-1.publicKey; empty for the whole document. */
  public String place() {
    return place;
  }

  /** What is wrong, without place and value. */
  public String reason() {
    return reason;
  }

  /** The text for a message to people: short, and without what a terminal would obey. */
  public static String shown(String value) {
    StringBuilder shown = new StringBuilder();
    value
        .codePoints()
        .limit(SHOWN_CHARS)
        .forEach(
            c ->
                shown.appendCodePoint(
                    Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                        ? 0xFFFD
                        : c));
    return value.codePointCount(0, value.length()) > SHOWN_CHARS ? shown + "…" : shown.toString();
  }
}
