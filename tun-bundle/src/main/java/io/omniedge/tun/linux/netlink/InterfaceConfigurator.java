package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.linux.netlink.InterfacePlan.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Brings a tunnel interface to its settings: addresses, MTU, routes and, for a default route, the
 * policy rules that keep the tunnel's own packets out of the tunnel.
 *
 * <p>Keeps no memory of its own: it compares the settings with what the kernel says, and knows its
 * routes and rules by {@link Rtnetlink#PROTOCOL}. So it goes on where a killed process left off,
 * and a second {@link #apply} with the same settings changes nothing. The addresses of the
 * interface are all its own (but for the link-local one the kernel makes); routes that other
 * programs made are left alone, and are never replaced.
 *
 * <p>Any thread; one caller at a time, the others wait.
 */
public final class InterfaceConfigurator {
  /**
   * One round does it, unless the kernel took away more than it was told: deleting the first IPv4
   * address of a network takes the later ones along. A third round has only to find nothing.
   */
  private static final int ROUNDS = 3;

  /** Where wg-quick starts to look for a table, too. */
  private static final int FIRST_TABLE = 51820;

  private final Rtnetlink rtnetlink;

  /** The caller keeps and closes the {@code rtnetlink}. */
  public InterfaceConfigurator(Rtnetlink rtnetlink) {
    this.rtnetlink = rtnetlink;
  }

  /**
   * Makes the interface as the settings say. On an error it is brought back to what it was; what of
   * that fails is attached to the exception as suppressed.
   *
   * @throws NetlinkException if the interface is missing, the settings contradict themselves, or
   *     the kernel refuses a change
   */
  public synchronized void apply(String ifname, InterfaceSettings settings)
      throws NetlinkException {
    Optional<String> problem = InterfaceState.problem(settings);
    if (problem.isPresent()) {
      throw new NetlinkException("configure", "link " + ifname, problem.get());
    }
    Link link = present(ifname);
    int table = settings.fwmark();
    InterfaceState before = InterfaceState.read(rtnetlink, link, table);
    InterfaceState wanted = InterfaceState.wanted(settings, link);
    try {
      reach(link, before, wanted, table);
    } catch (NetlinkException e) {
      goBack(ifname, before, table, e);
      throw e;
    }
  }

  private void reach(Link link, InterfaceState before, InterfaceState wanted, int table)
      throws NetlinkException {
    List<Change> changes = InterfacePlan.between(link, before, wanted);
    for (int round = 0; !changes.isEmpty(); round++) {
      if (round == ROUNDS) {
        throw new NetlinkException(
            "configure",
            link.toString(),
            "the kernel accepted everything, yet this is still to do: "
                + changes
                + "; another program may be changing the interface");
      }
      for (Change change : changes) {
        change.action().run(rtnetlink);
      }
      Link now = present(link.name());
      changes = InterfacePlan.between(now, InterfaceState.read(rtnetlink, now, table), wanted);
    }
  }

  private void goBack(String ifname, InterfaceState before, int table, NetlinkException cause) {
    try {
      Link link = present(ifname);
      InterfaceState present = InterfaceState.read(rtnetlink, link, table);
      runAll(InterfacePlan.between(link, present, before)).forEach(cause::addSuppressed);
    } catch (NetlinkException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Takes our addresses, routes and rules off the interface and switches it off; goes on after an
   * error and throws the first at the end. An interface that is gone leaves only rules behind,
   * which go as in {@link #removeStale()}.
   */
  public synchronized void clear(String ifname) throws NetlinkException {
    Optional<Link> link = rtnetlink.link(ifname);
    List<NetlinkException> failures = new ArrayList<>();
    if (link.isPresent()) {
      InterfaceState present = InterfaceState.read(rtnetlink, link.get(), 0);
      failures.addAll(runAll(InterfacePlan.between(link.get(), present, present.cleared())));
    }
    try {
      removeStale();
    } catch (NetlinkException e) {
      failures.add(e);
    }
    throwFirst(failures);
  }

  /**
   * Removes rules of ours whose table has no routes of ours any more: the routes went away with the
   * interface when its process died, the rules did not. Rules of running tunnels stay, also those
   * of other processes.
   *
   * @return what was removed
   */
  public synchronized List<Rule> removeStale() throws NetlinkException {
    Set<FamilyTable> filled = tablesWithRoutes(r -> r.protocol() == Rtnetlink.PROTOCOL);
    List<Rule> stale = new ArrayList<>();
    List<NetlinkException> failures = new ArrayList<>();
    for (Rule rule : rtnetlink.rules()) {
      int table = InterfaceState.tunnelTable(rule);
      if (table != 0 && !filled.contains(new FamilyTable(rule.family(), table))) {
        try {
          rtnetlink.deleteRule(rule);
          stale.add(rule);
        } catch (NetlinkException e) {
          failures.add(e);
        }
      }
    }
    throwFirst(failures);
    return stale;
  }

  /**
   * A number from 51820 on that neither a routing table nor a rule uses: fit as firewall mark of a
   * tunnel with a default route.
   */
  public synchronized int unusedFwmark() throws NetlinkException {
    Set<Integer> used = new HashSet<>();
    for (FamilyTable filled : tablesWithRoutes(r -> true)) {
      used.add(filled.table());
    }
    for (Rule rule : rtnetlink.rules()) {
      used.add(rule.table());
      used.add(rule.fwmark());
    }
    int mark = FIRST_TABLE;
    while (used.contains(mark)) {
      mark++;
    }
    return mark;
  }

  /** IPv4 and IPv6 tables are numbered alike, but are two. */
  private record FamilyTable(AddressFamily family, int table) {}

  private Set<FamilyTable> tablesWithRoutes(Predicate<Route> counted) throws NetlinkException {
    Set<FamilyTable> tables = new HashSet<>();
    for (Route route : rtnetlink.routes(0)) {
      if (counted.test(route)) {
        tables.add(new FamilyTable(AddressFamily.of(route.destination()), route.table()));
      }
    }
    return tables;
  }

  private Link present(String ifname) throws NetlinkException {
    return rtnetlink
        .link(ifname)
        .orElseThrow(
            () ->
                new NetlinkException(
                    "configure", "link " + ifname, "there is no interface with this name"));
  }

  private List<NetlinkException> runAll(List<Change> changes) {
    List<NetlinkException> failures = new ArrayList<>();
    for (Change change : changes) {
      try {
        change.action().run(rtnetlink);
      } catch (NetlinkException e) {
        failures.add(e);
      }
    }
    return failures;
  }

  private static void throwFirst(List<NetlinkException> failures) throws NetlinkException {
    if (failures.isEmpty()) {
      return;
    }
    NetlinkException first = failures.get(0);
    failures.subList(1, failures.size()).forEach(first::addSuppressed);
    throw first;
  }
}
