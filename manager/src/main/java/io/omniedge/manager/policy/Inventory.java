package io.omniedge.manager.policy;

import io.omniedge.protocol.net.Prefix;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a network consists of, as far as a policy can speak of it. Immutable.
 *
 * @param devices by identifier
 * @param sites by name
 * @param services by name; one of the same name in the document replaces it
 */
public record Inventory(
    SortedMap<String, Device> devices,
    SortedMap<String, Site> sites,
    SortedMap<String, Service> services) {
  /**
   * Copies.
   *
   * @throws IllegalArgumentException if one name means two devices
   */
  public Inventory {
    devices = Collections.unmodifiableSortedMap(new TreeMap<>(devices));
    sites = Collections.unmodifiableSortedMap(new TreeMap<>(sites));
    services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    Map<String, String> owners = new HashMap<>();
    devices.forEach((id, device) -> checkName(owners, device));
  }

  /** Notes that a name means a device; a name that means another would let it into its rules. */
  static void checkName(Map<String, String> owners, Device device) {
    for (String name : List.of(device.id(), device.name())) {
      String owner = owners.getOrDefault(name, device.id());
      if (!owner.equals(device.id())) {
        throw new IllegalArgumentException(
            "\"" + name + "\" means two devices: " + owner + " and " + device.id());
      }
    }
    owners.put(device.id(), device.id());
    owners.put(device.name(), device.id());
  }

  /**
   * A device.
   *
   * @param id never changes
   * @param name host name, of no other device of the network
   * @param active whether it takes part; others have no rules and are nobody's peers
   * @param tags without {@code tag:}
   * @param groups that it was put into outside of the document
   * @param addresses its own in the overlay, each a single one
   * @param routes networks behind it that somebody approved, without default routes
   * @param exits the default routes among them: it is an exit node in these families
   * @param health what posture is judged by
   */
  public record Device(
      String id,
      String name,
      boolean active,
      Set<String> tags,
      Set<String> groups,
      List<Prefix> addresses,
      List<Prefix> routes,
      List<Prefix> exits,
      Health health) {
    /**
     * Copies.
     *
     * @throws IllegalArgumentException if an own address is a network
     */
    public Device {
      tags = Set.copyOf(tags);
      groups = Set.copyOf(groups);
      addresses = List.copyOf(addresses);
      routes = List.copyOf(routes);
      exits = List.copyOf(exits);
      for (Prefix address : addresses) {
        if (!address.isHost()) {
          throw new IllegalArgumentException(id + " has " + address + ", which is no address");
        }
      }
    }

    /** One that is no exit node. */
    public Device(
        String id,
        String name,
        boolean active,
        Set<String> tags,
        Set<String> groups,
        List<Prefix> addresses,
        List<Prefix> routes,
        Health health) {
      this(id, name, active, tags, groups, addresses, routes, List.of(), health);
    }
  }

  /**
   * What is known about the state of a device.
   *
   * @param version of its agent, empty if unknown
   * @param online whether it has a session with the manager now
   * @param lastSeen when it last had one, {@link Instant#EPOCH} if never
   * @param certificateSince when its certificate was issued, {@link Instant#EPOCH} if it has none
   * @param attributes anything else, as {@code os}
   */
  public record Health(
      String version,
      boolean online,
      Instant lastSeen,
      Instant certificateSince,
      Map<String, String> attributes) {
    /** Of a device that nobody heard of. */
    public static final Health UNKNOWN =
        new Health("", false, Instant.EPOCH, Instant.EPOCH, Map.of());

    /** Copies. */
    public Health {
      attributes = Map.copyOf(attributes);
    }
  }

  /**
   * A place with networks of its own.
   *
   * @param name in rules
   * @param device identifier of its gateway
   * @param prefixes its networks; they count as far as they are approved routes of the gateway
   * @param hosts addresses by their names there
   */
  public record Site(
      String name, String device, List<Prefix> prefixes, SortedMap<String, Prefix> hosts) {
    /** Copies. */
    public Site {
      prefixes = List.copyOf(prefixes);
      hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
    }
  }
}
