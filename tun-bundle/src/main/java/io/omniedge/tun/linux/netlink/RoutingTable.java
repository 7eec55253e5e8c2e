package io.omniedge.tun.linux.netlink;

/**
 * Where the routes of an interface go: the {@code Table} of a wg-quick file.
 *
 * @param kind the way of choosing
 * @param number the table if the kind is {@link Kind#NUMBER}, unsigned, else 0
 */
public record RoutingTable(Kind kind, int number) {
  /**
   * Default routes to a table numbered like the firewall mark, reached by policy rules; all others
   * to the main table.
   */
  public static final RoutingTable AUTO = new RoutingTable(Kind.AUTO, 0);

  /** Makes no routes. */
  public static final RoutingTable OFF = new RoutingTable(Kind.OFF, 0);

  /** The way of choosing. */
  public enum Kind {
    AUTO,
    OFF,
    NUMBER
  }

  /** All routes to this table, no rules. */
  public static RoutingTable of(int number) {
    return new RoutingTable(Kind.NUMBER, number);
  }
}
