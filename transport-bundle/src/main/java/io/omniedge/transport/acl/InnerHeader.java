package io.omniedge.transport.acl;

import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.transport.session.Drop;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the rules have to know of one packet, read once. Reused for each packet; one thread; never
 * throws on what a packet holds.
 *
 * <p>A packet whose headers can hide where it goes is refused here, not guessed at: source routes
 * and routing headers that lead on, chains of extension headers that are too long or of an unknown
 * kind, and first fragments that end before the ports do [RFC 1858, RFC 5095, RFC 7112].
 */
final class InnerHeader {
  static final int TCP = 6;
  static final int UDP = 17;
  static final int SCTP = 132;
  static final int ICMP = 1;
  static final int ICMPV6 = 58;

  static final int FIN = 0x01;
  static final int SYN = 0x02;
  static final int RST = 0x04;
  static final int ACK = 0x10;

  private static final int V4_BYTES = 20;
  private static final int V6_BYTES = 40;
  private static final int TCP_BYTES = 20;
  private static final int UDP_BYTES = 8;
  private static final int SCTP_BYTES = 12;
  private static final int ICMP_BYTES = 8;
  private static final int SCTP_INIT = 1;

  /** What an ICMP error quotes at the least behind the IP header [RFC 792]: ports or identifier. */
  private static final int QUOTED_BYTES = 8;

  /** Fragments are counted in units of 8 bytes; nothing may end behind 65,535 [RFC 791]. */
  private static final int MAX_DATAGRAM_BYTES = 65535;

  /** What can be said of a packet. */
  enum Kind {
    /** Belongs to a flow that can be remembered. */
    FLOW,
    /** Stands alone: asked for every time, as ICMP without an identifier. */
    SINGLE,
    /** An ICMP error, about the packet quoted at {@link #quoted}. */
    ERROR,
    /** A fragment without ports: what the first one of its datagram was allowed counts. */
    LATER_FRAGMENT
  }

  Kind kind = Kind.SINGLE;
  boolean v4;

  /** An IPv4 address stands in the lower half of the lower word. */
  long sourceHigh;

  long sourceLow;
  long destinationHigh;
  long destinationLow;
  int protocol;

  /** Differentiated services code point, 0 to 63 [RFC 2474]. */
  int dscp;

  /** Of the whole packet in bytes; of a superpacket, with all its segments. */
  int length;

  /** The identifier of an ICMP query stands in both ports. */
  int sourcePort;

  int destinationPort;
  int tcpFlags;

  /** Only the one who opened the flow sends this: a bare SYN, an INIT, an echo request. */
  boolean opening;

  /** Only an answer: an echo reply. */
  boolean answering;

  boolean firstFragment;
  int fragmentId;

  /** Where a later fragment begins in its datagram, and where the first one ends; in bytes. */
  int fragmentStart;

  int fragmentEnd;

  /** Index of the packet quoted by an ICMP error, and of the end of the quotation. */
  int quoted;

  int end;

  static boolean hasPorts(int protocol) {
    return protocol == TCP || protocol == UDP || protocol == SCTP;
  }

  /** Reads the packet at {@code bytes[offset .. +available)}; returns why it cannot, or null. */
  @Nullable Drop read(ByteBuffer bytes, int offset, int available) {
    return read(bytes, offset, available, false);
  }

  /** The same for the beginning of a packet, as an ICMP error quotes it. */
  @Nullable Drop readQuoted(ByteBuffer bytes, int offset, int available) {
    return read(bytes, offset, available, true);
  }

  private @Nullable Drop read(ByteBuffer bytes, int offset, int available, boolean quotation) {
    opening = false;
    answering = false;
    firstFragment = false;
    tcpFlags = 0;
    sourcePort = 0;
    destinationPort = 0;
    if (available < V4_BYTES) {
      return Drop.ACL_HEADER_UNREADABLE;
    }
    return switch (bytes.get(offset) >>> 4 & 0xf) {
      case 4 -> readIpv4(bytes, offset, available, quotation);
      case 6 -> readIpv6(bytes, offset, available, quotation);
      default -> Drop.ACL_HEADER_UNREADABLE;
    };
  }

