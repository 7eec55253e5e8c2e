package io.omniedge.manager.policy;

/**
 * Something in a document that is no mistake for certain, but looks like one.
 *
 * @param place the member, as {@code rules[3].from}
 * @param value what stands there
 * @param reason what is odd about it
 */
public record PolicyFinding(String place, String value, String reason) {
  /** As a line for people. */
  @Override
  public String toString() {
    return place + " \"" + value + "\": " + reason;
  }
}
