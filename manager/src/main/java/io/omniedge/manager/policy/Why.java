package io.omniedge.manager.policy;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.map.PortRange;
import io.omniedge.protocol.net.Prefix;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Explains what a policy does with one flow. */
public final class Why {
  /** Of the rules that miss least, as many are told of. */
  private static final int MAX_NEAR = 5;

  private final PolicyDocument document;
  private final Inventory inventory;
  private final Instant now;

  private Why(PolicyDocument document, Inventory inventory, Instant now) {
    this.document = document;
    this.inventory = inventory;
    this.now = now;
  }

  /** One address of one device. */
  private record End(Device device, Prefix address) {
    @Override
    public String toString() {
      return "device:" + device.name() + " (" + address.firstAddress() + ")";
    }
  }

  /** A flow and what it lacks to allow what was asked. */
  private record Near(Flow flow, boolean concernsNobody, List<String> missing) {}

  /**
   * Explains.
   *
   * @param from a device by name or identifier, an address, or {@code site:NAME/HOST}; of a device
   *     its own address
   * @param to the same, or {@code service:NAME}
   * @param protocol tcp, udp, icmp, sctp or a number; empty for that of the service
   * @param port for protocols that have ports, else -1; of a service -1 is its first
   * @throws ProtocolException if from, to, protocol or port mean nothing, or more than one thing
   */
  public static Explanation explain(
      PolicyDocument document,
      Inventory inventory,
      Instant now,
      String from,
      String to,
      String protocol,
      int port)
      throws ProtocolException {
    return new Why(document, inventory, now).explain(from, to, protocol, port);
  }

  private Explanation explain(String from, String to, String protocol, int port)
      throws ProtocolException {
    Optional<Service> service = service(to);
    IpProtocol asked = protocol(protocol, service);
    int wantedPort = port(port, asked, service);
    Traffic traffic =
        new Traffic(
            asked, wantedPort < 0 ? List.of() : List.of(new PortRange(wantedPort, wantedPort)));
    List<End> sources = ends("from", from);
    List<End> targets = ends("to", service.map(Service::at).orElse(to));
    for (End target : targets) {
      for (End source : sources) {
        if (Family.of(source.address) == Family.of(target.address)) {
          return explain(source, target, traffic);
        }
      }
    }
    throw new ProtocolException("to", to, "it has no address of the kind that " + from + " has");
  }

  private Optional<Service> service(String to) throws ProtocolException {
    if (!to.startsWith("service:")) {
      return Optional.empty();
    }
    Optional<Service> service = document.service(to.substring("service:".length()), inventory);
    if (service.isEmpty()) {
      throw new ProtocolException("to", to, "there is no such service");
    }
    return service;
  }

  private static IpProtocol protocol(String protocol, Optional<Service> service)
      throws ProtocolException {
    try {
      IpProtocol asked =
          protocol.isEmpty() && service.isPresent()
              ? service.get().traffic().protocol()
              : IpProtocol.parse(protocol);
      if (asked.equals(IpProtocol.ANY)) {
        throw new ProtocolException("protocol", protocol, "ask for one protocol");
      }
      return asked;
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("protocol", protocol, String.valueOf(e.getMessage()));
    }
  }

  private static int port(int port, IpProtocol protocol, Optional<Service> service)
      throws ProtocolException {
    int wanted = port;
    if (port == -1 && service.isPresent() && !service.get().ports().isEmpty()) {
      wanted = service.get().traffic().ports().getFirst().first();
    }
    if (wanted < -1 || wanted > 65535 || (wanted >= 0) != protocol.hasPorts()) {
      throw new ProtocolException(
          "port",
          "" + port,
          protocol.text() + (protocol.hasPorts() ? " needs one of 0 to 65535" : " has no ports"));
    }
    return wanted;
  }

  private List<End> ends(String place, String text) throws ProtocolException {
    Selector selector = selector(place, text);
    Resolution resolution = new Resolution(document, inventory, (_, _) -> true);
    List<Device> found =
        inventory.devices().values().stream()
            .filter(device -> !resolution.prefixes(selector, device).isEmpty())
            .toList();
    if (found.size() != 1) {
      throw new ProtocolException(
          place,
          text,
          found.isEmpty()
              ? "no device has it"
              : "more than one device has it: "
                  + found.stream().limit(5).map(Device::name).collect(Collectors.joining(", ")));
    }
    Device device = found.getFirst();
    return resolution.prefixes(selector, device).stream()
        .map(prefix -> new End(device, prefix.isHost() ? prefix : prefix.host(BigInteger.ONE)))
        .toList();
  }

