package io.omniedge.manager.policy;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.map.PortRange;
import io.omniedge.protocol.net.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the members of a policy document, each within its bounds. */
final class DocumentReader {
  private static final int VERSION = 1;
  private static final int MAX_NAMED = 1_000;
  private static final int MAX_SELECTORS = 10_000;
  private static final int MAX_RULES = 1_000;
  private static final int MAX_PORTS = 100;
  private static final int MAX_TEXT = 1_000;

  /** Twice this many rules a device may get, and a map takes 10,000. */
  private static final int MAX_FLOWS = 4_000;

  /** Every device is held against every one of them, a hostile document's too. */
  private static final int MAX_MEANT = 50_000;

  private DocumentReader() {}

  static PolicyDocument read(String json) throws ProtocolException {
    if (!(JsonReader.read(json) instanceof JsonObject object)) {
      throw new ProtocolException("", "", "it is no JSON object");
    }
    Fields fields = Fields.of(object);
    fields.only("version", "description", "groups", "services", "postures", "rules", "tests");
    fields.integer("version", VERSION, VERSION, VERSION);
    fields.optionalText("description", MAX_TEXT);
    SortedMap<String, Posture> postures = fields.map("postures", MAX_NAMED, PostureReader::read);
    named(fields, "postures", Names.LABEL);
    SortedMap<String, Service> services =
        fields.map("services", MAX_NAMED, DocumentReader::service);
    named(fields, "services", Selector.SERVICE);
    Set<String> ids = new HashSet<>();
    List<PolicyRule> rules =
        fields.list("rules", MAX_RULES, rule -> rule(rule, postures.keySet(), ids));
    bounded(fields, rules);
    SortedMap<String, List<Selector>> groups = groups(fields);
    List<PolicyTest> tests = fields.list("tests", MAX_RULES, TestReader::read);
    bounded(fields, groups, rules, tests);
    return new PolicyDocument(groups, services, postures, rules, tests);
  }

  private static void named(Fields fields, String member, Pattern shape) throws ProtocolException {
    Fields inner = fields.objectOrEmpty(member);
    for (String name : inner.object().members().keySet()) {
      if (!shape.matcher(name).matches()) {
        throw inner.wrong(name, name, "the name has the shape " + shape);
      }
    }
  }

  private static SortedMap<String, List<Selector>> groups(Fields fields) throws ProtocolException {
    named(fields, "groups", Names.LABEL);
    Fields inner = fields.objectOrEmpty("groups");
    SortedMap<String, List<Selector>> groups = new TreeMap<>();
    if (inner.object().members().size() > MAX_NAMED) {
      throw fields.wrong("groups", "", "at most " + MAX_NAMED + " groups are taken");
    }
    for (String name : inner.object().members().keySet()) {
      groups.put(
          name, inner.texts(name, MAX_SELECTORS, Selector.MAX_CHARS, DocumentReader::groupMember));
    }
    return groups;
  }

  private static Selector groupMember(String text) {
    if (text.indexOf(':') < 0 && !text.equals("any")) {
      return Selector.device(text);
    }
    Selector member = Selector.parse(text);
    return switch (member) {
      case Selector.OfDevice _, Selector.Tagged _, Selector.AtSite _, Selector.Addressed _ ->
          member;
      default ->
          throw new IllegalArgumentException(
              "a group has devices, and tag:, site: and address: of them");
    };
  }

  private static Service service(Fields fields) throws ProtocolException {
    fields.only("at", "protocol", "ports", "description");
    fields.optionalText("description", MAX_TEXT);
    String at =
        fields.parsed(
            "at",
            Selector.MAX_CHARS,
            text -> {
              Selector _ = Service.place(text);
              return text;
            });
    Traffic traffic = traffic(fields);
    return new Service(at, traffic.protocol().text(), traffic.ports());
  }

  static Traffic traffic(Fields fields) throws ProtocolException {
    IpProtocol protocol =
        fields.object().find("protocol").isPresent()
            ? fields.parsed("protocol", 10, IpProtocol::parse)
            : IpProtocol.ANY;
    List<PortRange> ports = ports(fields);
    try {
      return new Traffic(protocol, ports);
    } catch (IllegalArgumentException e) {
      throw fields.wrong("ports", "", String.valueOf(e.getMessage()));
    }
  }

