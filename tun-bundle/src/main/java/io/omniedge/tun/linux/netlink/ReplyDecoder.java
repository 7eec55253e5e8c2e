package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Turns messages of the kernel into values; any bytes give a value, never an exception. */
final class ReplyDecoder {
  private static final Reply IGNORED = new Reply.Ignored();
  private static final int GREATEST_ERRNO = 4095; // MAX_ERRNO of linux/err.h

  private ReplyDecoder() {}

  /** The message the reader stands on. */
  static Reply decode(MessageReader message) {
    AttributeReader body = message.body();
    int type = message.type();
    return switch (type) {
      case Uapi.NLMSG_ERROR -> error(body, message.flags());
      case Uapi.NLMSG_DONE -> done(body, message.flags());
      case Uapi.NLMSG_OVERRUN -> new Reply.Overrun();
      case Uapi.RTM_NEWLINK, Uapi.RTM_DELLINK -> link(body, type == Uapi.RTM_DELLINK);
      case Uapi.RTM_NEWADDR, Uapi.RTM_DELADDR -> address(body, type == Uapi.RTM_DELADDR);
      case Uapi.RTM_NEWROUTE, Uapi.RTM_DELROUTE -> route(body, type == Uapi.RTM_DELROUTE);
      case Uapi.RTM_NEWRULE, Uapi.RTM_DELRULE -> rule(body, type == Uapi.RTM_DELRULE);
      case Uapi.RTM_NEWQDISC, Uapi.RTM_DELQDISC -> qdisc(body, type == Uapi.RTM_DELQDISC);
      default -> IGNORED;
    };
  }

  /** {@code struct tcmsg}: family, padding, interface, handle, parent, info. */
  private static Reply qdisc(AttributeReader body, boolean removed) {
    body.skip(4);
    int link = body.u32();
    int handle = body.u32();
    int parent = body.u32();
    body.skip(4);
    String kind = "";
    while (body.next()) {
      if (body.type() == Uapi.TCA_KIND) {
        kind = body.valueText();
      }
    }
    return body.malformed()
        ? new Reply.Malformed("queue")
        : new Reply.OfQdisc(new Qdisc(link, handle, parent, kind), removed);
  }

  /**
   * NLMSG_ERROR: negated error number, the header of the request, the rest of the request unless
   * NLM_F_CAPPED, then with NLM_F_ACK_TLVS attributes.
   */
  private static Reply error(AttributeReader body, int flags) {
    int code = body.u32();
    int requestLength = body.u32();
    body.skip(Uapi.NLMSG_HEADER_BYTES - 4);
    if ((flags & Uapi.NLM_F_CAPPED) == 0 && code != 0) {
      long rest = MessageReader.align4(requestLength) - (long) Uapi.NLMSG_HEADER_BYTES;
      body.skip(rest < 0 || rest > Integer.MAX_VALUE ? -1 : (int) rest);
    }
    return ended(code, body, flags, "acknowledgement");
  }

  /** NLMSG_DONE: negated error number (old kernels: nothing), then perhaps attributes. */
  private static Reply done(AttributeReader body, int flags) {
    int code = body.remaining() == 0 ? 0 : body.u32();
    return ended(Math.min(code, 0), body, flags, "end of a list");
  }

  private static Reply ended(int code, AttributeReader body, int flags, String what) {
    String text = (flags & Uapi.NLM_F_ACK_TLVS) == 0 ? "" : kernelText(body);
    boolean possible = code <= 0 && code >= -GREATEST_ERRNO;
    return body.malformed() || !possible ? new Reply.Malformed(what) : new Reply.Ended(-code, text);
  }

  private static String kernelText(AttributeReader attributes) {
    String text = "";
    int offset = -1;
    while (attributes.next()) {
      switch (attributes.type()) {
        case Uapi.NLMSGERR_ATTR_MSG -> text = attributes.valueText();
        case Uapi.NLMSGERR_ATTR_OFFS -> offset = attributes.valueU32();
        default -> {}
      }
    }
    return text.isEmpty() && offset >= 0 ? "bad attribute at byte " + offset : text;
  }

  private static Reply link(AttributeReader body, boolean removed) {
    int family = body.u8();
    body.skip(3); // padding and ARPHRD_ type
    int index = body.u32();
    int flags = body.u32();
    body.skip(4); // change mask
    String name = "";
    String kind = "";
    int mtu = 0;
    int txQueueLength = 0;
    LinkStatistics statistics = LinkStatistics.ZERO;
    while (body.next()) {
      switch (body.type()) {
        case Uapi.IFLA_IFNAME -> name = body.valueText();
        case Uapi.IFLA_MTU -> mtu = body.valueU32();
        case Uapi.IFLA_TXQLEN -> txQueueLength = body.valueU32();
        case Uapi.IFLA_LINKINFO -> kind = kind(body.nested());
        case Uapi.IFLA_STATS64 -> statistics = statistics(body);
        default -> {}
      }
    }
    if (body.malformed()) {
      return new Reply.Malformed("link");
    }
    if (family != Uapi.AF_UNSPEC || name.isEmpty()) {
      // A port leaving a bridge is RTM_DELLINK of AF_BRIDGE, a wireless event has no name:
      // neither is news about the interface itself.
      return IGNORED;
    }
    return new Reply.OfLink(
        new Link(index, name, flags, mtu, txQueueLength, kind, statistics), removed);
  }

  private static String kind(AttributeReader linkInfo) {
    // A malformed nest only costs the name of the kind.
    while (linkInfo.next()) {
      if (linkInfo.type() == Uapi.IFLA_INFO_KIND) {
        return linkInfo.valueText();
      }
    }
    return "";
  }

