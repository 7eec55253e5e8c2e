package io.omniedge.pdm.intake;

/** Why a line was refused. */
public enum LineError {
  TOO_LONG("it is longer than 8192 bytes"),
  NOT_UTF8("it is not UTF-8"),
  NO_MEASUREMENT("it has no measurement"),
  BAD_TAG("a tag is not KEY=VALUE, or is there twice"),
  NO_FIELD("it has no field"),
  BAD_FIELD("a field is not KEY=VALUE, or is there twice"),
  BAD_NUMBER("a value is no number, boolean or quoted text"),
  BAD_NAME("a name has control characters, or is longer than 200"),
  BAD_TIMESTAMP("the timestamp is no number of its unit since 1970"),
  TRAILING("something follows the timestamp");

  private final String reason;

  LineError(String reason) {
    this.reason = reason;
  }

  /** For people; what "it" is comes before. */
  public String reason() {
    return reason;
  }
}
