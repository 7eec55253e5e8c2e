package io.omniedge.tun.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.tun.IpPrefix;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InterfacePlanTest {
  private static final Link LINK = new Link(5, "omni0", 0, 1500, 500, "tun", LinkStatistics.ZERO);
  private static final InterfaceState BARE =
      new InterfaceState(false, 1500, 500, List.of(), Set.of(), Set.of());

  private static InterfaceState wanted(InterfaceSettings settings) {
    return InterfaceState.wanted(settings, LINK);
  }

  private static InterfaceSettings settings(String... addresses) {
    return InterfaceSettings.of(Stream.of(addresses).map(IpPrefix::parse).toList());
  }

  private static List<RouteSetting> routes(String... destinations) {
    return Stream.of(destinations).map(IpPrefix::parse).map(RouteSetting::to).toList();
  }

  private static List<String> plan(InterfaceState present, InterfaceState wanted) {
    return InterfacePlan.between(LINK, present, wanted).stream()
        .map(InterfacePlan.Change::text)
        .toList();
  }

  @Test
  void buildsFromAddressToRule() {
    InterfaceSettings settings =
        settings("10.1.0.1/24")
            .withMtu(1420)
            .withTxQueueLength(1000)
            .withRoutes(routes("0.0.0.0/0", "10.2.0.0/16"))
            .withFwmark(51820);
    assertEquals(
        List.of(
            "set MTU 1420",
            "set queue length 1000",
            "add address 10.1.0.1/24",
            "set up link omni0",
            "add route 0.0.0.0/0 table 51820",
            "add route 10.2.0.0/16",
            "add rule IPv4 32764: not fwmark 0xca6c lookup 254 suppress_prefixlength 0",
            "add rule IPv4 32765: not fwmark 0xca6c lookup 51820"),
        plan(BARE, wanted(settings)));
  }

  @Test
  void takesAwayFromRuleToAddress() {
    InterfaceState present =
        wanted(settings("10.1.0.1/24").withRoutes(routes("::/0")).withFwmark(7));
    assertEquals(
        List.of(
            "delete rule IPv6 32764: not fwmark 0x7 lookup 254 suppress_prefixlength 0",
            "delete rule IPv6 32765: not fwmark 0x7 lookup 7",
            "delete route 0:0:0:0:0:0:0:0/0 table 7 metric 1024",
            "delete address 10.1.0.1/24",
            "set down link omni0"),
        plan(present, present.cleared()));
  }

  @Test
  void findsNothingToDoBetweenEqualStates() {
    InterfaceSettings settings =
        settings("10.1.0.1/24", "fd00::1/64").withRoutes(routes("::/0", "10.2.0.0/16"));
    assertEquals(List.of(), plan(wanted(settings.withFwmark(7)), wanted(settings.withFwmark(7))));
  }

  @Test
  void replacesRouteInPlace() {
    IpPrefix destination = IpPrefix.parse("10.2.0.0/16");
    InterfaceSettings settings = settings("10.1.0.1/24");
    RouteSetting changed = new RouteSetting(destination, 0, IpPrefix.parseAddress("10.1.0.1"));
    assertEquals(
        List.of("replace route 10.2.0.0/16 src 10.1.0.1"),
        plan(
            wanted(settings.withRoutes(List.of(RouteSetting.to(destination)))),
            wanted(settings.withRoutes(List.of(changed)))));
  }

  @Test
  void movesRouteToAnotherMetric() {
    IpPrefix destination = IpPrefix.parse("10.2.0.0/16");
    InterfaceSettings settings = settings();
    assertEquals(
        List.of("delete route 10.2.0.0/16", "add route 10.2.0.0/16 metric 9"),
        plan(
            wanted(settings.withRoutes(List.of(RouteSetting.to(destination)))),
            wanted(settings.withRoutes(List.of(new RouteSetting(destination, 9, null))))));
  }

  @Test
  void leavesConnectedRouteToTheKernel() {
    InterfaceSettings settings =
        settings("10.1.0.1/24", "fd00::1/64", "10.3.0.1/32")
            .withRoutes(routes("10.1.0.0/24", "fd00::/64", "10.3.0.1/32"));
    assertEquals(
        Set.of(Route.to(IpPrefix.parse("10.3.0.1/32"), LINK.index())), wanted(settings).routes());
    assertEquals(3, wanted(settings.withTable(RoutingTable.of(9))).routes().size());
  }

  @Test
  void tableDecidesWhereRoutesGo() {
    InterfaceSettings settings = settings().withRoutes(routes("0.0.0.0/0")).withFwmark(7);
    Route route = Route.to(IpPrefix.parse("0.0.0.0/0"), LINK.index());
    assertEquals(Set.of(route.inTable(7)), wanted(settings).routes());
    assertEquals(2, wanted(settings).rules().size());
    InterfaceState numbered = wanted(settings.withTable(RoutingTable.of(Route.MAIN_TABLE)));
    assertEquals(Set.of(route), numbered.routes());
    assertEquals(Set.of(), numbered.rules());
    assertEquals(Set.of(), wanted(settings.withTable(RoutingTable.OFF)).routes());
    assertEquals(Set.of(), wanted(settings.withUp(false)).routes());
    assertEquals(Set.of(), wanted(settings.withUp(false)).rules());
  }

  @Test
  void leavesLinkLocalAddressOfTheKernel() {
    LinkAddress linkLocal =
        new LinkAddress(5, IpPrefix.parse("fe80::1/64"), null, Uapi.RT_SCOPE_LINK, 0x80, 3);
    InterfaceState present =
        new InterfaceState(true, 1500, 500, List.of(linkLocal), Set.of(), Set.of());
    assertEquals(List.of(), plan(present, wanted(settings())));
    assertEquals(List.of("set up link omni0"), plan(BARE, present));
    LinkAddress ours = LinkAddress.of(5, IpPrefix.parse("fe80::1/64"));
    InterfaceState made = new InterfaceState(true, 1500, 500, List.of(ours), Set.of(), Set.of());
    assertEquals(List.of("delete address fe80:0:0:0:0:0:0:1/64"), plan(made, wanted(settings())));
  }
}
