package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.IpPrefix;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * That part of an interface which {@link InterfaceConfigurator} owns, as it is or as it shall be.
 * Immutable.
 *
 * @param addresses all of the interface
 * @param routes of our protocol number into the interface
 * @param rules of our protocol number for the tables of the interface
 */
record InterfaceState(
    boolean up,
    int mtu,
    int txQueueLength,
    List<LinkAddress> addresses,
    Set<Route> routes,
    Set<Rule> rules) {
  /**
   * Just before the kernel's own rule for the main table (32766), where {@code ip rule} puts the
   * rules it is given no priority for. The main table's specific routes come first.
   */
  static final int MAIN_TABLE_PRIORITY = 32764;

  static final int TUNNEL_TABLE_PRIORITY = 32765;

  /** IPv6 minimum MTU [RFC 8200 §5]. */
  private static final int IPV6_MINIMUM_MTU = 1280;

  /** What is there now; {@code table} is one of the interface, even if it has no route yet. */
  static InterfaceState read(Rtnetlink rtnetlink, Link link, int table) throws NetlinkException {
    Set<Route> routes = new LinkedHashSet<>();
    for (Route route : rtnetlink.routes(link.index())) {
      if (route.protocol() == Rtnetlink.PROTOCOL) {
        routes.add(route);
      }
    }
    Set<Rule> rules = new LinkedHashSet<>();
    for (Rule rule : rtnetlink.rules()) {
      int owner = tunnelTable(rule);
      if (owner != 0 && (owner == table || routes.stream().anyMatch(r -> r.table() == owner))) {
        rules.add(rule);
      }
    }
    return new InterfaceState(
        link.isUp(),
        link.mtu(),
        link.txQueueLength(),
        rtnetlink.addresses(link.index()),
        routes,
        rules);
  }

  /**
   * The table of the tunnel for which we made a rule, 0 if it is none of ours: both rules of a
   * tunnel have its mark, and the mark is the number of its table.
   */
  static int tunnelTable(Rule rule) {
    return rule.protocol() == Rtnetlink.PROTOCOL && rule.inverted() ? rule.fwmark() : 0;
  }

  /** What the settings ask for. */
  static InterfaceState wanted(InterfaceSettings settings, Link link) {
    int mtu = settings.mtu() == 0 ? link.mtu() : settings.mtu();
    int queue = settings.txQueueLength() == 0 ? link.txQueueLength() : settings.txQueueLength();
    Set<Route> routes = new LinkedHashSet<>();
    Set<Rule> rules = new LinkedHashSet<>();
    if (settings.up() && settings.table().kind() != RoutingTable.Kind.OFF) {
      for (RouteSetting setting : settings.routes()) {
        Route route = route(settings, setting, link.index());
        if (!isConnected(settings, setting, route)) {
          routes.add(route);
        }
        if (needsRules(settings, setting)) {
          rules.addAll(rules(AddressFamily.of(setting.destination()), settings));
        }
      }
    }
    List<LinkAddress> addresses =
        settings.addresses().stream()
            .distinct()
            .map(prefix -> LinkAddress.of(link.index(), prefix))
            .toList();
    return new InterfaceState(settings.up(), mtu, queue, addresses, routes, rules);
  }

  private static Route route(InterfaceSettings settings, RouteSetting setting, int linkIndex) {
    int table =
        needsRules(settings, setting)
            ? settings.fwmark()
            : settings.table().kind() == RoutingTable.Kind.NUMBER
                ? settings.table().number()
                : Route.MAIN_TABLE;
    return Route.to(setting.destination(), linkIndex)
        .inTable(table)
        .withMetric(setting.metric())
        .from(setting.preferredSource());
  }

  /** True if the kernel makes this route by itself, because an address lies in it. */
  private static boolean isConnected(
      InterfaceSettings settings, RouteSetting setting, Route route) {
    IpPrefix destination = setting.destination();
    boolean plain = setting.metric() == 0 && setting.preferredSource() == null;
    boolean ipv4Host = destination.isIpv4() && destination.length() == 32; // gets none
    return plain
        && !ipv4Host
        && route.table() == Route.MAIN_TABLE
        && settings.addresses().stream().anyMatch(a -> a.network().equals(destination));
  }

  private static boolean needsRules(InterfaceSettings settings, RouteSetting setting) {
    return settings.table().kind() == RoutingTable.Kind.AUTO && setting.destination().length() == 0;
  }

  /**
   * Everything but the tunnel's own packets, or all that others send: first the specific routes of
   * the main table, then the tunnel. Both carry the mark, so that each tunnel has its own pair.
   */
  private static List<Rule> rules(AddressFamily family, InterfaceSettings settings) {
    int mark = settings.fwmark();
    Rule specific = Rule.lookup(family, MAIN_TABLE_PRIORITY, Route.MAIN_TABLE).suppressing(0);
    Rule tunnel = Rule.lookup(family, TUNNEL_TABLE_PRIORITY, mark);
    return settings.forwardedOnly()
        ? List.of(specific.unlessMadeHere(mark), tunnel.unlessMadeHere(mark))
        : List.of(specific.unlessMarked(mark), tunnel.unlessMarked(mark));
  }

  /** Nothing of ours on it, switched off. */
  InterfaceState cleared() {
    return new InterfaceState(false, mtu, txQueueLength, List.of(), Set.of(), Set.of());
  }

  /** Why these settings cannot work, if so, in the operator's words. */
  static Optional<String> problem(InterfaceSettings settings) {
    boolean marked = settings.routes().stream().anyMatch(r -> needsRules(settings, r));
    if (marked && settings.fwmark() == 0) {
      return Optional.of(
          "a default route with Table = auto needs a FwMark other than 0, or the tunnel's own"
              + " packets would be routed into the tunnel");
    }
    int mark = settings.fwmark();
    if (marked && mark >= Uapi.RT_TABLE_DEFAULT && mark <= Uapi.RT_TABLE_LOCAL) {
      return Optional.of(
          "FwMark " + mark + " is also the number of a system routing table; take another");
    }
    boolean ipv6 =
        settings.addresses().stream().anyMatch(a -> !a.isIpv4())
            || settings.routes().stream().anyMatch(r -> !r.destination().isIpv4());
    if (ipv6 && settings.mtu() != 0 && settings.mtu() < IPV6_MINIMUM_MTU) {
      return Optional.of("MTU " + settings.mtu() + " is below 1280, the least that IPv6 needs");
    }
    return Optional.empty();
  }
}
