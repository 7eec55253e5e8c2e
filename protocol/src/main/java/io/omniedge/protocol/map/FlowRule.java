package io.omniedge.protocol.map;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Prefix;
import java.util.List;

/**
 * Flows that are allowed, in the direction of their first packet; answers are allowed with them. A
 * flow no rule allows is refused. Since a peer can only send from its own addresses, a source
 * prefix is a source peer.
 *
 * @param sources where the first packet may come from
 * @param destinations where it may go
 * @param protocol its IP protocol number, 0 for any
 * @param ports its destination ports; empty for any, and for protocols without ports
 */
public record FlowRule(
    List<Prefix> sources, List<Prefix> destinations, int protocol, List<PortRange> ports) {
  /** Prefixes on one side of a rule. */
  static final int MAX_PREFIXES = 10_000;

  /** Port ranges of a rule. */
  static final int MAX_PORTS = 100;

  /** Copies. */
  public FlowRule {
    sources = List.copyOf(sources);
    destinations = List.copyOf(destinations);
    ports = List.copyOf(ports);
    if (protocol < 0 || protocol > 255) {
      throw new IllegalArgumentException("protocol " + protocol + " is not 0 to 255");
    }
  }

  static FlowRule read(Fields fields) throws ProtocolException {
    return new FlowRule(
        fields.texts("sources", MAX_PREFIXES, 50, Prefix::parse),
        fields.texts("destinations", MAX_PREFIXES, 50, Prefix::parse),
        (int) fields.integer("protocol", 0, 255),
        fields.list("ports", MAX_PORTS, PortRange::read));
  }

  /** As a map has it. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("sources", texts(sources))
        .put("destinations", texts(destinations))
        .put("protocol", protocol)
        .put("ports", new JsonArray(ports.stream().<JsonValue>map(PortRange::toJson).toList()))
        .build();
  }

  static List<String> texts(List<?> values) {
    return values.stream().map(Object::toString).toList();
  }
}
