package io.omniedge.manager.policy;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.map.PortRange;
import io.omniedge.protocol.net.Prefix;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Explains what a policy does with one flow. */
public final class Why {
  /** Of the rules that miss least, as many are told of. */
  private static final int MAX_NEAR = 5;

  private static final List<String> NO_RULE = List.of("No rule allows it.");

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

  /** A flow between both ends, and what keeps it shut now. */
  private record Joining(Flow flow, List<String> missing) {
    String id() {
      return flow.rule().id();
    }
  }

  /**
   * Explains.
   *
   * @param from a device by name or identifier, an address, or {@code site:NAME/HOST}; of a device
   *     its own address
   * @param to the same, or {@code service:NAME}
   * @param protocol any, tcp, udp, icmp, sctp or a number; empty for that of the service, or any
   * @param port for protocols that have ports; -1 for all, or for those of the service
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
    Traffic traffic = traffic(protocol, port, service.map(Service::traffic));
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

  private static Traffic traffic(String protocol, int port, Optional<Traffic> service)
      throws ProtocolException {
    IpProtocol asked = protocol(protocol, service.map(Traffic::protocol).orElse(IpProtocol.ANY));
    if (port == -1) {
      return service
          .filter(known -> known.protocol().equals(asked))
          .orElse(new Traffic(asked, List.of()));
    }
    if (port < 0 || port > 65535 || !asked.hasPorts()) {
      String reason =
          asked.hasPorts()
              ? "it must be 0 to 65535"
              : asked.equals(IpProtocol.ANY)
                  ? "name its protocol too: tcp, udp or sctp"
                  : asked.text() + " has no ports";
      throw new ProtocolException("port", "" + port, reason);
    }
    return new Traffic(asked, List.of(new PortRange(port, port)));
  }

  private static IpProtocol protocol(String protocol, IpProtocol otherwise)
      throws ProtocolException {
    try {
      return protocol.isEmpty() ? otherwise : IpProtocol.parse(protocol);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("protocol", protocol, String.valueOf(e.getMessage()));
    }
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
      return Explanation.whole(
          flow,
          traffic,
          true,
          List.of(),
          List.of("Both are at one device; that is not the mesh's to decide."));
    }
    List<String> inactive = inactive(source, target);
    if (!inactive.isEmpty()) { // rules speak of members only
      return Explanation.whole(flow, traffic, false, List.of(), inactive);
    }
    if (!isOneKind(traffic)) {
      List<Joining> joining = joining(source, target, traffic);
      if (!joining.isEmpty()) {
        return inParts(flow, source, traffic, joining);
      }
    }
    return asOne(flow, source, target, traffic);
  }

  /** Whether every rule treats all of it alike. */
  private static boolean isOneKind(Traffic traffic) {
    return traffic.protocol().hasPorts()
        ? traffic.ports().size() == 1
            && traffic.ports().getFirst().first() == traffic.ports().getFirst().last()
        : !traffic.protocol().equals(IpProtocol.ANY);
  }

  private Explanation asOne(String flow, End source, End target, Traffic traffic) {
    List<Near> all = judge(source, target, traffic);
    List<String> allowing =
        all.stream()
            .filter(near -> near.missing.isEmpty())
            .map(near -> near.flow.rule().id())
            .distinct()
            .toList();
    List<String> reasons = new ArrayList<>();
    if (!allowing.isEmpty()) {
      allowing.forEach(rule -> reasons.add("Rule " + rule + " allows it."));
      return Explanation.whole(flow, traffic, true, allowing, reasons);
    }
    List<Near> nearest = all.stream().filter(near -> !near.concernsNobody).toList();
    int least = nearest.stream().mapToInt(near -> near.missing.size()).min().orElse(0);
    nearest.stream()
        .filter(near -> near.missing.size() == least)
        .limit(MAX_NEAR)
        .forEach(near -> reasons.add(lacks(near.flow.rule().id(), near.missing)));
    if (judge(target, source, traffic).stream().anyMatch(near -> near.missing.isEmpty())) {
      reasons.add(
          "The other way "
              + (isOneKind(traffic) ? "" : "some of it ")
              + "is allowed: its answers pass, new flows this way do not.");
    }
    if (reasons.isEmpty()) {
      reasons.add("No rule speaks of the one or the other; what no rule allows is refused.");
    }
    return Explanation.whole(flow, traffic, false, List.of(), reasons);
  }

