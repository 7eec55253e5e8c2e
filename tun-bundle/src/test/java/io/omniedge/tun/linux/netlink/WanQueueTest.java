package io.omniedge.tun.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.linux.NamespaceThread;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Against the real kernel, each test in a network namespace of its own, with {@code tc} as judge.
 */
@Tag("netns")
class WanQueueTest {
  private interface Body {
    void run(NamespaceThread.Namespace here, WanQueueKeeper keeper) throws Exception;
  }

  /** In a namespace with two interfaces, the first of which has the default route. */
  private static void inNamespace(Body body) throws Exception {
    NamespaceThread.run(
        here -> {
          for (String name : List.of("wan0", "wan1")) {
            here.ip("tuntap", "add", "mode", "tun", "name", name);
            here.ip("link", "set", name, "up");
          }
          here.ip("address", "add", "192.0.2.1/24", "dev", "wan0");
          here.ip("address", "add", "198.51.100.1/24", "dev", "wan1");
          here.ip("route", "add", "default", "dev", "wan0");
          try (WanQueueKeeper keeper = WanQueueKeeper.open(LibcLoader.system())) {
            body.run(here, keeper);
          }
        });
  }

  private static String roots(NamespaceThread.Namespace here) throws Exception {
    return here.tc("qdisc", "show");
  }

  @Test
  void setsUpThreeClassesAtTheInterfaceOfTheDefaultRoute() throws Exception {
    inNamespace(
        (here, keeper) -> {
          String before = roots(here);
          keeper.configure(new WanQueueSettings("", 10_000, 20));
          assertEquals(List.of(), keeper.problems());
          assertTrue(keeper.state().startsWith("wan0, 10000 kbit/s, "), keeper.state());
          if (keeper.state().contains("htb")) {
            String classes = here.tc("class", "show", "dev", "wan0");
            assertTrue(classes.contains("class htb 6f:1 root rate 10Mbit ceil 10Mbit"), classes);
            assertTrue(
                classes.matches(
                    "(?s).*htb 6f:16 parent 6f:1 leaf \\w+: prio 0 rate 2Mbit ceil 2Mbit.*"),
                classes);
            assertTrue(
                classes.matches(
                    "(?s).*htb 6f:10 parent 6f:1 leaf \\w+: prio 1 rate 7600Kbit ceil 10Mbit.*"),
                classes);
            assertTrue(
                classes.matches(
                    "(?s).*htb 6f:12 parent 6f:1 leaf \\w+: prio 2 rate 400Kbit ceil 10Mbit.*"),
                classes);
            String filters = here.tc("filter", "show", "dev", "wan0");
            assertTrue(filters.contains("match 00b80000/00fc0000 at 0"), filters);
            assertTrue(filters.contains("match 0b800000/0fc00000 at 0"), filters);
          }
          keeper.configure(WanQueueSettings.OFF);
          assertEquals(before, roots(here), "what the kernel had chosen is back");
        });
  }

  @Test
  void followsTheDefaultRouteAndChangesOfTheSettings() throws Exception {
    inNamespace(
        (here, keeper) -> {
          keeper.configure(new WanQueueSettings("", 10_000, 20));
          keeper.configure(new WanQueueSettings("", 20_000, 20));
          assertTrue(here.tc("qdisc", "show", "dev", "wan0").contains(" 6f: root"));
          assertTrue(keeper.state().contains("20000 kbit/s"), keeper.state());
          here.ip("route", "replace", "default", "dev", "wan1");
          awaitState(keeper, "wan1,");
          assertFalse(here.tc("qdisc", "show", "dev", "wan0").contains(" 6f:"));
          assertTrue(here.tc("qdisc", "show", "dev", "wan1").contains(" 6f: root"));
          here.ip("route", "delete", "default");
          awaitState(keeper, "off");
          assertEquals(
              List.of("WAN queue: there is no default route, so no WAN"), keeper.problems());
          assertFalse(roots(here).contains(" 6f:"));
        });
  }

