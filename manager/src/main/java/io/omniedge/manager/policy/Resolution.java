package io.omniedge.manager.policy;

import io.omniedge.manager.address.PublicAddresses;
import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.manager.policy.Inventory.Site;
import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which devices the words of a document mean. It has an index from what a device is (its names,
 * tags, groups, sites) to the sides that speak of that, so that a device that changes is looked at
 * by those alone. One thread.
 *
 * <p>Devices have small numbers here, so that a set of them is a row of bits. At first they are in
 * the order of the identifiers; a number that became free is given again.
 */
final class Resolution {
  /** Who counts. */
  @FunctionalInterface
  interface Admission {
    /** Whether a device that is meant belongs to a side that asks for these postures. */
    boolean admits(Device device, SortedSet<String> postures);
  }

  private static final Selector.Any ANY = new Selector.Any();

  private record SideKey(SortedSet<String> selectors, SortedSet<String> postures) {}

  private final PolicyDocument document;
  private final Map<String, Service> services;
  private final Admission admission;
  private final Map<SideKey, Side> sides = new LinkedHashMap<>();
  private final List<Flow> flows = new ArrayList<>();

  /** Sides by a selector they have; those with addresses concern whoever has such a one. */
  private final Map<Selector, Set<Side>> sidesBySelector = new HashMap<>();

  private final Set<Side> sidesWithAddresses = new LinkedHashSet<>();

  private final Map<String, Site> sites = new HashMap<>();
  private final Map<String, Set<String>> sitesOfDevice = new HashMap<>();

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<@Nullable Device> devices = new ArrayList<>();
  private final List<Set<Side>> sidesOfDevice = new ArrayList<>();
  private final Map<String, String> owners = new HashMap<>();

  /** Resolves the rules; devices are put after. */
  Resolution(PolicyDocument document, Inventory inventory, Admission admission) {
    this.document = document;
    this.admission = admission;
    this.services = new TreeMap<>(inventory.services());
    services.putAll(document.services());
    inventory.sites().values().forEach(this::note);
    document.rules().forEach(this::addFlows);
  }

  private void addFlows(PolicyRule rule) {
    Side from = side(rule.from(), rule.postures());
    if (rule.isToServices()) {
      addServices(rule, from);
      return;
    }
    add(new Flow(rule.id(), rule, from, side(rule.to(), noPostures()), rule.traffic()));
    if (rule.both()) {
      add(
          new Flow(
              rule.id() + ".back",
              rule,
              side(rule.to(), rule.postures()),
              side(rule.from(), noPostures()),
              rule.traffic()));
    }
  }

  /** One flow for the services of one kind of traffic, named after the first of them. */
  private void addServices(PolicyRule rule, Side from) {
    Map<Traffic, List<Selector>> places = new LinkedHashMap<>();
    Map<Traffic, String> names = new HashMap<>();
    for (String name : new TreeSet<>(rule.to().stream().map(Resolution::serviceName).toList())) {
      Service service = services.get(name);
      if (service != null) {
        places.computeIfAbsent(service.traffic(), _ -> new ArrayList<>()).add(service.place());
        names.putIfAbsent(service.traffic(), name);
      }
    }
    places.forEach(
        (traffic, some) ->
            add(
                new Flow(
                    rule.id() + ":" + names.get(traffic),
                    rule,
                    from,
                    side(some, noPostures()),
                    traffic)));
  }

  private static String serviceName(Selector selector) {
    return ((Selector.OfService) selector).service();
  }

  private static SortedSet<String> noPostures() {
    return new TreeSet<>();
  }

  private void add(Flow flow) {
    flows.add(flow);
    flow.from().opening().add(flow);
    flow.to().accepting().add(flow);
  }