  private static String lacks(String rule, List<String> missing) {
    return "Rule " + rule + " does not allow it: " + String.join("; ", missing) + ".";
  }

  /** Traffic of several kinds, told apart as the rules between both ends tell it apart. */
  private Explanation inParts(String flow, End source, Traffic traffic, List<Joining> joining) {
    Family family = Family.of(source.address);
    List<Traffic> cuts = joining.stream().map(each -> each.flow.traffic()).distinct().toList();
    List<TrafficRange> pieces = TrafficRange.of(traffic, family, cuts);
    Map<List<Joining>, List<TrafficRange>> alike = new LinkedHashMap<>();
    for (TrafficRange piece : pieces) {
      List<Joining> about =
          joining.stream().filter(each -> piece.isIn(each.flow.traffic(), family)).toList();
      alike.computeIfAbsent(about, _ -> new ArrayList<>()).add(piece);
    }
    List<Explanation.Part> parts = new ArrayList<>();
    alike.forEach(
        (about, ranges) ->
            parts.add(
                part(
                    ranges.size() == pieces.size()
                        ? List.of(traffic.toString())
                        : TrafficRange.words(ranges, family),
                    about)));
    // What is allowed is what most people ask for; what no rule speaks of comes last.
    parts.sort(
        Comparator.<Explanation.Part, Boolean>comparing(part -> !part.allowed())
            .thenComparing(part -> part.reasons().equals(NO_RULE)));
    return Explanation.inParts(flow, parts);
  }

  private static Explanation.Part part(List<String> words, List<Joining> about) {
    List<String> open =
        about.stream()
            .filter(each -> each.missing.isEmpty())
            .map(Joining::id)
            .distinct()
            .sorted()
            .toList();
    List<String> reasons = new ArrayList<>();
    open.forEach(rule -> reasons.add("Rule " + rule + " allows it."));
    if (open.isEmpty()) {
      about.stream().limit(MAX_NEAR).forEach(shut -> reasons.add(lacks(shut.id(), shut.missing)));
    }
    return new Explanation.Part(
        words, !open.isEmpty(), open, reasons.isEmpty() ? NO_RULE : reasons);
  }

  private List<Joining> joining(End source, End target, Traffic traffic) {
    Family family = Family.of(source.address);
    Resolution resolution = resolution(source, target);
    return resolution.flows().stream()
        .filter(
            flow ->
                TrafficRange.overlap(traffic, flow.traffic(), family)
                    && isMeant(resolution, flow.from(), source)
                    && isMeant(resolution, flow.to(), target))
        .map(flow -> new Joining(flow, conditions(flow, source)))
        .toList();
  }

  private Resolution resolution(End source, End target) {
    Resolution resolution = new Resolution(document, inventory, (_, _) -> true);
    resolution.put(source.device);
    resolution.put(target.device);
    return resolution;
  }

  private static List<String> inactive(End source, End target) {
    List<String> reasons = new ArrayList<>();
    addInactive(source, reasons);
    addInactive(target, reasons);
    return reasons;
  }

  private static void addInactive(End end, List<String> reasons) {
    if (!end.device.active()) {
      reasons.add("Device " + end.device.name() + " is not an active member of the network.");
    }
  }

  /** What each flow lacks. */
  private List<Near> judge(End source, End target, Traffic traffic) {
    Resolution resolution = resolution(source, target);
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
    if (!TrafficRange.overlap(traffic, flow.traffic(), family)) {
      missing.add("it is for " + flow.traffic() + ", not " + traffic);
    }
    missing.addAll(conditions(flow, source));
    return new Near(flow, !opens && !accepts, missing);
  }

  /** What keeps a flow shut now. */
  private List<String> conditions(Flow flow, End source) {
    List<String> missing = new ArrayList<>();
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
    return missing;
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
