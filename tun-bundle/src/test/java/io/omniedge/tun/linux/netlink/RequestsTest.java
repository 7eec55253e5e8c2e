package io.omniedge.tun.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.tun.IpPrefix;
import org.junit.jupiter.api.Test;

/** Byte by byte, as {@code struct nlmsghdr} and the headers after it lay them out. */
class RequestsTest {
  private static void assertBytes(MessageWriter request, String... hex) {
    assertEquals(Bytes.hex(Bytes.of(hex)), Bytes.hex(request.finish(0x01020304)));
  }

  @Test
  void asksForLinkByName() {
    assertBytes(
        Requests.getLink("omni0"),
        "2c000000 1200 0500 04030201 00000000", // 44 bytes, RTM_GETLINK, REQUEST|ACK
        "00 00 0000 00000000 00000000 00000000",
        "0a00 0300 6f6d6e693000 0000"); // IFLA_IFNAME "omni0\0", two bytes of padding
  }

  @Test
  void asksForAllLinks() {
    assertBytes(
        Requests.listLinks(),
        "20000000 1200 0103 04030201 00000000", // REQUEST|DUMP
        "00 00 0000 00000000 00000000 00000000");
  }

  @Test
  void switchesLinkOnAndOff() {
    assertBytes(
        Requests.setLinkUp(7, true),
        "20000000 1300 0500 04030201 00000000", // RTM_SETLINK
        "00 00 0000 07000000 01000000 01000000"); // flags IFF_UP, mask IFF_UP
    assertBytes(
        Requests.setLinkUp(7, false),
        "20000000 1300 0500 04030201 00000000",
        "00 00 0000 07000000 00000000 01000000");
  }

  @Test
  void setsNumbersOfLink() {
    assertBytes(
        Requests.setMtu(7, 1420),
        "28000000 1300 0500 04030201 00000000",
        "00 00 0000 07000000 00000000 00000000",
        "0800 0400 8c050000"); // IFLA_MTU
    assertBytes(
        Requests.setTxQueueLength(7, 1000),
        "28000000 1300 0500 04030201 00000000",
        "00 00 0000 07000000 00000000 00000000",
        "0800 0d00 e8030000"); // IFLA_TXQLEN
  }

  @Test
  void deletesLink() {
    assertBytes(
        Requests.deleteLink(7),
        "20000000 1100 0500 04030201 00000000",
        "00 00 0000 07000000 00000000 00000000");
  }

  @Test
  void putsIpv4Address() {
    assertBytes(
        Requests.putAddress(LinkAddress.of(7, IpPrefix.parse("10.1.0.1/24"))),
        "38000000 1400 0505 04030201 00000000", // RTM_NEWADDR, REQUEST|ACK|CREATE|REPLACE
        "02 18 00 00 07000000",
        "0800 0200 0a010001", // IFA_LOCAL
        "0800 0100 0a010001", // IFA_ADDRESS
        "0800 0800 00000000", // IFA_FLAGS
        "0500 0b00 6f 000000"); // IFA_PROTO, padded
  }

  @Test
  void putsIpv6AddressWithoutDuplicateAddressDetection() {
    assertBytes(
        Requests.putAddress(LinkAddress.of(7, IpPrefix.parse("fd00::1/64"))),
        "50000000 1400 0505 04030201 00000000",
        "0a 40 02 00 07000000",
        "1400 0200 fd000000000000000000000000000001",
        "1400 0100 fd000000000000000000000000000001",
        "0800 0800 02000000", // IFA_F_NODAD
        "0500 0b00 6f 000000");
  }

  @Test
  void deletesPointToPointAddress() {
    LinkAddress address =
        new LinkAddress(
            7, IpPrefix.parse("10.1.0.1/32"), IpPrefix.parseAddress("10.1.0.2"), 0, 0x80, 0);
    assertBytes(
        Requests.deleteAddress(address),
        "28000000 1500 0500 04030201 00000000",
        "02 20 80 00 07000000",
        "0800 0200 0a010001",
        "0800 0100 0a010002");
  }

