package io.omniedge.tun.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.linux.NamespaceThread;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Against the real kernel, each test in a network namespace of its own, with {@code ip} as judge.
 */
@Tag("netns")
class InterfaceConfiguratorTest {
  private interface Body {
    void run(Host host) throws Exception;
  }

  /** A namespace with a TUN {@code t0} that is down. */
  private record Host(
      NamespaceThread.Namespace here,
      ChangeCounter counter,
      Rtnetlink rtnetlink,
      InterfaceConfigurator configurator) {
    /** Everything the configurator may change, as {@code ip} shows it. */
    String picture() throws Exception {
      return Stream.of(
              here.ip("-o", "addr", "show", "dev", "t0", "scope", "global"),
              // Without the operational state, which follows from the rest a moment later.
              here.ip("-j", "link", "show", "t0").replaceAll("\"(operstate|qdisc)\":\"\\w+\"", ""),
              here.ip("-4", "route", "show", "table", "all"),
              here.ip("-6", "route", "show", "table", "all", "proto", "111"),
              rules())
          .flatMap(String::lines)
          .sorted()
          .collect(Collectors.joining("\n"));
    }

    String rules() throws Exception {
      return here.ip("-4", "rule") + "\n" + here.ip("-6", "rule");
    }
  }

  private static void inNamespace(Body body) throws Exception {
    NamespaceThread.run(
        here -> {
          here.ip("tuntap", "add", "mode", "tun", "name", "t0");
          ChangeCounter counter = new ChangeCounter(LibcLoader.system());
          try (Rtnetlink rtnetlink = Rtnetlink.open(counter.libc())) {
            body.run(new Host(here, counter, rtnetlink, new InterfaceConfigurator(rtnetlink)));
          }
        });
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::parse).toList();
  }

  private static List<RouteSetting> routes(String... texts) {
    return prefixes(texts).stream().map(RouteSetting::to).toList();
  }

  private static final InterfaceSettings SITE =
      InterfaceSettings.of(prefixes("10.1.0.1/24", "fd00:1::1/64"))
          .withMtu(1420)
          .withTxQueueLength(1000)
          .withRoutes(routes("10.1.0.0/24", "10.2.0.0/16", "fd00:2::/48"));

  private static final InterfaceSettings EVERYTHING =
      SITE.withRoutes(routes("0.0.0.0/0", "::/0", "10.2.0.0/16")).withFwmark(51820);

  @Test
  void configuresSiteToSiteInterface() throws Exception {
    inNamespace(
        host -> {
          String rules = host.rules();
          host.configurator.apply("t0", SITE);
          String link = host.here.ip("-j", "addr", "show", "dev", "t0");
          assertTrue(link.contains("\"UP\""), link);
          assertTrue(link.contains("\"mtu\":1420"), link);
          assertTrue(link.contains("\"txqlen\":1000"), link);
          assertTrue(link.contains("\"local\":\"10.1.0.1\",\"prefixlen\":24"), link);
          assertTrue(link.contains("\"local\":\"fd00:1::1\",\"prefixlen\":64"), link);
          assertEquals(
              List.of(
                  "10.1.0.0/24 dev t0 proto kernel scope link src 10.1.0.1 linkdown",
                  "10.2.0.0/16 dev t0 proto 111 scope link linkdown"),
              host.here.ip("-4", "route").lines().map(String::strip).toList());
          assertTrue(host.here.ip("-6", "route").contains("fd00:2::/48 dev t0 proto 111"));
          assertEquals(rules, host.rules());
        });
  }

  @Test
  void secondApplyChangesNothing() throws Exception {
    inNamespace(
        host -> {
          for (InterfaceSettings settings :
              List.of(SITE, EVERYTHING, SITE.withTable(RoutingTable.of(77)), SITE.withUp(false))) {
            host.configurator.apply("t0", settings);
            int changes = host.counter.changes();
            assertTrue(changes > 0);
            host.configurator.apply("t0", settings);
            assertEquals(changes, host.counter.changes(), settings.toString());
          }
        });
  }

  @Test
  void keepsConfiguredLinkLocalAddressAndThatOfTheKernel() throws Exception {
    inNamespace(
        host -> {
          InterfaceSettings settings = InterfaceSettings.of(prefixes("fe80::5/64"));
          host.configurator.apply("t0", settings);
          host.here.ip("addr", "add", "fe80::77/64", "dev", "t0"); // as if made by the kernel
          int changes = host.counter.changes();
          host.configurator.apply("t0", settings);
          assertEquals(changes, host.counter.changes());
          String addresses = host.here.ip("-6", "addr", "show", "dev", "t0");
          assertTrue(addresses.contains("fe80::5/64"), addresses);
          assertTrue(addresses.contains("fe80::77/64"), addresses);
        });
  }

  @Test
  void leadsEverythingButMarkedPacketsIntoTheTunnel() throws Exception {
    inNamespace(
        host -> {
          host.here.ip("link", "add", "wan", "type", "veth", "peer", "name", "wan1");
          host.here.ip("addr", "add", "192.0.2.2/24", "dev", "wan");
          host.here.ip("link", "set", "wan", "up");
          host.here.ip("link", "set", "wan1", "up");
          host.here.ip("route", "add", "default", "via", "192.0.2.1");
          host.configurator.apply("t0", EVERYTHING);
          assertTrue(
              host.rules()
                  .contains(
                      """
                      32764:	not from all fwmark 0xca6c lookup main suppress_prefixlength 0 proto 111
                      32765:	not from all fwmark 0xca6c lookup 51820 proto 111
                      """),
              host.rules());
          // The kernel's own decisions: default route, specific route, mark.
          assertTrue(host.here.ip("route", "get", "198.51.100.1").contains("dev t0"));
          assertTrue(host.here.ip("route", "get", "192.0.2.9").contains("dev wan"));
          String marked = host.here.ip("route", "get", "198.51.100.1", "mark", "51820");
          assertTrue(marked.contains("via 192.0.2.1 dev wan"), marked);
          assertTrue(host.here.ip("route", "get", "2001:db8::1").contains("dev t0"));
        });
  }

  @Test
  void leadsWhatOthersSendIntoTheTunnelAndTheRestAsBefore() throws Exception {
    inNamespace(
        host -> {
          host.here.ip("link", "add", "wan", "type", "veth", "peer", "name", "wan1");
          host.here.ip("addr", "add", "192.0.2.2/24", "dev", "wan");
          host.here.ip("link", "set", "wan", "up");
          host.here.ip("link", "set", "wan1", "up");
          host.here.ip("route", "add", "default", "via", "192.0.2.1");
          host.configurator.apply("t0", EVERYTHING.withForwardedOnly(true));
          assertTrue(host.here.ip("route", "get", "198.51.100.1").contains("dev wan"));
          String[] forwarded = {"route", "get", "198.51.100.1", "from", "192.0.2.77", "iif", "wan"};
          // /proc/sys/net is that of the namespace of the thread which opens the file.
          Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1");
          assertTrue(host.here.ip(forwarded).contains("dev t0"));
          String near = host.here.ip("route", "get", "192.0.2.9", "from", "10.9.9.9", "iif", "t0");
          assertTrue(near.contains("dev wan"), near);
          int changes = host.counter.changes();
          host.configurator.apply("t0", EVERYTHING.withForwardedOnly(true));
          assertEquals(changes, host.counter.changes());
          host.configurator.apply("t0", EVERYTHING);
          assertTrue(host.here.ip("route", "get", "198.51.100.1").contains("dev t0"));
          host.configurator.clear("t0");
          assertFalse(host.rules().contains("proto 111"), host.rules());
        });
  }

  @Test
  void changesOnlyWhatDiffers() throws Exception {
    inNamespace(
        host -> {
          host.configurator.apply("t0", SITE);
          int changes = host.counter.changes();
          IpPrefix changed = IpPrefix.parse("10.2.0.0/16");
          host.configurator.apply(
              "t0",
              SITE.withMtu(1400)
                  .withRoutes(
                      List.of(
                          new RouteSetting(changed, 0, IpPrefix.parseAddress("10.1.0.1")),
                          RouteSetting.to(IpPrefix.parse("fd00:2::/48")),
                          RouteSetting.to(IpPrefix.parse("fd00:3::/48")))));
          assertEquals(3, host.counter.changes() - changes);
          assertTrue(
              host.here
                  .ip("-4", "route")
                  .contains("10.2.0.0/16 dev t0 proto 111 scope link src 10.1.0.1"));
        });
  }

  @Test
  void replacesIpv6RouteOfOursButTakesNoneOfAnother() throws Exception {
    inNamespace(
        host -> {
          IpPrefix destination = IpPrefix.parse("fd00:2::/48");
          host.configurator.apply("t0", SITE);
          host.configurator.apply(
              "t0",
              SITE.withRoutes(
                  List.of(new RouteSetting(destination, 0, IpPrefix.parseAddress("fd00:1::1")))));
          String routes = host.here.ip("-6", "route", "show", "fd00:2::/48");
          assertTrue(
              routes.startsWith("fd00:2::/48 dev t0 proto 111 src fd00:1::1 metric 1024"), routes);
          assertEquals(1, routes.lines().count());
          host.here.ip("tuntap", "add", "mode", "tun", "name", "t1");
          NetlinkException refused =
              assertThrows(NetlinkException.class, () -> host.configurator.apply("t1", SITE));
          assertEquals(Errno.EEXIST, refused.errno());
          assertEquals(routes, host.here.ip("-6", "route", "show", "fd00:2::/48"));
        });
  }

  @Test
  void restoresSecondAddressThatTheKernelTookAwayWithTheFirst() throws Exception {
    inNamespace(
        host -> {
          host.configurator.apply(
              "t0", InterfaceSettings.of(prefixes("10.1.0.1/24", "10.1.0.2/24")));
          host.configurator.apply("t0", InterfaceSettings.of(prefixes("10.1.0.2/24")));
          String addresses = host.here.ip("-4", "-o", "addr", "show", "dev", "t0");
          assertTrue(addresses.contains("10.1.0.2/24"), addresses);
          assertFalse(addresses.contains("10.1.0.1/24"), addresses);
        });
  }

  @Test
  void removesAddressesOfOneNetworkTogether() throws Exception {
    inNamespace(
        host -> {
          host.configurator.apply(
              "t0", InterfaceSettings.of(prefixes("10.1.0.1/24", "10.1.0.2/24", "fd00:1::1/64")));
          host.configurator.apply("t0", InterfaceSettings.of(List.of()));
          assertEquals("", host.here.ip("-o", "addr", "show", "dev", "t0", "scope", "global"));
        });
  }

  @Test
  void leavesRoutesOfOthersAlone() throws Exception {
    inNamespace(
        host -> {
          host.here.ip("link", "set", "t0", "up");
          host.here.ip("route", "add", "10.8.0.0/16", "dev", "t0");
          host.configurator.apply("t0", SITE);
          assertTrue(host.here.ip("-4", "route").contains("10.8.0.0/16 dev t0 scope link"));
        });
  }

  @Test
  void takesNoRouteFromAnotherInterfaceAndUndoesTheRest() throws Exception {
    inNamespace(
        host -> {
          host.here.ip("tuntap", "add", "mode", "tun", "name", "t1");
          host.here.ip("link", "set", "t1", "up");
          host.here.ip("route", "add", "10.2.0.0/16", "dev", "t1");
          String before = host.picture();
          NetlinkException refused =
              assertThrows(NetlinkException.class, () -> host.configurator.apply("t0", SITE));
          assertEquals(Errno.EEXIST, refused.errno());
          assertEquals("add", refused.operation());
          assertEquals("route 10.2.0.0/16 dev t0", refused.object());
          assertTrue(refused.toString().contains("another metric or table"));
          assertEquals(0, refused.getSuppressed().length);
          assertEquals(before, host.picture());
        });
  }

  @Test
  void undoesEverythingWhicheverChangeFails() throws Exception {
    InterfaceSettings old =
        InterfaceSettings.of(prefixes("10.7.0.1/24", "10.1.0.1/24", "fd00:7::1/64"))
            .withMtu(1300)
            .withFwmark(4000)
            .withRoutes(routes("0.0.0.0/0", "10.9.0.0/16", "fd00:9::/48"));
    inNamespace(
        host -> {
          for (int failing = 0; ; failing++) {
            host.configurator.apply("t0", old);
            String before = host.picture();
            int changes = host.counter.changes();
            host.counter.refuseAfter(failing);
            try {
              host.configurator.apply("t0", EVERYTHING);
              assertEquals(failing, host.counter.changes() - changes, "all changes had their turn");
              assertTrue(failing > 15, "the settings should differ in many things");
              return;
            } catch (NetlinkException e) {
              assertEquals(Errno.EIO, e.errno());
              assertEquals(0, e.getSuppressed().length, e.toString());
              assertEquals(before, host.picture(), "after failure of change " + failing);
            }
          }
        });
  }

  @Test
  void clearsOnlyWhatIsOurs() throws Exception {
    inNamespace(
        host -> {
          String before = host.picture();
          host.here.ip("rule", "add", "fwmark", "9", "table", "9", "priority", "500");
          String rules = host.rules();
          host.configurator.apply("t0", EVERYTHING.withMtu(0).withTxQueueLength(0));
          host.configurator.clear("t0");
          assertEquals(rules, host.rules());
          host.here.ip("rule", "del", "priority", "500");
          assertEquals(before, host.picture());
        });
  }

  @Test
  void removesRulesOfKilledProcessAndKeepsThoseOfRunningOnes() throws Exception {
    inNamespace(
        host -> {
          String none = host.rules();
          host.here.ip("tuntap", "add", "mode", "tun", "name", "t1");
          host.configurator.apply(
              "t1", InterfaceSettings.of(List.of()).withFwmark(7).withRoutes(routes("::/0")));
          String ofRunning = host.rules();
          host.configurator.apply("t0", EVERYTHING);
          assertEquals(List.of(), host.configurator.removeStale());
          host.here.ip("link", "del", "t0"); // as the kernel does when the process dies
          assertEquals(4, host.configurator.removeStale().size());
          assertEquals(ofRunning, host.rules());
          host.configurator.clear("t1");
          assertEquals(none, host.rules());
        });
  }

  @Test
  void clearOfVanishedInterfaceRemovesItsRules() throws Exception {
    inNamespace(
        host -> {
          String none = host.rules();
          host.configurator.apply("t0", EVERYTHING);
          host.here.ip("link", "del", "t0");
          host.configurator.clear("t0");
          assertEquals(none, host.rules());
        });
  }

  @Test
  void findsUnusedFwmark() throws Exception {
    inNamespace(
        host -> {
          assertEquals(51820, host.configurator.unusedFwmark());
          host.configurator.apply("t0", EVERYTHING);
          assertEquals(51821, host.configurator.unusedFwmark());
        });
  }

  @Test
  void refusesSettingsThatContradictThemselvesAndMissingInterfaces() throws Exception {
    inNamespace(
        host -> {
          String unmarked = refusal(host, "t0", EVERYTHING.withFwmark(0));
          assertTrue(unmarked.contains("needs a FwMark other than 0"), unmarked);
          String main = refusal(host, "t0", EVERYTHING.withFwmark(254));
          assertTrue(main.contains("FwMark 254 is also the number of a system"), main);
          String small = refusal(host, "t0", SITE.withMtu(1279));
          assertTrue(small.contains("MTU 1279 is below 1280"), small);
          assertEquals(
              "cannot configure link t9: there is no interface with this name",
              refusal(host, "t9", SITE));
          assertEquals(0, host.counter.changes());
        });
  }

  private static String refusal(Host host, String ifname, InterfaceSettings settings) {
    return String.valueOf(
        assertThrows(NetlinkException.class, () -> host.configurator.apply(ifname, settings))
            .getMessage());
  }
}
