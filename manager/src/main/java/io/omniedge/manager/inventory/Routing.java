package io.omniedge.manager.inventory;

import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.net.Prefix;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** A network is behind one device at a time: two would get half of the packets each. */
public final class Routing {
  /** Shorter ones would be most of the world. */
  private static final int SHORTEST_IPV4 = 8;

  private static final int SHORTEST_IPV6 = 16;

  private Routing() {}

  /** Whether it is the whole world: whoever serves it is an exit node, and many may. */
  public static boolean isDefault(Prefix route) {
    return route.length() == 0;
  }

  /**
   * Refuses routes that cannot be: too large, of the overlay itself, or behind another device. A
   * default route of a device makes it an exit node; of a site it is too large.
   *
   * @param device who is to serve them
   * @param exceptSite a site whose own networks these are, or empty for those of the device
   * @param field where the routes stand in the request
   */
  public static void check(
      Handle handle,
      Network network,
      String device,
      String exceptSite,
      String field,
      List<Prefix> wanted) {
    boolean isOfSite = !exceptSite.isEmpty();
    List<Prefix> routes = wanted.stream().filter(route -> isOfSite || !isDefault(route)).toList();
    for (Prefix route : routes) {
      if (route.length() < (route.isIpv4() ? SHORTEST_IPV4 : SHORTEST_IPV6)) {
        throw Problem.invalid(field, route.toString(), "it is too large");
      }
      if (route.overlaps(network.ipv4()) || route.overlaps(network.ipv6())) {
        throw Problem.conflict(
            "route-conflict", field, route + " overlaps the addresses of the network itself");
      }
    }
    for (Device other : DeviceTable.ofNetwork(handle, network.id())) {
      if (!other.id().equals(device)) {
        List<Prefix> others =
            other.approvedRoutes().stream().filter(route -> !isDefault(route)).toList();
        refuseOverlap(field, routes, others, "device " + other.name());
      }
    }
    for (Site site : Site.ofNetwork(handle, network.id())) {
      boolean ours =
          site.id().equals(exceptSite) || site.gateway().filter(device::equals).isPresent();
      if (!ours && site.gateway().isPresent()) {
        refuseOverlap(field, routes, site.prefixes(), "site " + site.name());
      }
    }
  }

  private static void refuseOverlap(
      String field, List<Prefix> routes, List<Prefix> others, String whose) {
    for (Prefix route : routes) {
      for (Prefix other : others) {
        if (route.overlaps(other)) {
          throw Problem.conflict(
              "route-conflict", field, route + " overlaps " + other + " of " + whose);
        }
      }
    }
  }
}