  /** The side that these selectors are; ask before the devices are put. */
  Side side(List<Selector> selectors, SortedSet<String> postures) {
    Map<String, Selector> leaves = new TreeMap<>();
    selectors.forEach(selector -> expand(selector, leaves));
    SideKey key = new SideKey(new TreeSet<>(leaves.keySet()), postures);
    Side known = sides.get(key);
    if (known != null) {
      return known;
    }
    Side side = new Side(List.copyOf(leaves.values()), postures);
    sides.put(key, side);
    for (Selector leaf : side.selectors()) {
      if (leaf instanceof Selector.Addressed) {
        sidesWithAddresses.add(side);
      } else {
        Selector about =
            leaf instanceof Selector.AtSite at ? new Selector.AtSite(at.site(), "") : leaf;
        sidesBySelector.computeIfAbsent(about, _ -> new LinkedHashSet<>()).add(side);
      }
    }
    return side;
  }

  private void expand(Selector selector, Map<String, Selector> leaves) {
    switch (selector) {
      case Selector.InGroup in -> {
        leaves.put(in.toString(), in);
        document
            .groups()
            .getOrDefault(in.group(), List.of())
            .forEach(member -> leaves.put(member.toString(), member));
      }
      case Selector.OfService of -> {
        Service service = services.get(of.service());
        if (service != null) {
          leaves.put(service.place().toString(), service.place());
        }
      }
      default -> leaves.put(selector.toString(), selector);
    }
  }

  /** In the order of the document. */
  List<Flow> flows() {
    return flows;
  }

  /** The number of a device, -1 if there is no such one. */
  int number(String id) {
    return numbers.getOrDefault(id, -1);
  }

  Device device(int number) {
    return Objects.requireNonNull(devices.get(number));
  }

  /** The identifiers of devices, in order. */
  List<String> ids(BitSet some) {
    List<String> ids = new ArrayList<>(some.cardinality());
    some.stream().forEach(number -> ids.add(device(number).id()));
    ids.sort(null);
    return List.copyOf(ids);
  }

  /** The sides that mean a device. */
  Set<Side> sidesOf(int device) {
    return sidesOfDevice.get(device);
  }

  void putAll(Collection<Device> some) {
    some.forEach(this::put);
  }

  /**
   * Puts a device, new or changed.
   *
   * @return the sides in which that makes a difference
   * @throws IllegalArgumentException if its name means another device
   */
  Set<Side> put(Device device) {
    int known = number(device.id());
    if (known < 0 || !device(known).name().equals(device.name())) {
      Inventory.checkName(owners, device);
      if (known >= 0) {
        owners.remove(device(known).name());
        owners.put(device.id(), device.id());
      }
    }
    int number = known < 0 ? free() : known;
    numbers.put(device.id(), number);
    devices.set(number, device);
    return resolve(number);
  }

  private int free() {
    int free = devices.indexOf(null);
    if (free < 0) {
      devices.add(null);
      sidesOfDevice.add(new LinkedHashSet<>());
      return devices.size() - 1;
    }
    return free;
  }

  /**
   * Takes a device out; its number stays until {@link #release}.
   *
   * @return the sides in which that makes a difference
   */
  Set<Side> remove(int device) {
    Set<Side> left = new LinkedHashSet<>(sidesOf(device));
    left.forEach(side -> side.set(device, Footprint.NONE, Footprint.NONE));
    sidesOf(device).clear();
    return left;
  }

  /** Makes the number of a device that was taken out free. */
  void release(int device) {
    Device gone = device(device);
    numbers.remove(gone.id());
    owners.remove(gone.id());
    owners.remove(gone.name());
    devices.set(device, null);
  }

  /** Looks at a device again: what is said of it may have come or gone. */
  Set<Side> resolve(int number) {
    Device device = device(number);
    Set<Side> candidates = new LinkedHashSet<>(sidesOf(number));
    candidates.addAll(sidesWithAddresses);
    for (Selector selector : about(device)) {
      candidates.addAll(sidesBySelector.getOrDefault(selector, Set.of()));
    }
    Set<Side> changed = new LinkedHashSet<>();
    for (Side side : candidates) {
      boolean admitted = admission.admits(device, side.postures());
      Footprint four = admitted ? footprint(side, device, Family.IPV4) : Footprint.NONE;
      Footprint six = admitted ? footprint(side, device, Family.IPV6) : Footprint.NONE;
      if (side.set(number, four, six)) {
        changed.add(side);
        if (side.has(number)) {
          sidesOf(number).add(side);
        } else {
          sidesOf(number).remove(side);
        }
      }
    }
    return changed;
  }