  private @Nullable Drop readIpv4(ByteBuffer bytes, int offset, int available, boolean quotation) {
    int header = (bytes.get(offset) & 0xf) << 2;
    int total = unsignedShort(bytes, offset + 2);
    if (header < V4_BYTES || header > available || total < header) {
      return Drop.ACL_HEADER_UNREADABLE;
    }
    if (total > available && !quotation) {
      return Drop.ACL_HEADER_UNREADABLE;
    }
    if (header > V4_BYTES && ExtensionHeaders.routesOn(bytes, offset + V4_BYTES, offset + header)) {
      return Drop.ACL_HEADER_UNREADABLE;
    }
    v4 = true;
    dscp = (bytes.get(offset + 1) & 0xff) >>> 2;
    length = total;
    sourceHigh = 0;
    sourceLow = bytes.getInt(offset + 12) & 0xffff_ffffL;
    destinationHigh = 0;
    destinationLow = bytes.getInt(offset + 16) & 0xffff_ffffL;
    protocol = bytes.get(offset + 9) & 0xff;
    end = offset + Math.min(total, available);
    int fragment = unsignedShort(bytes, offset + 6);
    int units = fragment & 0x1fff;
    boolean more = (fragment & 0x2000) != 0;
    return readPayload(
        bytes,
        offset + header,
        units,
        more,
        unsignedShort(bytes, offset + 4),
        offset + header,
        quotation);
  }

  private @Nullable Drop readIpv6(ByteBuffer bytes, int offset, int available, boolean quotation) {
    if (available < V6_BYTES) {
      return Drop.ACL_HEADER_UNREADABLE;
    }
    int total = V6_BYTES + unsignedShort(bytes, offset + 4);
    if (total > available && !quotation) {
      return Drop.ACL_HEADER_UNREADABLE;
    }
    v4 = false;
    dscp = unsignedShort(bytes, offset) >>> 6 & 0x3f;
    length = total;
    sourceHigh = bytes.getLong(offset + 8);
    sourceLow = bytes.getLong(offset + 16);
    destinationHigh = bytes.getLong(offset + 24);
    destinationLow = bytes.getLong(offset + 32);
    end = offset + Math.min(total, available);
    int next = bytes.get(offset + 6) & 0xff;
    int at = offset + V6_BYTES;
    if (!ExtensionHeaders.isOne(next)) {
      protocol = next;
      return readPayload(bytes, at, 0, false, 0, at, quotation);
    }
    return readExtended(bytes, at, next, quotation);
  }

  private @Nullable Drop readExtended(ByteBuffer bytes, int first, int firstKind, boolean quoting) {
    int next = firstKind;
    int at = first;
    int fragmentable = -1;
    int units = 0;
    boolean more = false;
    int id = 0;
    for (int count = 0; ExtensionHeaders.isOne(next); count++) {
      int length = ExtensionHeaders.length(bytes, at, end, next, count);
      if (length == 0) {
        return Drop.ACL_HEADER_UNREADABLE;
      }
      boolean fragment = next == ExtensionHeaders.FRAGMENT;
      next = bytes.get(at) & 0xff;
      if (fragment) {
        if (fragmentable >= 0) {
          return Drop.ACL_HEADER_UNREADABLE;
        }
        int word = unsignedShort(bytes, at + 2);
        units = word >>> 3;
        more = (word & 1) != 0;
        id = bytes.getInt(at + 4);
        fragmentable = at + length;
        if (units > 0) {
          at += length;
          break;
        }
      }
      at += length;
    }
    protocol = next;
    return readPayload(bytes, at, units, more, id, fragmentable < 0 ? at : fragmentable, quoting);
  }

  /**
   * @param at index of the transport header, if this is no later fragment
   * @param fragmentable index from which fragments are counted
   */
  private @Nullable Drop readPayload(
      ByteBuffer bytes,
      int at,
      int units,
      boolean more,
      int id,
      int fragmentable,
      boolean quotation) {
    fragmentId = id;
    fragmentStart = units << 3;
    fragmentEnd = fragmentStart + end - fragmentable;
    if (units > 0) {
      kind = Kind.LATER_FRAGMENT;
      return fragmentEnd > MAX_DATAGRAM_BYTES ? Drop.ACL_FRAGMENT_REFUSED : null;
    }
    // An IPv6 fragment that is the whole datagram needs no other [RFC 6946].
    firstFragment = more;
    if (more && !quotation && (fragmentEnd & 7) != 0) {
      return Drop.ACL_FRAGMENT_REFUSED;
    }
    boolean whole = quotation ? end - at >= QUOTED_BYTES : true;
    if (!whole || !readTransport(bytes, at, quotation)) {
      return more ? Drop.ACL_FRAGMENT_REFUSED : Drop.ACL_HEADER_UNREADABLE;
    }
    return kind == Kind.ERROR && quoted == 0 ? Drop.ACL_ICMP_ERROR_UNSOLICITED : null;
  }