  private static LinkStatistics statistics(AttributeReader body) {
    return new LinkStatistics(
        body.valueU64(0),
        body.valueU64(1),
        body.valueU64(2),
        body.valueU64(3),
        body.valueU64(4),
        body.valueU64(5),
        body.valueU64(6),
        body.valueU64(7));
  }

  private static Reply address(AttributeReader body, boolean removed) {
    AddressFamily family = AddressFamily.ofNumber(body.u8());
    int length = body.u8();
    int flags = body.u8();
    int scope = body.u8();
    int index = body.u32();
    if (family == null) {
      return ignoredUnless(body, "address");
    }
    InetAddress address = null;
    InetAddress local = null;
    int protocol = 0;
    while (body.next()) {
      switch (body.type()) {
        case Uapi.IFA_ADDRESS -> address = body.valueAddress(family);
        case Uapi.IFA_LOCAL -> local = body.valueAddress(family);
        case Uapi.IFA_FLAGS -> flags = body.valueU32();
        case Uapi.IFA_PROTO -> protocol = body.valueU8();
        default -> {}
      }
    }
    InetAddress own = local == null ? address : local;
    IpPrefix prefix = own == null ? null : prefix(own, length);
    if (body.malformed() || prefix == null) {
      return new Reply.Malformed("address");
    }
    InetAddress peer = local == null || local.equals(address) ? null : address;
    return new Reply.OfAddress(
        new LinkAddress(index, prefix, peer, scope, flags, protocol), removed);
  }

  private static Reply route(AttributeReader body, boolean removed) {
    AddressFamily family = AddressFamily.ofNumber(body.u8());
    int length = body.u8();
    body.skip(2); // length of the source prefix, type of service
    int table = body.u8();
    int protocol = body.u8();
    int scope = body.u8();
    int type = body.u8();
    int flags = body.u32();
    if (family == null || (flags & Uapi.RTM_F_CLONED) != 0) {
      return ignoredUnless(body, "route");
    }
    InetAddress destination = family.everything().address();
    int linkIndex = 0;
    int metric = 0;
    InetAddress gateway = null;
    InetAddress source = null;
    while (body.next()) {
      switch (body.type()) {
        case Uapi.RTA_DST -> destination = body.valueAddress(family);
        case Uapi.RTA_OIF -> linkIndex = body.valueU32();
        case Uapi.RTA_GATEWAY -> gateway = body.valueAddress(family);
        case Uapi.RTA_VIA -> gateway = via(body);
        case Uapi.RTA_PRIORITY -> metric = body.valueU32();
        case Uapi.RTA_PREFSRC -> source = body.valueAddress(family);
        case Uapi.RTA_TABLE -> table = body.valueU32();
        default -> {}
      }
    }
    IpPrefix prefix = prefix(destination, length);
    if (body.malformed() || prefix == null) {
      return new Reply.Malformed("route");
    }
    return new Reply.OfRoute(
        new Route(prefix, table, linkIndex, gateway, metric, source, protocol, scope, type),
        removed);
  }

  /** {@code struct rtvia}: a gateway of the other family, its number before the address. */
  private static @Nullable InetAddress via(AttributeReader body) {
    AddressFamily family = AddressFamily.ofNumber(body.valueU16());
    return family == null ? null : body.addressAfter(2, family);
  }

  private static Reply rule(AttributeReader body, boolean removed) {
    AddressFamily family = AddressFamily.ofNumber(body.u8());
    int toLength = body.u8();
    int fromLength = body.u8();
    body.skip(1); // type of service
    int table = body.u8();
    body.skip(2); // reserved
    int action = body.u8();
    int flags = body.u32();
    if (family == null) {
      return ignoredUnless(body, "rule");
    }
    IpPrefix to = toLength == 0 ? null : family.everything();
    IpPrefix from = fromLength == 0 ? null : family.everything();
    int priority = 0;
    int mark = 0;
    int mask = 0;
    String incoming = null;
    int suppress = -1;
    int protocol = 0;
    boolean possible = true;
    while (body.next()) {
      switch (body.type()) {
        case Uapi.FRA_DST -> possible &= (to = prefix(body.valueAddress(family), toLength)) != null;
        case Uapi.FRA_SRC ->
            possible &= (from = prefix(body.valueAddress(family), fromLength)) != null;
        case Uapi.FRA_IIFNAME -> incoming = body.valueText();
        case Uapi.FRA_PRIORITY -> priority = body.valueU32();
        case Uapi.FRA_FWMARK -> mark = body.valueU32();
        case Uapi.FRA_FWMASK -> mask = body.valueU32();
        case Uapi.FRA_SUPPRESS_PREFIXLEN -> suppress = body.valueU32();
        case Uapi.FRA_TABLE -> table = body.valueU32();
        case Uapi.FRA_PROTOCOL -> protocol = body.valueU8();
        default -> {}
      }
    }
    if (body.malformed() || !possible) {
      return new Reply.Malformed("rule");
    }
    boolean inverted = (flags & Uapi.FIB_RULE_INVERT) != 0;
    return new Reply.OfRule(
        new Rule(
            family, priority, inverted, mark, mask, incoming, from, to, table, suppress, action,
            protocol),
        removed);
  }

  private static @Nullable IpPrefix prefix(InetAddress address, int length) {
    return length > address.getAddress().length * 8 ? null : new IpPrefix(address, length);
  }

  private static Reply ignoredUnless(AttributeReader body, String malformedWhat) {
    return body.malformed() ? new Reply.Malformed(malformedWhat) : IGNORED;
  }
}