  /** The selectors that mean a device by what it is. */
  private Set<Selector> about(Device device) {
    Set<Selector> about = new HashSet<>();
    about.add(ANY);
    about.add(Selector.INTERNET);
    about.add(new Selector.OfDevice(device.id()));
    about.add(new Selector.OfDevice(device.name()));
    device.tags().forEach(tag -> about.add(new Selector.Tagged(tag)));
    device.groups().forEach(group -> about.add(new Selector.InGroup(group)));
    sitesOfDevice
        .getOrDefault(device.id(), Set.of())
        .forEach(site -> about.add(new Selector.AtSite(site, "")));
    return about;
  }

  private Footprint footprint(Side side, Device device, Family family) {
    List<Prefix> prefixes = new ArrayList<>();
    boolean isExit = false;
    for (Selector selector : side.selectors()) {
      for (Prefix prefix : prefixes(selector, device)) {
        if (Family.of(prefix) == family) {
          prefixes.add(prefix);
          isExit |= selector instanceof Selector.Internet;
        }
      }
    }
    if (prefixes.isEmpty()) {
      return Footprint.NONE;
    }
    boolean routed =
        prefixes.stream().anyMatch(prefix -> !Prefixes.contain(device.addresses(), prefix));
    return new Footprint(Prefixes.merged(prefixes), routed, isExit);
  }

  /** The addresses of a device that a selector means. */
  List<Prefix> prefixes(Selector selector, Device device) {
    return switch (selector) {
      case Selector.Any _ -> {
        List<Prefix> all = new ArrayList<>(device.addresses());
        all.addAll(device.routes());
        yield all;
      }
      case Selector.OfDevice of ->
          of.name().equals(device.id()) || of.name().equals(device.name())
              ? device.addresses()
              : List.of();
      case Selector.Tagged tagged ->
          device.tags().contains(tagged.tag()) ? device.addresses() : List.of();
      case Selector.InGroup in ->
          device.groups().contains(in.group()) ? device.addresses() : List.of();
      case Selector.AtSite at -> atSite(at, device);
      case Selector.Addressed addressed -> {
        List<Prefix> some = Prefixes.common(List.of(addressed.prefix()), device.addresses());
        some.addAll(Prefixes.common(List.of(addressed.prefix()), device.routes()));
        yield some;
      }
      case Selector.Internet _ ->
          device.exits().stream().flatMap(exit -> PublicAddresses.behind(exit).stream()).toList();
      case Selector.OfService _ -> List.of(); // a side has the place of the service instead
    };
  }

  private List<Prefix> atSite(Selector.AtSite at, Device device) {
    Site site = sites.get(at.site());
    if (site == null || !site.device().equals(device.id())) {
      return List.of();
    }
    List<Prefix> routed = Prefixes.common(site.prefixes(), device.routes());
    if (at.host().isEmpty()) {
      return routed;
    }
    Prefix host = host(site, at.host());
    return host == null ? List.of() : Prefixes.common(List.of(host), routed);
  }

  /** The address of a host of a site, null if there is none of that name. */
  static @Nullable Prefix host(Site site, String host) {
    Prefix named = site.hosts().get(host);
    if (named == null && (host.indexOf(':') >= 0 || host.matches("[0-9.]+"))) {
      return Prefix.parse(host);
    }
    return named;
  }

  /** Sets a site; returns the devices to look at again. */
  Set<String> putSite(Site site) {
    Set<String> concerned = removeSite(site.name());
    note(site);
    concerned.add(site.device());
    return concerned;
  }

  /** Takes a site out; returns the devices to look at again. */
  Set<String> removeSite(String name) {
    Site before = sites.remove(name);
    Set<String> concerned = new LinkedHashSet<>();
    if (before != null) {
      sitesOfDevice.getOrDefault(before.device(), Set.of()).remove(name);
      concerned.add(before.device());
    }
    return concerned;
  }

  private void note(Site site) {
    sites.put(site.name(), site);
    sitesOfDevice.computeIfAbsent(site.device(), _ -> new HashSet<>()).add(site.name());
  }
}
