package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.WanClass;
import io.omniedge.tun.linux.libc.Errno;
import java.util.List;

/**
 * The queue before a WAN: cake where the kernel has it, else htb with a class for what is urgent,
 * one for the rest, and one for what may wait. Never touches a queue that somebody else has set up;
 * knows its own by their handle.
 *
 * <p>One thread at a time.
 */
public final class WanQueue {
  /**
   * What cake takes for voice and for bulk, so that both do the same: CS5 to CS7, EF and
   * VOICE-ADMIT [RFC 4594]; and LE, CS1 [RFC 8622]. WireGuard's own packets without a flow have
   * none of these.
   */
  private static final List<Integer> URGENT_DSCP = List.of(40, 44, 46, 48, 56);

  private static final List<Integer> BACKGROUND_DSCP = List.of(1, 8);

  /** Of what is not urgent; it may use all that is free, and always has this. */
  private static final int BACKGROUND_PERCENT = 5;

  private static final int URGENT_RANK = 0;
  private static final int STANDARD_RANK = 1;
  private static final int BACKGROUND_RANK = 2;

  /** What a plain queue holds at most: this long, and a superpacket at least. */
  private static final int PLAIN_MILLIS = 100;

  private static final int PLAIN_LEAST_BYTES = 1 << 17;

  private final Rtnetlink rtnetlink;

  /** Sets nothing up yet. */
  public WanQueue(Rtnetlink rtnetlink) {
    this.rtnetlink = rtnetlink;
  }

  /**
   * Sets the queue up, in the place of one of ours or of one that the kernel chose.
   *
   * @param kilobits a second that the WAN carries
   * @param urgentPercent of that, what urgent packets get before all others, and no more; cake has
   *     its own share, a quarter
   * @return what it is: {@code cake} or {@code htb}, and the kind of its leaves
   * @throws NetlinkException if there is a queue of somebody else, or the kernel has not what is
   *     needed; then the interface has no queue of ours
   */
  public String apply(Link link, int kilobits, int urgentPercent) throws NetlinkException {
    remove(link);
    for (Qdisc present : rtnetlink.qdiscs(link.index())) {
      if (present.isRoot() && present.isConfigured()) {
        throw new NetlinkException(
            "shape",
            link.toString(),
            "somebody else has set up "
                + present
                + " there; remove it (tc qdisc del dev "
                + link.name()
                + " root), or set the bandwidth to 0");
      }
    }
    try {
      rtnetlink.change(
          "add cake to", link.toString(), QueueRequests.addCake(link.index(), kilobits));
      return "cake";
    } catch (NetlinkException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
    }
    return applyHtb(link, kilobits, urgentPercent);
  }

  private String applyHtb(Link link, int kilobits, int urgentPercent) throws NetlinkException {
    try {
      rtnetlink.change("add htb to", link.toString(), QueueRequests.addHtb(link.index()));
    } catch (NetlinkException e) {
      throw e.errno() == Errno.ENOENT ? missing(link, "cake nor htb (sch_cake, sch_htb)") : e;
    }
    try {
      String leaves = addClasses(link, kilobits, urgentPercent);
      addFilters(link);
      return "htb with " + leaves;
    } catch (NetlinkException e) {
      // Whole or not at all.
      remove(link);
      throw e;
    }
  }

  private static NetlinkException missing(Link link, String what) {
    return new NetlinkException(
        "shape", link.toString(), "this kernel has neither " + what + "; load or build the module");
  }

  private String addClasses(Link link, int kilobits, int urgentPercent) throws NetlinkException {
    int urgent = Math.max(1, (int) ((long) kilobits * urgentPercent / 100));
    int background = Math.max(1, (int) ((long) (kilobits - urgent) * BACKGROUND_PERCENT / 100));
    int standard = Math.max(1, kilobits - urgent - background);
    addClass(link, WanClass.HANDLE, QueueRequests.WHOLE, kilobits, kilobits, 0);
    addLeafClass(link, WanClass.URGENT, urgent, urgent, URGENT_RANK);
    addLeafClass(link, WanClass.STANDARD, standard, kilobits, STANDARD_RANK);
    addLeafClass(link, WanClass.BACKGROUND, background, kilobits, BACKGROUND_RANK);
    String kind = "";
    for (WanClass each : WanClass.values()) {
      kind = addLeaf(link, each.priority(), each == WanClass.URGENT ? urgent : kilobits);
    }
    return kind;
  }

  private void addLeafClass(Link link, WanClass number, int kilobits, int most, int rank)
      throws NetlinkException {
    addClass(link, QueueRequests.WHOLE, number.priority(), kilobits, most, rank);
  }

  private void addClass(Link link, int parent, int number, int kilobits, int most, int rank)
      throws NetlinkException {
    rtnetlink.change(
        "add a class of " + kilobits + " kbit/s to",
        link.toString(),
        QueueRequests.addClass(link.index(), parent, number, kilobits, most, rank));
  }

  /** The first kind that the kernel has. */
  private String addLeaf(Link link, int parent, int kilobits) throws NetlinkException {
    for (String kind : List.of("fq_codel", "sfq")) {
      try {
        rtnetlink.change(
            "add " + kind + " to",
            link.toString(),
            QueueRequests.addFairLeaf(link.index(), parent, kind));
        return kind;
      } catch (NetlinkException e) {
        if (e.errno() != Errno.ENOENT) {
          throw e;
        }
      }
    }
    int bytes = Math.max(PLAIN_LEAST_BYTES, (int) ((long) kilobits * PLAIN_MILLIS / 8));
    rtnetlink.change(
        "add bfifo to", link.toString(), QueueRequests.addPlainLeaf(link.index(), parent, bytes));
    return "bfifo";
  }

  /** For packets without our priority: of older kernels, and of other programs. */
  private void addFilters(Link link) throws NetlinkException {
    try {
      for (boolean v4 : new boolean[] {true, false}) {
        for (int dscp : URGENT_DSCP) {
          addFilter(link, v4, dscp, WanClass.URGENT);
        }
        for (int dscp : BACKGROUND_DSCP) {
          addFilter(link, v4, dscp, WanClass.BACKGROUND);
        }
      }
    } catch (NetlinkException e) {
      throw e.errno() == Errno.ENOENT ? missing(link, "cake nor u32 (sch_cake, cls_u32)") : e;
    }
  }

  private void addFilter(Link link, boolean v4, int dscp, WanClass to) throws NetlinkException {
    rtnetlink.change(
        "add a filter for DSCP " + dscp + " to",
        link.toString(),
        QueueRequests.addFilter(link.index(), v4, dscp, to.priority()));
  }

  /** Whether the queue at this interface is ours. */
  public boolean isOn(Link link) throws NetlinkException {
    return rtnetlink.qdiscs(link.index()).stream().anyMatch(Qdisc::isOurs);
  }

  /** Takes the queue away if it is ours; the kernel puts back the one it had chosen. */
  public void remove(Link link) throws NetlinkException {
    if (isOn(link)) {
      rtnetlink.change(
          "delete the queue of", link.toString(), QueueRequests.deleteRoot(link.index()));
    }
  }
}
