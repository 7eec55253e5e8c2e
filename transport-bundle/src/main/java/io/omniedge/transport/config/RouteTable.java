package io.omniedge.transport.config;

/**
 * Where routes to the allowed IPs of the peers go ({@code Table} of wg-quick). Immutable.
 *
 * @param kind who decides
 * @param number the routing table when {@code kind} is {@link Kind#NUMBER}, an unsigned 32-bit
 *     number; else 0
 */
public record RouteTable(Kind kind, int number) {
  /** Who decides. */
  public enum Kind {
    /** Main table; a default route gets a table and a rule of its own. */
    AUTO,
    /** No routes are made. */
    OFF,
    /** All routes go to one given table. */
    NUMBER
  }

  /** The default. */
  public static final RouteTable AUTO = new RouteTable(Kind.AUTO, 0);

  /** Makes no routes. */
  public static final RouteTable OFF = new RouteTable(Kind.OFF, 0);

  /** A number goes with {@link Kind#NUMBER} only, and table 0 does not exist. */
  public RouteTable {
    if ((kind == Kind.NUMBER) == (number == 0)) {
      throw new IllegalArgumentException("table " + number + " does not go with " + kind);
    }
  }

  /** A table by its number, unsigned and not 0. */
  public static RouteTable of(int number) {
    return new RouteTable(Kind.NUMBER, number);
  }

  /** {@code auto}, {@code off} or the number, as in a file. */
  @Override
  public String toString() {
    return switch (kind) {
      case AUTO -> "auto";
      case OFF -> "off";
      case NUMBER -> Integer.toUnsignedString(number);
    };
  }
}