  /** False if the header is not all there. */
  private boolean readTransport(ByteBuffer bytes, int at, boolean quotation) {
    kind = Kind.FLOW;
    int length = quotation ? Integer.MAX_VALUE : end - at;
    if (hasPorts(protocol)) {
      int needed =
          switch (protocol) {
            case TCP -> TCP_BYTES;
            case UDP -> UDP_BYTES;
            default -> SCTP_BYTES;
          };
      if (length < needed) {
        return false;
      }
      sourcePort = unsignedShort(bytes, at);
      destinationPort = unsignedShort(bytes, at + 2);
      return quotation || readOpening(bytes, at, length);
    }
    if (v4 && protocol == ICMP) {
      return length >= ICMP_BYTES && readIcmp(bytes, at);
    }
    if (!v4 && protocol == ICMPV6) {
      return length >= ICMP_BYTES && readIcmpv6(bytes, at);
    }
    return true;
  }

  private boolean readOpening(ByteBuffer bytes, int at, int length) {
    if (protocol == TCP) {
      int header = (bytes.get(at + 12) & 0xf0) >>> 2;
      if (header < TCP_BYTES || header > length) {
        return false;
      }
      tcpFlags = bytes.get(at + 13) & 0xff;
      opening = (tcpFlags & (SYN | ACK)) == SYN;
    } else if (protocol == SCTP) {
      opening = length > SCTP_BYTES && bytes.get(at + SCTP_BYTES) == SCTP_INIT;
    }
    return true;
  }

  private boolean readIcmp(ByteBuffer bytes, int at) {
    switch (bytes.get(at) & 0xff) {
      case 8, 13 -> query(bytes, at, true); // echo, timestamp [RFC 792]
      case 0, 14 -> query(bytes, at, false);
      case 3, 11, 12 -> error(at); // unreachable, time exceeded, parameter problem
      case 4, 5 ->
          refusedError(); // source quench [RFC 6633] and redirect steer, and report nothing
      default -> kind = Kind.SINGLE;
    }
    return true;
  }

  private boolean readIcmpv6(ByteBuffer bytes, int at) {
    int type = bytes.get(at) & 0xff;
    switch (type) {
      case 128 -> query(bytes, at, true); // echo [RFC 4443]
      case 129 -> query(bytes, at, false);
      case 1, 2, 3, 4 -> error(at); // unreachable, too big, time exceeded, parameter problem
      case 137 -> refusedError(); // redirect
      default -> {
        if (type < 128) {
          refusedError();
        } else {
          kind = Kind.SINGLE;
        }
      }
    }
    return true;
  }

  private void query(ByteBuffer bytes, int at, boolean request) {
    opening = request;
    answering = !request;
    sourcePort = unsignedShort(bytes, at + 4);
    destinationPort = sourcePort;
  }

  private void error(int at) {
    kind = Kind.ERROR;
    quoted = at + ICMP_BYTES;
  }

  private void refusedError() {
    kind = Kind.ERROR;
    quoted = 0;
  }

  /** Fragments of one datagram have one flow: takes the ports that the first one had. */
  void adopt(int firstProtocol, int firstSourcePort, int firstDestinationPort, Kind firstKind) {
    protocol = firstProtocol;
    sourcePort = firstSourcePort;
    destinationPort = firstDestinationPort;
    kind = firstKind;
  }

  boolean sourceIsIn(AllowedIps<?> prefixes) {
    return ownerOfSource(prefixes) != null;
  }

  boolean destinationIsIn(AllowedIps<?> prefixes) {
    return ownerOfDestination(prefixes) != null;
  }

  @Nullable Object ownerOfSource(AllowedIps<?> owners) {
    return v4 ? owners.lookup4((int) sourceLow) : owners.lookup6(sourceHigh, sourceLow);
  }

  @Nullable Object ownerOfDestination(AllowedIps<?> owners) {
    return v4
        ? owners.lookup4((int) destinationLow)
        : owners.lookup6(destinationHigh, destinationLow);
  }

  /** Whether this packet came from where the other one was sent to. */
  boolean isSentTo(InnerHeader other) {
    return v4 == other.v4
        && destinationHigh == other.sourceHigh
        && destinationLow == other.sourceLow;
  }

  private static int unsignedShort(ByteBuffer bytes, int at) {
    return bytes.getShort(at) & 0xffff;
  }
}
