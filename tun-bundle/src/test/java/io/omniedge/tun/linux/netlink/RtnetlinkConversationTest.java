package io.omniedge.tun.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.omniedge.tun.linux.libc.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a healthy kernel says seldom or never. */
class RtnetlinkConversationTest {
  private static final String LINK =
      "28000000 1000 0200 00000000 00000000 00 00 0100 07000000 00000000 00000000"
          + "0700 0300 743000 00"; // IFLA_IFNAME "t0"
  private static final String INTERRUPTED_LINK = LINK.replace("1000 0200", "1000 1200");
  private static final String DONE = "14000000 0300 0200 00000000 00000000 00000000";
  private static final String INTERRUPTED_DONE = DONE.replace("0300 0200", "0300 1200");
  private static final String MALFORMED_LINK =
      LINK.replace("0700 0300 743000 00", "0900 0300 743000 00");

  private final ScriptedKernel kernel = new ScriptedKernel();

  private List<String> listLinks() throws NetlinkException {
    try (Rtnetlink rtnetlink = Rtnetlink.open(kernel.libc())) {
      return rtnetlink.links().stream().map(Link::name).toList();
    }
  }

  private String listingFails() {
    return String.valueOf(assertThrows(NetlinkException.class, this::listLinks).getMessage());
  }

  @Test
  void gathersListFromSeveralBlocks() throws Exception {
    kernel.answer(LINK, LINK).answer(LINK).answer(DONE);
    assertEquals(List.of("t0", "t0", "t0"), listLinks());
  }

  @Test
  void repeatsListThatChangedMeanwhile() throws Exception {
    kernel.answer(INTERRUPTED_LINK, LINK).answer(DONE);
    kernel.answer(LINK).answer(INTERRUPTED_DONE);
    kernel.answer(LINK).answer(DONE);
    assertEquals(List.of("t0"), listLinks());
    assertEquals(3, kernel.requests().size());
  }

  @Test
  void givesUpOnListThatNeverHoldsStill() {
    for (int i = 0; i < 100; i++) {
      kernel.answer(INTERRUPTED_DONE);
    }
    assertEquals("cannot list links: they changed during each of many attempts", listingFails());
  }

  @Test
  void passesOverTheRestOfAnEarlierAnswer() throws Exception {
    kernel.answerLate(LINK, DONE).answer(LINK, DONE);
    assertEquals(List.of("t0"), listLinks());
  }

  @Test
  void passesOverWhatAnotherProcessSends() throws Exception {
    kernel.answerFrom(4711, LINK, DONE).answer(DONE);
    assertEquals(List.of(), listLinks());
  }

  @Test
  void goesOnAfterSignal() throws Exception {
    kernel.fail(Errno.EINTR).answer(DONE);
    assertEquals(List.of(), listLinks());
  }

  @Test
  void readsToTheEndBeforeItReportsMalformedMessage() {
    kernel.answer(MALFORMED_LINK, LINK).answer(DONE);
    assertEquals("cannot list links: the kernel's link cannot be read", listingFails());
    assertEquals(0, kernel.left());
  }

  @Test
  void reportsLostAndCutOffAnswers() {
    kernel.fail(Errno.ENOBUFS);
    assertEquals("cannot list links: ENOBUFS; the machine is short of memory", listingFails());
    kernel.fail(Errno.EAGAIN);
    assertEquals("cannot list links: EAGAIN; the kernel did not answer in time", listingFails());
    kernel.answerCutOff(LINK);
    assertEquals("cannot list links: EMSGSIZE", listingFails());
  }

  @Test
  void findsNoIpv6RulesOnKernelWithoutIpv6() throws Exception {
    kernel.answer(DONE);
    kernel.answer( // EAFNOSUPPORT
        "24000000 0200 0001 00000000 00000000", "9fffffff 1c000000 2200 0103 00000000 00000000");
    try (Rtnetlink rtnetlink = Rtnetlink.open(kernel.libc())) {
      assertEquals(List.of(), rtnetlink.rules());
    }
    assertEquals(List.of(Uapi.RTM_GETRULE, Uapi.RTM_GETRULE), kernel.requests());
  }

  @Test
  void takesOnlyTheFamilyAskedForFromKernelThatAnswersWithEverything() throws Exception {
    String route =
        "2c000000 1800 0200 00000000 00000000"
            + "02 10 00 00 fe 6f fd 01 00000000 0800 0100 0a020000 0800 0400 07000000";
    kernel.answer(route, DONE).answer(route, DONE);
    try (Rtnetlink rtnetlink = Rtnetlink.open(kernel.libc())) {
      assertEquals(1, rtnetlink.routes(7).size());
    }
  }
}