  /** Texts, or numbers, which people write for single ports. */
  private static List<PortRange> ports(Fields fields) throws ProtocolException {
    Optional<JsonValue> value = fields.object().find("ports");
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof JsonArray array)
        || array.elements().isEmpty()
        || array.elements().size() > MAX_PORTS) {
      throw fields.wrong(
          "ports", value.get().toJson(), "it must be an array of 1 to " + MAX_PORTS + " ports");
    }
    List<PortRange> ports = new ArrayList<>();
    for (int i = 0; i < array.elements().size(); i++) {
      JsonValue element = array.elements().get(i);
      String text =
          element instanceof JsonString string
              ? string.value()
              : element instanceof JsonNumber ? element.toJson() : "";
      try {
        ports.add(PortRange.parse(text));
      } catch (IllegalArgumentException e) {
        throw fields.wrong("ports[" + i + "]", element.toJson(), String.valueOf(e.getMessage()));
      }
    }
    return ports;
  }

  private static PolicyRule rule(Fields fields, Set<String> postures, Set<String> ids)
      throws ProtocolException {
    fields.only(
        "id",
        "description",
        "from",
        "to",
        "between",
        "and",
        "protocol",
        "ports",
        "when",
        "posture");
    String id = fields.text("id", Names.LABEL);
    if (!ids.add(id)) {
      throw fields.wrong("id", id, "another rule has it");
    }
    fields.optionalText("description", MAX_TEXT);
    JsonObject members = fields.object();
    boolean both = members.find("between").isPresent();
    if (both == members.find("from").isPresent() || both == members.find("to").isPresent()) {
      throw fields.wrong("from", "", "a rule has from and to, or between");
    }
    if (!both && members.find("and").isPresent()) {
      throw fields.wrong("and", "", "it belongs to between");
    }
    List<Selector> from = places(fields, both ? "between" : "from");
    List<Selector> to =
        both
            ? members.find("and").isPresent() ? places(fields, "and") : from
            : targets(fields, "to");
    if (to.getFirst() instanceof Selector.OfService && hasTraffic(members)) {
      throw fields.wrong(
          "to", to.getFirst().toString(), "a service has its own protocol and ports");
    }
    return new PolicyRule(
        id,
        from,
        to,
        both && !from.equals(to),
        traffic(fields),
        window(fields),
        asked(fields, postures));
  }

  private static boolean hasTraffic(JsonObject members) {
    return members.find("protocol").isPresent() || members.find("ports").isPresent();
  }

  private static List<Selector> places(Fields fields, String name) throws ProtocolException {
    List<Selector> places = targets(fields, name);
    if (places.getFirst() instanceof Selector.OfService service) {
      throw fields.wrong(name, service.toString(), "a service can only be what a rule leads to");
    }
    if (places.contains(Selector.INTERNET)) {
      throw fields.wrong(name, "internet", "the Internet can only be what a rule leads to");
    }
    return places;
  }

  private static List<Selector> targets(Fields fields, String name) throws ProtocolException {
    List<Selector> targets = fields.texts(name, MAX_SELECTORS, Selector.MAX_CHARS, Selector::parse);
    if (targets.isEmpty()) {
      throw fields.wrong(name, "[]", "it must name somebody");
    }
    long services = targets.stream().filter(target -> target instanceof Selector.OfService).count();
    if (services != 0 && services != targets.size()) {
      throw fields.wrong(
          name, "", "services and others have different traffic and need a rule each");
    }
    return targets;
  }

  private static SortedSet<String> asked(Fields fields, Set<String> postures)
      throws ProtocolException {
    List<String> names = fields.texts("posture", MAX_NAMED, 63, text -> text);
    for (int i = 0; i < names.size(); i++) {
      if (!postures.contains(names.get(i))) {
        throw fields.wrong("posture[" + i + "]", names.get(i), "postures has no such member");
      }
    }
    return new TreeSet<>(names);
  }

  private static @Nullable TimeWindow window(Fields fields) throws ProtocolException {
    return fields.object().find("when").isPresent()
        ? WindowReader.read(fields.object("when"))
        : null;
  }

  private static void bounded(Fields fields, List<PolicyRule> rules) throws ProtocolException {
    long flows = 0;
    for (PolicyRule rule : rules) {
      boolean two = !rule.traffic().protocol().isOneNumber() || rule.isToServices();
      flows +=
          (rule.isToServices() ? rule.to().size() : 1L) * (rule.both() ? 2 : 1) * (two ? 2 : 1);
    }
    if (flows > MAX_FLOWS) {
      throw fields.wrong(
          "rules", "", "with their services they are " + flows + " flows; at most " + MAX_FLOWS);
    }
  }

  private static void bounded(
      Fields fields,
      SortedMap<String, List<Selector>> groups,
      List<PolicyRule> rules,
      List<PolicyTest> tests)
      throws ProtocolException {
    Set<List<Selector>> sides = new HashSet<>();
    for (PolicyRule rule : rules) {
      sides.add(rule.from());
      sides.add(rule.to());
    }
    for (PolicyTest test : tests) {
      sides.add(List.of(test.from()));
      sides.add(List.of(test.to()));
    }
    long meant =
        sides.stream()
            .flatMap(List::stream)
            .mapToLong(
                selector ->
                    selector instanceof Selector.InGroup in
                        ? 1 + groups.getOrDefault(in.group(), List.of()).size()
                        : 1)
            .sum();
    if (meant > MAX_MEANT) {
      throw fields.wrong(
          "rules", "", "with their groups they name " + meant + " things; at most " + MAX_MEANT);
    }
  }
}
