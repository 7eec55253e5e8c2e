package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;

/** The requests we send, each with its header laid out in order. Pure functions. */
final class Requests {
  private static final int CREATE = Uapi.NLM_F_ACK | Uapi.NLM_F_CREATE;
  static final int NEW_ONLY = CREATE | Uapi.NLM_F_EXCL;
  static final int NEW_OR_REPLACE = CREATE | Uapi.NLM_F_REPLACE;

  private Requests() {}

  // struct ifinfomsg: family, pad, u16 type, index, flags, change mask

  static MessageWriter listLinks() {
    return linkHeader(new MessageWriter(Uapi.RTM_GETLINK, Uapi.NLM_F_DUMP), 0, 0, 0);
  }

  static MessageWriter getLink(String name) {
    return linkHeader(new MessageWriter(Uapi.RTM_GETLINK, Uapi.NLM_F_ACK), 0, 0, 0)
        .attribute(Uapi.IFLA_IFNAME, name);
  }

  static MessageWriter getLink(int index) {
    return linkHeader(new MessageWriter(Uapi.RTM_GETLINK, Uapi.NLM_F_ACK), index, 0, 0);
  }

  static MessageWriter setLinkUp(int index, boolean up) {
    return setLink(index, up ? Uapi.IFF_UP : 0, Uapi.IFF_UP);
  }

  static MessageWriter setMtu(int index, int mtu) {
    return setLink(index, 0, 0).attributeU32(Uapi.IFLA_MTU, mtu);
  }

  static MessageWriter setTxQueueLength(int index, int packets) {
    return setLink(index, 0, 0).attributeU32(Uapi.IFLA_TXQLEN, packets);
  }

  static MessageWriter deleteLink(int index) {
    return linkHeader(new MessageWriter(Uapi.RTM_DELLINK, Uapi.NLM_F_ACK), index, 0, 0);
  }

  private static MessageWriter setLink(int index, int flags, int change) {
    return linkHeader(new MessageWriter(Uapi.RTM_SETLINK, Uapi.NLM_F_ACK), index, flags, change);
  }

  private static MessageWriter linkHeader(MessageWriter w, int index, int flags, int change) {
    return w.u8(Uapi.AF_UNSPEC).u8(0).u16(0).u32(index).u32(flags).u32(change);
  }

  // struct ifaddrmsg: family, prefix length, flags, scope, index

  /** With an index the kernel filters, if it knows NETLINK_GET_STRICT_CHK. */
  static MessageWriter listAddresses(int linkIndex) {
    return new MessageWriter(Uapi.RTM_GETADDR, Uapi.NLM_F_DUMP)
        .u8(Uapi.AF_UNSPEC)
        .u8(0)
        .u8(0)
        .u8(0)
        .u32(linkIndex);
  }

  static MessageWriter putAddress(LinkAddress a) {
    return address(Uapi.RTM_NEWADDR, NEW_OR_REPLACE, a)
        .attributeU32(Uapi.IFA_FLAGS, a.flags())
        .attributeU8(Uapi.IFA_PROTO, a.protocol());
  }

  static MessageWriter deleteAddress(LinkAddress a) {
    return address(Uapi.RTM_DELADDR, Uapi.NLM_F_ACK, a);
  }

  private static MessageWriter address(int type, int flags, LinkAddress a) {
    InetAddress local = a.prefix().address();
    InetAddress peer = a.peer();
    return new MessageWriter(type, flags)
        .u8(AddressFamily.of(local).number())
        .u8(a.prefix().length())
        .u8(a.flags() & 0xff)
        .u8(a.scope())
        .u32(a.linkIndex())
        .attribute(Uapi.IFA_LOCAL, local)
        .attribute(Uapi.IFA_ADDRESS, peer == null ? local : peer);
  }

  // struct rtmsg: family, dst length, src length, tos, table, protocol, scope, type, flags

  /** With an index the kernel filters, if it knows NETLINK_GET_STRICT_CHK. */
  static MessageWriter listRoutes(AddressFamily family, int linkIndex) {
    MessageWriter w =
        new MessageWriter(Uapi.RTM_GETROUTE, Uapi.NLM_F_DUMP).u8(family.number()).u8(0).u16(0);
    w.u32(0).u32(0);
    return linkIndex == 0 ? w : w.attributeU32(Uapi.RTA_OIF, linkIndex);
  }

