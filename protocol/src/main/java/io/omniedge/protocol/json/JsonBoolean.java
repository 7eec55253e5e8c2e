package io.omniedge.protocol.json;

/** True or false. */
public enum JsonBoolean implements JsonValue {
  TRUE,
  FALSE;

  /** The one or the other. */
  public static JsonBoolean of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** As Java has it. */
  public boolean value() {
    return this == TRUE;
  }
}
