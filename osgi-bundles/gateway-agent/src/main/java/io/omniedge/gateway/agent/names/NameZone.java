package io.omniedge.gateway.agent.names;

import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.net.Prefix;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The names of a network map as a zone of the domain name system [RFC 1035], of which this gateway
 * is the authority. A value: questions in, answers out. Immutable.
 */
public final class NameZone {
  /** Short: a name moves with a change of the map, and asking again costs nothing. */
  private static final int TTL_SECONDS = 30;

  /** What fits in UDP without a larger buffer being offered [RFC 1035, 4.2.1]. */
  private static final int PLAIN_UDP_BYTES = 512;

  /** Passes every path without fragments [DNS Flag Day 2020]. */
  private static final int MOST_UDP_BYTES = 1232;

  private static final int TCP_BYTES = 65_535;

  private final Name domain;
  private final Map<Name, List<InetAddress>> names = new HashMap<>();

  /** Names that others are below of: they exist, without addresses [RFC 8020]. */
  private final Set<Name> parents = new HashSet<>();

  private NameZone(Name domain) {
    this.domain = domain;
  }

  /**
   * The zone of a map: its names, its members, and this gateway. Names that are none are left out.
   */
  public static NameZone of(NetworkMap map) throws IOException {
    NameZone zone = new NameZone(Name.fromString(map.domain(), Name.root));
    zone.add(map.name(), map.addresses());
    for (MapPeer peer : map.peers().values()) {
      zone.add(peer.name(), peer.addresses());
    }
    map.names().forEach(zone::add);
    return zone;
  }

  private void add(String relative, List<Prefix> addresses) {
    Name name;
    try {
      name = Name.fromString(relative, domain);
    } catch (TextParseException e) {
      return;
    }
    if (!name.subdomain(domain)) {
      return; // it ended with a dot, and would be another's
    }
    List<InetAddress> of = names.computeIfAbsent(name, key -> new ArrayList<>());
    for (Prefix address : addresses) {
      if (address.isHost() && !of.contains(address.address())) {
        of.add(address.address());
      }
    }
    for (int labels = 1; labels < name.labels() - domain.labels(); labels++) {
      parents.add(new Name(name, labels));
    }
  }

  /** The domain, as {@code plants.omniedge.} */
  public String domain() {
    return domain.toString();
  }

  /**
   * The answer to a message.
   *
   * @param isTcp then it need not be short
   * @return empty if the message deserves none, as one that is an answer itself
   */
  public byte[] answer(byte[] question, boolean isTcp) {
    Message asked;
    try {
      asked = new Message(question);
    } catch (IOException | RuntimeException e) {
      return malformed(question);
    }
    if (asked.getHeader().getFlag(Flags.QR)) {
      return new byte[0];
    }
    Message answer = new Message(asked.getHeader().getID());
    Header header = answer.getHeader();
    header.setFlag(Flags.QR);
    header.setOpcode(asked.getHeader().getOpcode());
    if (asked.getHeader().getFlag(Flags.RD)) {
      header.setFlag(Flags.RD);
    }
    OPTRecord options = asked.getOPT();
    if (options != null) {
      answer.addRecord(new OPTRecord(MOST_UDP_BYTES, 0, 0), Section.ADDITIONAL);
    }
    Record record = asked.getQuestion();
    if (asked.getHeader().getOpcode() != Opcode.QUERY) {
      header.setRcode(Rcode.NOTIMP);
    } else if (record == null || asked.getSection(Section.QUESTION).size() != 1) {
      header.setRcode(Rcode.FORMERR);
    } else {
      answer.addRecord(record, Section.QUESTION);
      fill(answer, record);
    }
    int offered = options == null ? PLAIN_UDP_BYTES : options.getPayloadSize();
    int udp = Math.max(PLAIN_UDP_BYTES, Math.min(MOST_UDP_BYTES, offered));
    // Sets the flag that sends the asker to TCP if it does not fit.
    return answer.toWire(isTcp ? TCP_BYTES : udp);
  }

  private void fill(Message answer, Record question) {
    Header header = answer.getHeader();
    Name name = question.getName();
    if (!name.subdomain(domain) || question.getDClass() != DClass.IN) {
      header.setRcode(Rcode.REFUSED); // nobody's resolver for the rest of the world
      return;
    }
    header.setFlag(Flags.AA);
    List<InetAddress> addresses = names.get(name);
    if (name.equals(domain) && isAsked(question, Type.SOA)) {
      answer.addRecord(soa(), Section.ANSWER);
    }
    for (InetAddress address : addresses == null ? List.<InetAddress>of() : addresses) {
      boolean v4 = address instanceof Inet4Address;
      if (isAsked(question, v4 ? Type.A : Type.AAAA)) {
        answer.addRecord(
            v4
                ? new ARecord(name, DClass.IN, TTL_SECONDS, address)
                : new AAAARecord(name, DClass.IN, TTL_SECONDS, address),
            Section.ANSWER);
      }
    }
    if (answer.getSection(Section.ANSWER).isEmpty()) {
      boolean exists = addresses != null || name.equals(domain) || parents.contains(name);
      header.setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
      answer.addRecord(soa(), Section.AUTHORITY); // how long a no may be remembered [RFC 2308]
    }
  }

  private static boolean isAsked(Record question, int type) {
    return question.getType() == type || question.getType() == Type.ANY;
  }

  private SOARecord soa() {
    Name host = domain;
    return new SOARecord(
        domain, DClass.IN, TTL_SECONDS, host, host, 1, 3600, 600, 86_400, TTL_SECONDS);
  }

  /** An error with the identifier of what was no message, if it had one. */
  private static byte[] malformed(byte[] question) {
    if (question.length < Header.LENGTH || (question[2] & 0x80) != 0) {
      return new byte[0];
    }
    Header header = new Header((question[0] & 0xff) << 8 | (question[1] & 0xff));
    header.setFlag(Flags.QR);
    header.setRcode(Rcode.FORMERR);
    return header.toWire();
  }
}
