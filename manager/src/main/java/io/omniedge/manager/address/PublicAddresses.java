package io.omniedge.manager.address;

import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses of the Internet: all but those that are private, of links, of tests or of groups
 * [IANA special-purpose address registries, RFC 6890]. So a rule to the Internet lets nobody into a
 * network of a plant.
 */
public final class PublicAddresses {
  private static final List<Prefix> IPV4 =
      without(
          Prefix.parse("0.0.0.0/0"),
          List.of(
              Prefix.parse("0.0.0.0/8"), // this network [RFC 791]
              Prefix.parse("10.0.0.0/8"), // private [RFC 1918]
              Prefix.parse("100.64.0.0/10"), // shared, and our overlays [RFC 6598]
              Prefix.parse("127.0.0.0/8"), // loopback [RFC 1122]
              Prefix.parse("169.254.0.0/16"), // link local [RFC 3927]
              Prefix.parse("172.16.0.0/12"), // private [RFC 1918]
              Prefix.parse("192.0.0.0/24"), // protocol assignments [RFC 6890]
              Prefix.parse("192.168.0.0/16"), // private [RFC 1918]
              Prefix.parse("198.18.0.0/15"), // benchmarks [RFC 2544]
              Prefix.parse("224.0.0.0/3"))); // multicast, reserved, broadcast [RFC 1112]

  /** Global unicast [RFC 4291]; unique local, link local and multicast are elsewhere. */
  private static final List<Prefix> IPV6 = List.of(Prefix.parse("2000::/3"));

  private PublicAddresses() {}

  /** Those of the family of a default route, in order. */
  public static List<Prefix> behind(Prefix defaultRoute) {
    return of(defaultRoute);
  }

  /** Whether all of a prefix is among them. */
  public static boolean contains(Prefix prefix) {
    return of(prefix).stream().anyMatch(one -> one.contains(prefix));
  }

  private static List<Prefix> of(Prefix family) {
    return family.isIpv4() ? IPV4 : IPV6;
  }

  private static List<Prefix> without(Prefix all, List<Prefix> holes) {
    if (holes.stream().anyMatch(hole -> hole.contains(all))) {
      return List.of();
    }
    if (holes.stream().noneMatch(all::contains)) {
      return List.of(all);
    }
    Prefix lower = Prefix.around(all.address(), all.length() + 1);
    Prefix upper = Prefix.around(all.host(lower.size()).address(), all.length() + 1);
    List<Prefix> rest = new ArrayList<>(without(lower, holes));
    rest.addAll(without(upper, holes));
    return rest;
  }
}