  private static void awaitState(WanQueueKeeper keeper, String start) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!keeper.state().startsWith(start)) {
      assertTrue(System.nanoTime() < deadline, keeper.state() + " " + keeper.problems());
      Thread.onSpinWait();
    }
  }

  @Test
  void waitsForAnInterfaceThatIsNotThereYet() throws Exception {
    inNamespace(
        (here, keeper) -> {
          keeper.configure(new WanQueueSettings("wan7", 10_000, 20));
          assertEquals(List.of("WAN queue: there is no interface wan7"), keeper.problems());
          here.ip("tuntap", "add", "mode", "tun", "name", "wan7");
          awaitState(keeper, "wan7,");
          assertEquals(List.of(), keeper.problems());
        });
  }

  @Test
  void neverTouchesTheQueueOfSomebodyElse() throws Exception {
    inNamespace(
        (here, keeper) -> {
          here.tc("qdisc", "add", "dev", "wan0", "root", "handle", "1:", "htb");
          String before = roots(here);
          keeper.configure(new WanQueueSettings("wan0", 10_000, 20));
          assertEquals(
              List.of(
                  "WAN queue: cannot shape link wan0: somebody else has set up queue htb 1: there;"
                      + " remove it (tc qdisc del dev wan0 root), or set the bandwidth to 0"),
              keeper.problems());
          assertEquals(before, roots(here));
          keeper.configure(WanQueueSettings.OFF);
          assertEquals(before, roots(here));
        });
  }

  @Test
  void replacesWhatAKilledProcessLeft() throws Exception {
    inNamespace(
        (here, keeper) -> {
          here.tc("qdisc", "add", "dev", "wan1", "root", "handle", "6f:", "htb");
          here.tc("qdisc", "add", "dev", "wan0", "root", "handle", "6f:", "htb", "default", "7");
          keeper.configure(new WanQueueSettings("wan0", 10_000, 20));
          assertEquals(List.of(), keeper.problems());
          String left = roots(here);
          assertFalse(left.contains("default 0x7"), left);
          assertFalse(here.tc("qdisc", "show", "dev", "wan1").contains(" 6f:"));
          keeper.configure(WanQueueSettings.OFF);
          assertFalse(roots(here).contains(" 6f:"));
        });
  }

  @Test
  void goesWithItsOwner() throws Exception {
    NamespaceThread.run(
        here -> {
          here.ip("tuntap", "add", "mode", "tun", "name", "wan0");
          String before = roots(here);
          WanQueueKeeper keeper = WanQueueKeeper.open(LibcLoader.system());
          keeper.configure(new WanQueueSettings("wan0", 10_000, 20));
          assertTrue(roots(here).contains(" 6f:"));
          keeper.close();
          assertEquals(before, roots(here));
        });
  }

  /** A kernel that has nothing, or loses heart in the middle: an errno for each request. */
  @Test
  void leavesNothingHalfDoneWhenTheKernelRefusesAPart() throws Exception {
    ScriptedKernel kernel = new ScriptedKernel();
    String done = "14000000 0300 0200 00000000 00000000 00000000";
    String ok = "24000000 0200 0000 00000000 00000000 00000000 10000000 24000400 00000000 00000000";
    String enoent = ok.replace("00000000 10000000", "feffffff 10000000");
    String ours =
        "2c000000 2400 0200 00000000 00000000 00000000 07000000 00006f00 ffffffff 02000000"
            + "0800 0100 68746200"; // an htb 6f: at the root of interface 7
    kernel.answer(done).answer(done); // neither ours nor anybody's
    kernel.answer(enoent); // no cake
    kernel.answer(ok).answer(enoent); // htb, but no class
    kernel.answer(ours, done).answer(ok); // ours, deleted
    Link wan = new Link(7, "wan0", 1, 1500, 1000, "", LinkStatistics.ZERO);
    try (Rtnetlink rtnetlink = Rtnetlink.open(kernel.libc())) {
      WanQueue queue = new WanQueue(rtnetlink);
      assertThrows(NetlinkException.class, () -> queue.apply(wan, 10_000, 20));
    }
    assertEquals(0, kernel.left());
    assertEquals(
        List.of(
            Uapi.RTM_GETQDISC,
            Uapi.RTM_GETQDISC,
            Uapi.RTM_NEWQDISC,
            Uapi.RTM_NEWQDISC,
            Uapi.RTM_NEWTCLASS,
            Uapi.RTM_GETQDISC,
            Uapi.RTM_DELQDISC),
        kernel.requests());
  }

  @Test
  void saysWhichModulesAreMissing() throws Exception {
    ScriptedKernel kernel = new ScriptedKernel();
    String done = "14000000 0300 0200 00000000 00000000 00000000";
    String enoent =
        "24000000 0200 0000 00000000 00000000 feffffff 10000000 24000400 00000000 00000000";
    kernel.answer(done).answer(done).answer(enoent).answer(enoent);
    Link wan = new Link(7, "wan0", 1, 1500, 1000, "", LinkStatistics.ZERO);
    try (Rtnetlink rtnetlink = Rtnetlink.open(kernel.libc())) {
      NetlinkException refusal =
          assertThrows(
              NetlinkException.class, () -> new WanQueue(rtnetlink).apply(wan, 10_000, 20));
      assertEquals(
          "cannot shape link wan0: this kernel has neither cake nor htb (sch_cake, sch_htb); load"
              + " or build the module",
          refusal.getMessage());
    }
  }
}
