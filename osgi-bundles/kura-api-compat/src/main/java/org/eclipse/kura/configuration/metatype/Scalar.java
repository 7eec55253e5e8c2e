package org.eclipse.kura.configuration.metatype;

/** The types an attribute may have. */
public enum Scalar {
  STRING("String"),
  LONG("Long"),
  DOUBLE("Double"),
  FLOAT("Float"),
  INTEGER("Integer"),
  BYTE("Byte"),
  CHAR("Char"),
  BOOLEAN("Boolean"),
  SHORT("Short"),
  PASSWORD("Password");

  private final String value;

  Scalar(String value) {
    this.value = value;
  }

  /** The name in a metatype file. */
  public String value() {
    return value;
  }

  /**
   * The type with that name in a metatype file.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Scalar fromValue(String name) {
    for (Scalar scalar : values()) {
      if (scalar.value.equals(name)) {
        return scalar;
      }
    }
    throw new IllegalArgumentException(name);
  }
}
