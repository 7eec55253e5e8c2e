package io.omniedge.tun.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.IpPrefix;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ReplyDecoderTest {
  @Test
  void readsLink() {
    Reply reply =
        Bytes.decode(
            "8c000000 1000 0000 01000000 02000000",
            "00 00 feff 07000000 51100000 00000000", // flags UP, POINTOPOINT, RUNNING, MULTICAST
            "0a00 0300 6f6d6e693000 0000",
            "0800 0400 8c050000",
            "0800 0d00 f4010000",
            "0c00 1280 0800 0100 74756e00", // IFLA_LINKINFO (nested flag set): kind "tun"
            "4400 1700", // IFLA_STATS64
            "0100000000000000 0200000000000000 0300000000000000 0400000000000000",
            "0500000000000000 0600000000000000 0700000000000000 0800000000000000");
    Link link =
        new Link(7, "omni0", 0x1051, 1420, 500, "tun", new LinkStatistics(1, 2, 3, 4, 5, 6, 7, 8));
    assertEquals(new Reply.OfLink(link, false), reply);
    assertTrue(link.isUp());
    assertTrue(link.isRunning());
    assertEquals("link omni0", link.toString());
  }

  @Test
  void takesBridgePortAndNamelessLinkForNoNews() {
    String name = "0a00 0300 6f6d6e693000 0000";
    assertEquals(
        new Reply.Ignored(),
        Bytes.decode(
            "2c000000 1100 0000 01000000 00000000",
            "07 00 0100 07000000 00000000 00000000", // AF_BRIDGE
            name));
    assertEquals(
        new Reply.Ignored(),
        Bytes.decode(
            "20000000 1000 0000 01000000 00000000", "00 00 0100 07000000 00000000 00000000"));
  }

  @Test
  void readsAddresses() {
    assertEquals(
        new Reply.OfAddress(
            new LinkAddress(7, IpPrefix.parse("10.1.0.1/24"), null, 0, 0x80, 0), false),
        Bytes.decode(
            "30000000 1400 0200 01000000 02000000",
            "02 18 80 00 07000000",
            "0800 0100 0a010001",
            "0800 0200 0a010001",
            "0800 0800 80000000"));
    assertEquals(
        new Reply.OfAddress(
            new LinkAddress(
                7,
                IpPrefix.parse("10.1.0.1/32"),
                IpPrefix.parseAddress("10.1.0.2"),
                0,
                0x280,
                0x6f),
            true),
        Bytes.decode(
            "38000000 1500 0000 01000000 02000000",
            "02 20 80 00 07000000",
            "0800 0100 0a010002",
            "0800 0200 0a010001",
            "0800 0800 80020000", // replaces the 8-bit flags
            "0500 0b00 6f 000000"));
  }

  @Test
  void keepsIpv4MappedIpv6AddressApartFromIpv4() {
    Reply.OfAddress reply =
        assertInstanceOf(
            Reply.OfAddress.class,
            Bytes.decode(
                "2c000000 1400 0200 01000000 02000000",
                "0a 70 80 00 07000000",
                "1400 0100 00000000000000000000ffff0a010001"));
    assertFalse(reply.address().prefix().isIpv4());
    assertEquals(112, reply.address().prefix().length());
  }

  @Test
  void readsRoutes() {
    Route route =
        Route.to(IpPrefix.parse("10.2.0.0/16"), 7)
            .inTable(51820)
            .withMetric(5)
            .via(IpPrefix.parseAddress("10.1.0.9"))
            .from(IpPrefix.parseAddress("10.1.0.1"));
    String attributes =
        "0800 0100 0a020000 0800 0f00 6cca0000 0800 0400 07000000"
            + "0800 0600 05000000 0800 0500 0a010009 0800 0700 0a010001";
    assertEquals(
        new Reply.OfRoute(route, true),
        Bytes.decode(
            "4c000000 1900 0000 01000000 02000000",
            "02 10 00 00 fc 6f 00 01 00000000",
            attributes));
    assertEquals(
        new Reply.Ignored(), // a cached copy of a route
        Bytes.decode(
            "4c000000 1800 0000 01000000 02000000",
            "02 10 00 00 fc 6f 00 01 00020000",
            attributes));
  }

  @Test
  void readsDefaultRouteWithRouterOfOtherFamily() {
    assertEquals(
        new Reply.OfRoute(
            Route.to(IpPrefix.parse("0.0.0.0/0"), 7).via(IpPrefix.parseAddress("fe80::1")), false),
        Bytes.decode(
            "3c000000 1800 0000 01000000 02000000",
            "02 00 00 00 fe 6f 00 01 00000000",
            "0800 0400 07000000",
            "1600 1200 0a00 fe800000000000000000000000000001 0000"));
  }

  @Test
  void readsRules() {
    assertEquals(
        new Reply.OfRule(
            Rule.lookup(AddressFamily.IPV4, 32764, 254).unlessMarked(51820).suppressing(0), false),
        Bytes.decode(
            "4c000000 2000 0200 01000000 02000000",
            "02 00 00 00 fe 00 00 01 02000000",
            "0800 0f00 fe000000",
            "0800 0e00 00000000",
            "0500 1500 6f 000000",
            "0800 0600 fc7f0000",
            "0800 0a00 6cca0000",
            "0800 1000 ffffffff"));
    assertEquals(
        new Reply.OfRule(
            Rule.lookup(AddressFamily.IPV4, 100, 7)
                .between(IpPrefix.parse("10.1.0.0/16"), IpPrefix.parse("10.2.3.0/24")),
            true),
        Bytes.decode(
            "44000000 2100 0000 01000000 02000000",
            "02 18 10 00 07 00 00 01 00000000",
            "0800 0100 0a020300",
            "0800 0200 0a010000",
            "0800 0600 64000000",
            "0800 0e00 ffffffff", // suppresses nothing
            "0500 1500 6f 000000"));
  }

  @Test
  void readsAcknowledgements() {
    assertEquals(
        new Reply.Ended(0, ""),
        Bytes.decode(
            "24000000 0200 0001 01000000 02000000",
            "00000000 34000000 1800 0506 01000000 00000000"));
    assertEquals(
        new Reply.Ended(17, ""), // EEXIST, with the refused request of 20 bytes repeated
        Bytes.decode(
            "28000000 0200 0000 01000000 02000000",
            "efffffff 14000000 1800 0506 01000000 00000000 00000000"));
  }

  @Test
  void readsTheKernelsWordsBehindRequestAndWithoutIt() {
    String text = "0900 0100 6261642100 000000"; // NLMSGERR_ATTR_MSG "bad!"
    assertEquals(
        new Reply.Ended(22, "bad!"),
        Bytes.decode(
            "30000000 0200 0003 01000000 02000000", // CAPPED, ACK_TLVS
            "eaffffff 34000000 1800 0506 01000000 00000000",
            text));
    assertEquals(
        new Reply.Ended(22, "bad!"),
        Bytes.decode(
            "34000000 0200 0002 01000000 02000000", // ACK_TLVS
            "eaffffff 14000000 1800 0506 01000000 00000000 00000000",
            text));
    assertEquals(
        new Reply.Ended(22, "bad attribute at byte 28"),
        Bytes.decode(
            "2c000000 0200 0003 01000000 02000000",
            "eaffffff 34000000 1800 0506 01000000 00000000",
            "0800 0200 1c000000"));
  }

  @Test
  void readsEndOfList() {
    assertEquals(
        new Reply.Ended(0, ""), Bytes.decode("14000000 0300 0200 01000000 02000000 00000000"));
    assertEquals(new Reply.Ended(0, ""), Bytes.decode("10000000 0300 0200 01000000 02000000"));
    assertEquals(
        new Reply.Ended(19, ""), Bytes.decode("14000000 0300 0200 01000000 02000000 edffffff"));
  }

  @Test
  void tellsOverrunAndPassesOverWhatItDoesNotKnow() {
    assertEquals(new Reply.Overrun(), Bytes.decode("10000000 0400 0000 00000000 00000000"));
    assertEquals(new Reply.Ignored(), Bytes.decode("10000000 0100 0000 00000000 00000000"));
    assertEquals(new Reply.Ignored(), Bytes.decode("10000000 1c00 0000 00000000 00000000"));
    assertEquals( // a route of AF_MPLS
        new Reply.Ignored(),
        Bytes.decode("1c000000 1800 0000 00000000 00000000 1c 14 00 00 fe 6f 00 01 00000000"));
  }

  @Test
  void callsImpossibleContentMalformed() {
    // A header cut short.
    assertEquals(
        new Reply.Malformed("link"), Bytes.decode("14000000 1000 0000 00000000 00000000 00000000"));
    // An attribute that reaches beyond the message.
    assertEquals(
        new Reply.Malformed("address"),
        Bytes.decode("1c000000 1400 0000 00000000 00000000 02 18 80 00 07000000", "0900 0100"));
    // An attribute shorter than its own header.
    assertEquals(
        new Reply.Malformed("address"),
        Bytes.decode("1c000000 1400 0000 00000000 00000000 02 18 80 00 07000000", "0300 0100"));
    // An IPv4 address of three bytes, no address at all, a /33.
    assertEquals(
        new Reply.Malformed("address"),
        Bytes.decode(
            "20000000 1400 0000 00000000 00000000 02 18 80 00 07000000", "0700 0100 0a0100 00"));
    assertEquals(
        new Reply.Malformed("address"),
        Bytes.decode("18000000 1400 0000 00000000 00000000 02 18 80 00 07000000"));
    assertEquals(
        new Reply.Malformed("route"),
        Bytes.decode("1c000000 1800 0000 00000000 00000000 02 21 00 00 fe 6f 00 01 00000000"));
    // A rule from a /33.
    assertEquals(
        new Reply.Malformed("rule"),
        Bytes.decode(
            "24000000 2000 0000 00000000 00000000 02 00 21 00 fe 00 00 01 00000000",
            "0800 0200 0a010000"));
    // An error number above zero, and one no kernel has.
    String request = "14000000 1800 0506 01000000 00000000";
    assertEquals(
        new Reply.Malformed("acknowledgement"),
        Bytes.decode("24000000 0200 0001 01000000 02000000 01000000", request));
    assertEquals(
        new Reply.Malformed("acknowledgement"),
        Bytes.decode("24000000 0200 0001 01000000 02000000 00000080", request));
    // The repeated request claims to be longer than the message, or shorter than a header.
    assertEquals(
        new Reply.Malformed("acknowledgement"),
        Bytes.decode(
            "24000000 0200 0000 01000000 02000000 eaffffff",
            "ff000000 1800 0506 01000000 00000000"));
    assertEquals(
        new Reply.Malformed("acknowledgement"),
        Bytes.decode(
            "24000000 0200 0000 01000000 02000000 eaffffff",
            "04000000 1800 0506 01000000 00000000"));
  }

  @Test
  void walksMessagesUntilOneIsImpossible() {
    byte[] two =
        Bytes.of(
            "11000000 0100 0000 00000000 00000000 aa 000000", // 17 bytes, three of padding
            "10000000 0300 0200 05000000 06000000",
            "0f000000 0300 0200 00000000 00000000"); // shorter than its header
    MessageReader reader = new MessageReader(ByteBuffer.wrap(two), two.length);
    assertTrue(reader.next());
    assertEquals(1, reader.type()); // NLMSG_NOOP
    assertEquals(1, reader.body().remaining());
    assertTrue(reader.next());
    assertEquals(Uapi.NLMSG_DONE, reader.type());
    assertEquals(2, reader.flags()); // NLM_F_MULTI
    assertEquals(5, reader.sequence());
    assertFalse(reader.malformed());
    assertFalse(reader.next());
    assertTrue(reader.malformed());
    assertFalse(reader.next());
  }
}
