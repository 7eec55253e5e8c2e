package io.omniedge.manager.policy;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.map.PortRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code tests}. */
final class TestReader {
  private TestReader() {}

  static PolicyTest read(Fields fields) throws ProtocolException {
    fields.only("description", "from", "to", "protocol", "port", "expect", "at", "posture");
    fields.optionalText("description", 1_000);
    Selector from = fields.parsed("from", Selector.MAX_CHARS, Selector::parse);
    if (from instanceof Selector.OfService) {
      throw fields.wrong("from", from.toString(), "a service opens no flows");
    }
    if (from.equals(Selector.INTERNET)) {
      throw fields.wrong("from", from.toString(), "the Internet opens no flows");
    }
    Selector to = fields.parsed("to", Selector.MAX_CHARS, Selector::parse);
    @Nullable Instant at =
        fields.object().find("at").isPresent()
            ? fields.parsed("at", 40, WindowReader::moment)
            : null;
    return new PolicyTest(
        from,
        to,
        traffic(fields, to),
        word(fields, "expect", "allow", "deny", ""),
        at,
        word(fields, "posture", "met", "unmet", "met"));
  }

  private static @Nullable Traffic traffic(Fields fields, Selector to) throws ProtocolException {
    boolean hasPort = fields.object().find("port").isPresent();
    boolean hasProtocol = fields.object().find("protocol").isPresent();
    if (to instanceof Selector.OfService) {
      if (hasPort || hasProtocol) {
        throw fields.wrong("to", to.toString(), "a service has its own protocol and ports");
      }
      return null;
    }
    IpProtocol protocol = fields.parsed("protocol", 10, IpProtocol::parse);
    if (protocol.equals(IpProtocol.ANY)) {
      throw fields.wrong("protocol", protocol.text(), "a test asks for one");
    }
    if (protocol.hasPorts() != hasPort) {
      throw fields.wrong("port", "", protocol.text() + (hasPort ? " has no ports" : " needs one"));
    }
    if (!hasPort) {
      return new Traffic(protocol, List.of());
    }
    int port = (int) fields.integer("port", 0, 65535);
    return new Traffic(protocol, List.of(new PortRange(port, port)));
  }

  private static boolean word(Fields fields, String name, String yes, String no, String otherwise)
      throws ProtocolException {
    String word =
        otherwise.isEmpty() || fields.object().find(name).isPresent()
            ? fields.text(name, 10)
            : otherwise;
    if (!word.equals(yes) && !word.equals(no)) {
      throw fields.wrong(name, word, "it must be " + yes + " or " + no);
    }
    return word.equals(yes);
  }
}
