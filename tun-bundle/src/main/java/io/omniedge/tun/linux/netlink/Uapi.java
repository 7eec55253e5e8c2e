package io.omniedge.tun.linux.netlink;

/** Numbers of the kernel's interface; each group names its header in include/uapi/linux. */
final class Uapi {
  // socket.h and sys/socket.h
  static final int AF_UNSPEC = 0;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int SOCK_RAW = 3;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOL_SOCKET = 1;
  static final int SO_RCVBUF = 8;
  static final int SO_RCVTIMEO = 20;
  static final int SOL_NETLINK = 270;
  static final int MSG_TRUNC = 0x20;
  static final int MSG_DONTWAIT = 0x40;

  // poll.h and sys/eventfd.h
  static final short POLLIN = 1;
  static final int EFD_CLOEXEC = 0x80000;

  // netlink.h
  static final int NETLINK_ROUTE = 0;
  static final int NETLINK_ADD_MEMBERSHIP = 1;
  static final int NETLINK_CAP_ACK = 10;
  static final int NETLINK_EXT_ACK = 11;
  static final int NETLINK_GET_STRICT_CHK = 12;
  static final int NLMSG_HEADER_BYTES = 16;
  static final int NLMSG_ERROR = 2;
  static final int NLMSG_DONE = 3;
  static final int NLMSG_OVERRUN = 4;
  static final int NLM_F_REQUEST = 0x001;
  static final int NLM_F_ACK = 0x004;
  static final int NLM_F_DUMP_INTR = 0x010;
  static final int NLM_F_DUMP = 0x300;
  static final int NLM_F_REPLACE = 0x100;
  static final int NLM_F_EXCL = 0x200;
  static final int NLM_F_CREATE = 0x400;
  static final int NLM_F_CAPPED = 0x100;
  static final int NLM_F_ACK_TLVS = 0x200;
  static final int NLMSGERR_ATTR_MSG = 1;
  static final int NLMSGERR_ATTR_OFFS = 2;
  static final int NLA_TYPE_MASK = 0x3fff;

  // rtnetlink.h
  static final int RTM_NEWLINK = 16;
  static final int RTM_DELLINK = 17;
  static final int RTM_GETLINK = 18;
  static final int RTM_SETLINK = 19;
  static final int RTM_NEWADDR = 20;
  static final int RTM_DELADDR = 21;
  static final int RTM_GETADDR = 22;
  static final int RTM_NEWROUTE = 24;
  static final int RTM_DELROUTE = 25;
  static final int RTM_GETROUTE = 26;
  static final int RTM_NEWRULE = 32;
  static final int RTM_DELRULE = 33;
  static final int RTM_GETRULE = 34;
  static final int RTM_F_CLONED = 0x200;
  static final int RTN_UNICAST = 1;
  static final int RT_SCOPE_UNIVERSE = 0;
  static final int RT_SCOPE_LINK = 253;
  static final int RT_TABLE_UNSPEC = 0;
  static final int RT_TABLE_DEFAULT = 253;
  static final int RT_TABLE_MAIN = 254;
  static final int RT_TABLE_LOCAL = 255;
  static final int RTA_DST = 1;
  static final int RTA_OIF = 4;
  static final int RTA_GATEWAY = 5;
  static final int RTA_PRIORITY = 6;
  static final int RTA_PREFSRC = 7;
  static final int RTA_TABLE = 15;
  static final int RTA_VIA = 18;
  static final int RTNLGRP_LINK = 1;
  static final int RTNLGRP_IPV4_IFADDR = 5;
  static final int RTNLGRP_IPV4_ROUTE = 7;
  static final int RTNLGRP_IPV6_IFADDR = 9;
  static final int RTNLGRP_IPV6_ROUTE = 11;

  // rtnetlink.h, queues; if_ether.h
  static final int RTM_NEWQDISC = 36;
  static final int RTM_DELQDISC = 37;
  static final int RTM_GETQDISC = 38;
  static final int RTM_NEWTCLASS = 40;
  static final int RTM_NEWTFILTER = 44;
  static final int TC_H_ROOT = 0xffff_ffff;
  static final int TCA_KIND = 1;
  static final int TCA_OPTIONS = 2;
  static final int ETH_P_IP = 0x0800;
  static final int ETH_P_IPV6 = 0x86dd;

  // pkt_sched.h and pkt_cls.h
  static final int TC_LINKLAYER_ETHERNET = 1;
  static final int TCA_HTB_PARMS = 1;
  static final int TCA_HTB_INIT = 2;
  static final int HTB_VERSION = 3;
  static final int HTB_RATE_TO_QUANTUM = 10;
  static final int TCA_CAKE_BASE_RATE64 = 2;
  static final int TCA_CAKE_DIFFSERV_MODE = 3;
  static final int CAKE_DIFFSERV_DIFFSERV4 = 1;
  static final int TCA_U32_CLASSID = 1;
  static final int TCA_U32_SEL = 5;
  static final int TC_U32_TERMINAL = 1;

  // if.h and if_link.h
  static final int IFNAMSIZ = 16;
  static final int IFF_UP = 0x1;
  static final int IFF_LOOPBACK = 0x8;
  static final int IFF_RUNNING = 0x40;
  static final int IFLA_IFNAME = 3;
  static final int IFLA_MTU = 4;
  static final int IFLA_TXQLEN = 13;
  static final int IFLA_LINKINFO = 18;
  static final int IFLA_INFO_KIND = 1;
  static final int IFLA_STATS64 = 23;

  // if_addr.h
  static final int IFA_ADDRESS = 1;
  static final int IFA_LOCAL = 2;
  static final int IFA_FLAGS = 8;
  static final int IFA_PROTO = 11;
  static final int IFA_F_NODAD = 0x02;

  // fib_rules.h
  static final int FR_ACT_TO_TBL = 1;
  static final int FIB_RULE_INVERT = 0x2;
  static final int FRA_DST = 1;
  static final int FRA_SRC = 2;
  static final int FRA_IIFNAME = 3;
  static final int FRA_PRIORITY = 6;
  static final int FRA_FWMARK = 10;
  static final int FRA_SUPPRESS_PREFIXLEN = 14;
  static final int FRA_TABLE = 15;
  static final int FRA_FWMASK = 16;
  static final int FRA_PROTOCOL = 21;

  // ipv6_route.h: what the kernel makes of an IPv6 route without a metric.
  static final int IP6_RT_PRIO_USER = 1024;

  // asm-generic/errno.h, beyond io.omniedge.tun.linux.libc.Errno
  static final int ESRCH = 3;
  static final int EOPNOTSUPP = 95;

  private Uapi() {}
}