  private static Selector selector(String place, String text) throws ProtocolException {
    try {
      Selector selector =
          text.matches("[0-9.]+|.*:.*:.*")
              ? new Selector.Addressed(Prefix.parse(text))
              : text.indexOf(':') < 0 ? Selector.device(text) : Selector.parse(text);
      return switch (selector) {
        case Selector.OfDevice _, Selector.AtSite _, Selector.Addressed _ -> selector;
        default ->
            throw new IllegalArgumentException("ask for a device, an address or a host of a site");
      };
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(place, text, String.valueOf(e.getMessage()));
    }
  }

  private Explanation explain(End source, End target, Traffic traffic) {
    String flow = source + " -> " + target + " " + traffic;
    if (source.device.id().equals(target.device.id())) {
      return new Explanation(
          flow,
          true,
          List.of(),
          List.of("Both are at one device; that is not the mesh's to decide."));
    }
    List<Near> all = judge(source, target, traffic);
    List<String> allowing =
        all.stream()
            .filter(near -> near.missing.isEmpty())
            .map(near -> near.flow.rule().id())
            .distinct()
            .toList();
    List<String> reasons = new ArrayList<>();
    addInactive(source, reasons);
    addInactive(target, reasons);
    boolean active = reasons.isEmpty();
    if (!allowing.isEmpty()) {
      allowing.forEach(rule -> reasons.add("Rule " + rule + " allows it."));
      return new Explanation(flow, active, active ? allowing : List.of(), reasons);
    }
    List<Near> nearest = all.stream().filter(near -> !near.concernsNobody).toList();
    int least = nearest.stream().mapToInt(near -> near.missing.size()).min().orElse(0);
    nearest.stream()
        .filter(near -> near.missing.size() == least)
        .limit(MAX_NEAR)
        .forEach(
            near ->
                reasons.add(
                    "Rule "
                        + near.flow.rule().id()
                        + " does not allow it: "
                        + String.join("; ", near.missing)
                        + "."));
    if (judge(target, source, traffic).stream().anyMatch(near -> near.missing.isEmpty())) {
      reasons.add("The other way is allowed: its answers pass, new flows this way do not.");
    }
    if (reasons.isEmpty()) {
      reasons.add("No rule speaks of the one or the other; what no rule allows is refused.");
    }
    return new Explanation(flow, false, List.of(), reasons);
  }

  private static void addInactive(End end, List<String> reasons) {
    if (!end.device.active()) {
      reasons.add("Device " + end.device.name() + " is not an active member of the network.");
    }
  }

  /** What each flow lacks. */
  private List<Near> judge(End source, End target, Traffic traffic) {
    Resolution resolution = new Resolution(document, inventory, (_, _) -> true);
    resolution.put(source.device);
    resolution.put(target.device);
    TreeMap<String, Near> best = new TreeMap<>();
    for (Flow flow : resolution.flows()) {
      best.merge(
          flow.rule().id(),
          judge(resolution, flow, source, target, traffic),
          (one, other) -> other.missing.size() < one.missing.size() ? other : one);
    }
    return List.copyOf(best.values());
  }

  private Near judge(Resolution resolution, Flow flow, End source, End target, Traffic traffic) {
    Family family = Family.of(source.address);
    List<String> missing = new ArrayList<>();
    boolean opens = isMeant(resolution, flow.from(), source);
    boolean accepts = isMeant(resolution, flow.to(), target);
    if (!opens) {
      missing.add(source.device.name() + notMeant(source) + " is not among " + words(flow.from()));
    }
    if (!accepts) {
      missing.add(target.device.name() + notMeant(target) + " is not among " + words(flow.to()));
    }
    int port = traffic.ports().isEmpty() ? 0 : traffic.ports().getFirst().first();
    if (!flow.traffic().matches(family, traffic.protocol().number(family), port)) {
      missing.add("it is for " + flow.traffic() + ", not " + traffic);
    }
    if (!flow.rule().isOpen(now)) {
      missing.add(
          "its time window is closed"
              + flow.rule().nextChange(now).map(change -> " until " + change).orElse(" for good"));
    }
    for (String posture : flow.rule().postures()) {
      document
          .posture(posture)
          .missing(source.device.health(), now)
          .forEach(reason -> missing.add("posture " + posture + ": " + reason));
    }
    return new Near(flow, !opens && !accepts, missing);
  }

  private static String notMeant(End end) {
    return end.device.addresses().contains(end.address)
        ? ""
        : "'s network with " + end.address.firstAddress();
  }

  private static boolean isMeant(Resolution resolution, Side side, End end) {
    return side.family(Family.of(end.address))
        .footprint(resolution.number(end.device.id()))
        .contains(end.address);
  }

  private static String words(Side side) {
    List<String> words = side.selectors().stream().limit(5).map(Selector::toString).toList();
    return String.join(", ", words) + (side.selectors().size() > 5 ? ", …" : "");
  }
}