  /** {@code flags}: {@link #NEW_ONLY} or {@link #NEW_OR_REPLACE}. */
  static MessageWriter addRoute(Route r, int flags) {
    return route(Uapi.RTM_NEWROUTE, flags, r);
  }

  static MessageWriter deleteRoute(Route r) {
    return route(Uapi.RTM_DELROUTE, Uapi.NLM_F_ACK, r);
  }

  private static MessageWriter route(int type, int flags, Route r) {
    AddressFamily family = AddressFamily.of(r.destination());
    MessageWriter w =
        new MessageWriter(type, flags)
            .u8(family.number())
            .u8(r.destination().length())
            .u16(0)
            .u8(smallTable(r.table()))
            .u8(r.protocol())
            .u8(r.scope())
            .u8(r.type())
            .u32(0);
    if (r.destination().length() > 0) {
      w.attribute(Uapi.RTA_DST, r.destination().address());
    }
    w.attributeU32(Uapi.RTA_TABLE, r.table());
    if (r.linkIndex() != 0) {
      w.attributeU32(Uapi.RTA_OIF, r.linkIndex());
    }
    if (r.metric() != 0) {
      w.attributeU32(Uapi.RTA_PRIORITY, r.metric());
    }
    InetAddress gateway = r.gateway();
    if (gateway != null) {
      gateway(w, family, gateway);
    }
    InetAddress source = r.preferredSource();
    return source == null ? w : w.attribute(Uapi.RTA_PREFSRC, source);
  }

  private static void gateway(MessageWriter w, AddressFamily family, InetAddress gateway) {
    AddressFamily own = AddressFamily.of(gateway);
    if (own == family) {
      w.attribute(Uapi.RTA_GATEWAY, gateway);
      return;
    }
    byte[] address = gateway.getAddress();
    byte[] via = new byte[2 + address.length];
    via[0] = (byte) own.number(); // u16, low byte first on every machine we run on
    System.arraycopy(address, 0, via, 2, address.length);
    w.attribute(Uapi.RTA_VIA, via);
  }

  // struct fib_rule_hdr: family, dst length, src length, tos, table, 2 reserved, action, flags

  static MessageWriter listRules(AddressFamily family) {
    MessageWriter w = new MessageWriter(Uapi.RTM_GETRULE, Uapi.NLM_F_DUMP).u8(family.number());
    return w.u8(0).u16(0).u32(0).u32(0);
  }

  static MessageWriter addRule(Rule r) {
    return rule(Uapi.RTM_NEWRULE, NEW_ONLY, r);
  }

  static MessageWriter deleteRule(Rule r) {
    return rule(Uapi.RTM_DELRULE, Uapi.NLM_F_ACK, r);
  }

  private static MessageWriter rule(int type, int flags, Rule r) {
    IpPrefix to = r.to();
    IpPrefix from = r.from();
    MessageWriter w =
        new MessageWriter(type, flags)
            .u8(r.family().number())
            .u8(to == null ? 0 : to.length())
            .u8(from == null ? 0 : from.length())
            .u8(0)
            .u8(smallTable(r.table()))
            .u16(0)
            .u8(r.action())
            .u32(r.inverted() ? Uapi.FIB_RULE_INVERT : 0);
    if (to != null) {
      w.attribute(Uapi.FRA_DST, to.address());
    }
    if (from != null) {
      w.attribute(Uapi.FRA_SRC, from.address());
    }
    w.attributeU32(Uapi.FRA_PRIORITY, r.priority());
    String incoming = r.incoming();
    if (incoming != null) {
      w.attribute(Uapi.FRA_IIFNAME, incoming);
    }
    if (r.fwmask() != 0 || r.fwmark() != 0) {
      w.attributeU32(Uapi.FRA_FWMARK, r.fwmark()).attributeU32(Uapi.FRA_FWMASK, r.fwmask());
    }
    w.attributeU32(Uapi.FRA_TABLE, r.table());
    if (r.suppressPrefixLength() >= 0) {
      w.attributeU32(Uapi.FRA_SUPPRESS_PREFIXLEN, r.suppressPrefixLength());
    }
    return w.attributeU8(Uapi.FRA_PROTOCOL, r.protocol());
  }

  /** The old 8-bit field, which the attribute overrides. */
  private static int smallTable(int table) {
    return table >= 0 && table < 256 ? table : Uapi.RT_TABLE_UNSPEC;
  }
}
