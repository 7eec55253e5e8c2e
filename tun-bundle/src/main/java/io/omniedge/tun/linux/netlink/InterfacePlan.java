package io.omniedge.tun.linux.netlink;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The changes that lead from one state of an interface to another, in an order the kernel accepts.
 * Pure: decides, does nothing.
 */
final class InterfacePlan {
  /** Sends one change. */
  interface Action {
    void run(Rtnetlink rtnetlink) throws NetlinkException;
  }

  /** One change: {@code add route 10.2.0.0/16}. */
  record Change(String text, Action action) {
    @Override
    public String toString() {
      return text;
    }
  }

  private final Link link;
  private final List<Change> changes = new ArrayList<>();

  private InterfacePlan(Link link) {
    this.link = link;
  }

  /** Empty if nothing is to be done. */
  static List<Change> between(Link link, InterfaceState present, InterfaceState wanted) {
    InterfacePlan plan = new InterfacePlan(link);
    // Take away from the outside in, so that nothing points to what is gone; build up in reverse,
    // rules last, so that no packet is sent to a table that is still empty.
    plan.removeRules(present, wanted);
    plan.removeRoutes(present, wanted);
    plan.removeAddresses(present, wanted);
    if (present.up() && !wanted.up()) {
      plan.add("set down " + link, r -> r.setUp(link, false));
    }
    plan.setNumbers(present, wanted);
    plan.addAddresses(present, wanted);
    if (wanted.up() && !present.up()) {
      plan.add("set up " + link, r -> r.setUp(link, true));
    }
    plan.addRoutes(present, wanted);
    plan.addRules(present, wanted);
    return plan.changes;
  }

  private void add(String text, Action action) {
    changes.add(new Change(text, action));
  }

  /**
   * What the kernel has taken away by itself meanwhile, with something else, is deleted as well.
   */
  private void delete(Object what, Action action) {
    add(
        "delete " + what,
        r -> {
          try {
            action.run(r);
          } catch (NetlinkException e) {
            if (!e.saysGone()) {
              throw e;
            }
          }
        });
  }

  private void removeRules(InterfaceState present, InterfaceState wanted) {
    for (Rule rule : present.rules()) {
      if (!wanted.rules().contains(rule)) {
        delete(rule, r -> r.deleteRule(rule));
      }
    }
  }

  private void addRules(InterfaceState present, InterfaceState wanted) {
    for (Rule rule : wanted.rules()) {
      if (!present.rules().contains(rule)) {
        add("add " + rule, r -> r.addRule(rule));
      }
    }
  }

  private void removeRoutes(InterfaceState present, InterfaceState wanted) {
    Set<Route.Key> kept = keys(wanted.routes());
    for (Route route : present.routes()) {
      if (!kept.contains(route.key())) {
        delete(route, r -> r.deleteRoute(route));
      }
    }
  }

  private void addRoutes(InterfaceState present, InterfaceState wanted) {
    Set<Route.Key> taken = keys(present.routes());
    for (Route route : wanted.routes()) {
      if (present.routes().contains(route)) {
        continue;
      }
      if (taken.contains(route.key())) {
        // Ours, only different: in place, without a gap. Never over a route of someone else.
        add("replace " + route, r -> r.replaceRoute(route));
      } else {
        add("add " + route, r -> r.addRoute(route));
      }
    }
  }

  private static Set<Route.Key> keys(Set<Route> routes) {
    Set<Route.Key> keys = new HashSet<>();
    for (Route route : routes) {
      keys.add(route.key());
    }
    return keys;
  }

  private void removeAddresses(InterfaceState present, InterfaceState wanted) {
    for (LinkAddress address : present.addresses()) {
      if (!address.isKernelLinkLocal()
          && wanted.addresses().stream().noneMatch(address::isSameAs)) {
        delete(address, r -> r.deleteAddress(address));
      }
    }
  }

  private void addAddresses(InterfaceState present, InterfaceState wanted) {
    for (LinkAddress address : wanted.addresses()) {
      if (!address.isKernelLinkLocal()
          && present.addresses().stream().noneMatch(address::isSameAs)) {
        add("add " + address, r -> r.putAddress(address));
      }
    }
  }

  private void setNumbers(InterfaceState present, InterfaceState wanted) {
    if (present.mtu() != wanted.mtu()) {
      add("set MTU " + wanted.mtu(), r -> r.setMtu(link, wanted.mtu()));
    }
    if (present.txQueueLength() != wanted.txQueueLength()) {
      add(
          "set queue length " + wanted.txQueueLength(),
          r -> r.setTxQueueLength(link, wanted.txQueueLength()));
    }
  }
}
