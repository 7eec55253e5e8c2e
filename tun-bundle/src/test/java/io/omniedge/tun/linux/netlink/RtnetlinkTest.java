package io.omniedge.tun.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.linux.NamespaceThread;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against the real kernel, each test in a network namespace of its own, with {@code ip} as judge.
 */
@Tag("netns")
class RtnetlinkTest {
  private interface Body {
    void run(NamespaceThread.Namespace here, Rtnetlink rtnetlink) throws Exception;
  }

  /** In a namespace with a TUN {@code t0} that is down. */
  private static void inNamespace(Libc libc, Body body) throws Exception {
    NamespaceThread.run(
        here -> {
          here.ip("tuntap", "add", "mode", "tun", "name", "t0");
          try (Rtnetlink rtnetlink = Rtnetlink.open(libc)) {
            body.run(here, rtnetlink);
          }
        });
  }

  private static Link t0(Rtnetlink rtnetlink) throws NetlinkException {
    return rtnetlink.link("t0").orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void readsLinks(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          assertEquals(
              List.of("lo", "t0"), rtnetlink.links().stream().map(Link::name).sorted().toList());
          Link t0 = t0(rtnetlink);
          assertTrue(
              here.ip("-j", "link", "show", "t0").contains("\"ifindex\":" + t0.index() + ","));
          assertEquals("tun", t0.kind());
          assertEquals(1500, t0.mtu());
          assertEquals(500, t0.txQueueLength());
          assertFalse(t0.isUp());
          assertFalse(t0.isRunning());
          assertEquals(LinkStatistics.ZERO, t0.statistics());
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void findsNoLinkThatIsNotThere(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          assertTrue(rtnetlink.link("t1").isEmpty());
          assertTrue(rtnetlink.link("").isEmpty());
          assertTrue(rtnetlink.link("sixteen-bytes-16").isEmpty());
          assertEquals(List.of(), rtnetlink.addresses(4711));
          assertEquals(List.of(), rtnetlink.routes(4711));
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void changesAndDeletesLink(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          Link t0 = t0(rtnetlink);
          rtnetlink.setMtu(t0, 1420);
          rtnetlink.setTxQueueLength(t0, 1000);
          rtnetlink.setUp(t0, true);
          String json = here.ip("-j", "link", "show", "t0");
          assertTrue(json.contains("\"mtu\":1420"), json);
          assertTrue(json.contains("\"txqlen\":1000"), json);
          assertTrue(json.contains("\"UP\""), json);
          assertTrue(t0(rtnetlink).isUp());
          rtnetlink.setUp(t0, false);
          assertFalse(t0(rtnetlink).isUp());
          rtnetlink.deleteLink(t0);
          assertTrue(rtnetlink.link("t0").isEmpty());
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void addsListsAndDeletesAddresses(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          int index = t0(rtnetlink).index();
          LinkAddress v4 = LinkAddress.of(index, IpPrefix.parse("10.1.0.1/24"));
          LinkAddress v6 = LinkAddress.of(index, IpPrefix.parse("fd00:1::1/64"));
          rtnetlink.putAddress(v4);
          rtnetlink.putAddress(v6);
          rtnetlink.putAddress(v4);
          String json = here.ip("-j", "addr", "show", "t0");
          assertTrue(json.contains("\"local\":\"10.1.0.1\",\"prefixlen\":24"), json);
          assertTrue(json.contains("\"local\":\"fd00:1::1\",\"prefixlen\":64"), json);
          assertTrue(json.contains("\"nodad\":true"), json);
          List<LinkAddress> listed = rtnetlink.addresses(index);
          assertEquals(
              List.of(v4.prefix(), v6.prefix()), listed.stream().map(LinkAddress::prefix).toList());
          for (LinkAddress address : listed) {
            rtnetlink.deleteAddress(address);
          }
          assertEquals(List.of(), rtnetlink.addresses(index));
          assertTrue(here.ip("-j", "addr", "show", "t0").contains("\"addr_info\":[]"));
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void readsPointToPointAddress(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          here.ip("addr", "add", "10.1.0.1", "peer", "10.1.0.2/32", "dev", "t0");
          LinkAddress address = rtnetlink.addresses(t0(rtnetlink).index()).get(0);
          assertEquals(IpPrefix.parse("10.1.0.1/32"), address.prefix());
          assertEquals(IpPrefix.parseAddress("10.1.0.2"), address.peer());
          rtnetlink.deleteAddress(address);
          assertEquals(List.of(), rtnetlink.addresses(address.linkIndex()));
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void addsListsAndDeletesRoutes(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          Link t0 = t0(rtnetlink);
          int index = t0.index();
          here.ip("addr", "add", "10.1.0.1/24", "dev", "t0");
          rtnetlink.setUp(t0, true);
          List<Route> routes =
              List.of(
                  Route.to(IpPrefix.parse("0.0.0.0/0"), index).inTable(51820),
                  Route.to(IpPrefix.parse("10.2.0.0/16"), index)
                      .withMetric(7)
                      .from(IpPrefix.parseAddress("10.1.0.1")),
                  Route.to(IpPrefix.parse("10.3.0.0/16"), index)
                      .via(IpPrefix.parseAddress("10.1.0.9")),
                  Route.to(IpPrefix.parse("::/0"), index).inTable(51820),
                  Route.to(IpPrefix.parse("fd00:2::/48"), index).withMetric(5));
          for (Route route : routes) {
            rtnetlink.addRoute(route);
          }
          List<Route> ours =
              rtnetlink.routes(index).stream()
                  .filter(r -> r.protocol() == Rtnetlink.PROTOCOL)
                  .toList();
          assertEquals(Set.copyOf(routes), Set.copyOf(ours));
          String v4 = here.ip("-4", "route", "show", "table", "all");
          assertTrue(v4.contains("default dev t0 table 51820 proto 111 scope link"), v4);
          assertTrue(
              v4.contains("10.2.0.0/16 dev t0 proto 111 scope link src 10.1.0.1 metric 7"), v4);
          assertTrue(v4.contains("10.3.0.0/16 via 10.1.0.9 dev t0 proto 111"), v4);
          String v6 = here.ip("-6", "route", "show", "table", "all");
          assertTrue(v6.contains("default dev t0 table 51820 proto 111 metric 1024"), v6);
          assertTrue(v6.contains("fd00:2::/48 dev t0 proto 111 metric 5"), v6);
          assertEquals(
              here.ip("-4", "route", "show", "table", "all").lines().count()
                  + here.ip("-6", "route", "show", "table", "all").lines().count(),
              rtnetlink.routes(0).size());
          for (Route route : ours) {
            rtnetlink.deleteRoute(route);
          }
          assertFalse(here.ip("-4", "route", "show", "table", "all").contains("proto 111"));
          assertFalse(here.ip("-6", "route", "show", "table", "all").contains("proto 111"));
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void replacesRouteOnlyWhenAsked(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          here.ip("tuntap", "add", "mode", "tun", "name", "t1");
          here.ip("link", "set", "t1", "up");
          here.ip("route", "add", "10.2.0.0/16", "dev", "t1");
          Link t0 = t0(rtnetlink);
          rtnetlink.setUp(t0, true);
          Route route = Route.to(IpPrefix.parse("10.2.0.0/16"), t0.index());
          NetlinkException refused =
              assertThrows(NetlinkException.class, () -> rtnetlink.addRoute(route));
          assertEquals(Errno.EEXIST, refused.errno());
          assertEquals("route 10.2.0.0/16 dev t0", refused.object());
          assertEquals("10.2.0.0/16 dev t1 scope link linkdown", here.ip("route"));
          rtnetlink.replaceRoute(route);
          assertEquals("10.2.0.0/16 dev t0 proto 111 scope link linkdown", here.ip("route"));
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void addsListsAndDeletesRules(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          List<Rule> before = rtnetlink.rules();
          List<Rule> rules =
              List.of(
                  Rule.lookup(AddressFamily.IPV4, 100, 254).unlessMarked(0xca6c).suppressing(0),
                  Rule.lookup(AddressFamily.IPV4, 101, 51820).unlessMarked(0xca6c),
                  Rule.lookup(AddressFamily.IPV4, 102, 7)
                      .between(IpPrefix.parse("10.1.0.0/16"), IpPrefix.parse("10.2.0.0/16")),
                  Rule.lookup(AddressFamily.IPV4, 103, 254).unlessMadeHere(51821).suppressing(0),
                  Rule.lookup(AddressFamily.IPV6, 101, 51820).unlessMarked(0xca6c),
                  Rule.lookup(AddressFamily.IPV6, 102, 7)
                      .between(null, IpPrefix.parse("fd00:2::/48")));
          for (Rule rule : rules) {
            rtnetlink.addRule(rule);
          }
          assertEquals(
              rules,
              rtnetlink.rules().stream().filter(r -> r.protocol() == Rtnetlink.PROTOCOL).toList());
          assertEquals(before.size() + rules.size(), rtnetlink.rules().size());
          String v4 = here.ip("rule", "show");
          assertTrue(
              v4.contains(
                  "100:\tnot from all fwmark 0xca6c lookup main suppress_prefixlength 0 proto 111"),
              v4);
          assertTrue(v4.contains("101:\tnot from all fwmark 0xca6c lookup 51820 proto 111"), v4);
          assertTrue(v4.contains("102:\tfrom 10.1.0.0/16 to 10.2.0.0/16 lookup 7 proto 111"), v4);
          assertTrue(v4.contains("103:\tnot from all"), v4);
          assertTrue(v4.contains(" iif lo lookup main suppress_prefixlength 0 proto 111"), v4);
          String v6 = here.ip("-6", "rule", "show");
          assertTrue(v6.contains("102:\tfrom all to fd00:2::/48 lookup 7 proto 111"), v6);
          NetlinkException twice =
              assertThrows(NetlinkException.class, () -> rtnetlink.addRule(rules.get(0)));
          assertEquals(Errno.EEXIST, twice.errno());
          for (Rule rule : rules) {
            rtnetlink.deleteRule(rule);
          }
          assertEquals(before, rtnetlink.rules());
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void reportsTheKernelsOwnWords(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          Link t0 = t0(rtnetlink);
          NetlinkException mtu =
              assertThrows(NetlinkException.class, () -> rtnetlink.setMtu(t0, 70_000));
          assertEquals("set MTU 70000 of", mtu.operation());
          assertEquals("link t0", mtu.object());
          assertEquals(Errno.EINVAL, mtu.errno());
          assertEquals("mtu greater than device maximum", mtu.kernelText());
          rtnetlink.setUp(t0, true);
          Route lost =
              Route.to(IpPrefix.parse("10.2.0.0/16"), t0.index())
                  .via(IpPrefix.parseAddress("192.0.2.1"));
          NetlinkException gateway =
              assertThrows(NetlinkException.class, () -> rtnetlink.addRoute(lost));
          assertEquals(Errno.ENETUNREACH, gateway.errno());
          assertEquals(
              "cannot add route 10.2.0.0/16 via 192.0.2.1 dev t0: ENETUNREACH (kernel: Nexthop has"
                  + " invalid gateway); the gateway must be reachable through this interface",
              gateway.getMessage());
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void tellsHowToAllowIpv6(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          // /proc/sys/net is that of the namespace of the thread which opens the file.
          Files.writeString(Path.of("/proc/sys/net/ipv6/conf/t0/disable_ipv6"), "1");
          LinkAddress address =
              LinkAddress.of(t0(rtnetlink).index(), IpPrefix.parse("fd00:1::1/64"));
          NetlinkException refused =
              assertThrows(NetlinkException.class, () -> rtnetlink.putAddress(address));
          String message = String.valueOf(refused.getMessage());
          // Between the two stand the kernel's words, which differ from version to version.
          assertTrue(
              message.startsWith("cannot add address fd00:1:0:0:0:0:0:1/64 dev t0: EACCES"),
              message);
          assertTrue(
              message.endsWith(
                  "; if IPv6 is wanted, set net.ipv6.conf.all.disable_ipv6 and that of this"
                      + " interface to 0"),
              message);
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void listsThousandsOfRoutesWhole(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          Link t0 = t0(rtnetlink);
          rtnetlink.setUp(t0, true);
          for (int i = 0; i < 3000; i++) {
            IpPrefix prefix = IpPrefix.parse("10." + i / 250 + "." + i % 250 + ".0/24");
            rtnetlink.addRoute(Route.to(prefix, t0.index()));
          }
          assertEquals(
              3000,
              rtnetlink.routes(t0.index()).stream()
                  .filter(r -> r.protocol() == Rtnetlink.PROTOCOL)
                  .distinct()
                  .count());
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void refusesToWorkOnceClosed(Libc libc) throws Exception {
    inNamespace(
        libc,
        (here, rtnetlink) -> {
          rtnetlink.close();
          rtnetlink.close();
          NetlinkException refused = assertThrows(NetlinkException.class, rtnetlink::links);
          assertEquals(Errno.EBADF, refused.errno());
        });
  }
}