  @Test
  void addsOnLinkRoute() {
    assertBytes(
        Requests.addRoute(Route.to(IpPrefix.parse("10.2.3.4/16"), 7), Requests.NEW_ONLY),
        "34000000 1800 0506 04030201 00000000", // RTM_NEWROUTE, REQUEST|ACK|CREATE|EXCL
        "02 10 00 00 fe 6f fd 01 00000000", // /16, table main, protocol o, scope link, unicast
        "0800 0100 0a020000", // RTA_DST without host bits
        "0800 0f00 fe000000", // RTA_TABLE
        "0800 0400 07000000"); // RTA_OIF
  }

  @Test
  void replacesRouteWithEverything() {
    Route route =
        Route.to(IpPrefix.parse("0.0.0.0/0"), 7)
            .inTable(51820)
            .withMetric(5)
            .via(IpPrefix.parseAddress("10.1.0.9"))
            .from(IpPrefix.parseAddress("10.1.0.1"));
    assertBytes(
        Requests.addRoute(route, Requests.NEW_OR_REPLACE),
        "44000000 1800 0505 04030201 00000000",
        "02 00 00 00 00 6f 00 01 00000000", // table too large for its byte, scope universe
        "0800 0f00 6cca0000",
        "0800 0400 07000000",
        "0800 0600 05000000", // RTA_PRIORITY
        "0800 0500 0a010009", // RTA_GATEWAY
        "0800 0700 0a010001"); // RTA_PREFSRC
  }

  @Test
  void routesIpv4ThroughIpv6Router() {
    assertBytes(
        Requests.deleteRoute(
            Route.to(IpPrefix.parse("10.2.0.0/16"), 7).via(IpPrefix.parseAddress("fe80::1"))),
        "4c000000 1900 0500 04030201 00000000",
        "02 10 00 00 fe 6f 00 01 00000000",
        "0800 0100 0a020000",
        "0800 0f00 fe000000",
        "0800 0400 07000000",
        "1600 1200 0a00 fe800000000000000000000000000001 0000"); // RTA_VIA: family, address
  }

  @Test
  void listsAskTheKernelToFilter() {
    assertBytes(
        Requests.listAddresses(7), "18000000 1600 0103 04030201 00000000", "00 00 00 00 07000000");
    assertBytes(
        Requests.listRoutes(AddressFamily.IPV6, 7),
        "24000000 1a00 0103 04030201 00000000",
        "0a 00 00 00 00 00 00 00 00000000",
        "0800 0400 07000000");
    assertBytes(
        Requests.listRoutes(AddressFamily.IPV4, 0),
        "1c000000 1a00 0103 04030201 00000000",
        "02 00 00 00 00 00 00 00 00000000");
    assertBytes(
        Requests.listRules(AddressFamily.IPV6),
        "1c000000 2200 0103 04030201 00000000",
        "0a 00 00 00 00 00 00 00 00000000");
  }

  @Test
  void addsRules() {
    assertBytes(
        Requests.addRule(
            Rule.lookup(AddressFamily.IPV4, 32764, 254).unlessMarked(51820).suppressing(0)),
        "4c000000 2000 0506 04030201 00000000",
        "02 00 00 00 fe 00 00 01 02000000", // table main, look up, inverted
        "0800 0600 fc7f0000", // FRA_PRIORITY
        "0800 0a00 6cca0000", // FRA_FWMARK
        "0800 1000 ffffffff", // FRA_FWMASK
        "0800 0f00 fe000000", // FRA_TABLE
        "0800 0e00 00000000", // FRA_SUPPRESS_PREFIXLEN
        "0500 1500 6f 000000"); // FRA_PROTOCOL
  }

  @Test
  void deletesRuleBetweenPrefixes() {
    assertBytes(
        Requests.deleteRule(
            Rule.lookup(AddressFamily.IPV4, 100, 7)
                .between(IpPrefix.parse("10.1.0.0/16"), IpPrefix.parse("10.2.3.0/24"))),
        "44000000 2100 0500 04030201 00000000",
        "02 18 10 00 07 00 00 01 00000000", // to /24, from /16
        "0800 0100 0a020300", // FRA_DST
        "0800 0200 0a010000", // FRA_SRC
        "0800 0600 64000000",
        "0800 0f00 07000000",
        "0500 1500 6f 000000");
  }
}
