package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.WanClass;

/** The requests that set up queues: {@code struct tcmsg}, then attributes. Pure functions. */
final class QueueRequests {
  /** The class of all classes; what is shared is its rate. */
  static final int WHOLE = WanClass.HANDLE | 1;

  private static final int BITS_PER_KILOBIT = 1000;
  private static final int NEW_ONLY = Requests.NEW_ONLY;

  /** One tick of the packet scheduler's clock, PSCHED_SHIFT of net/pkt_sched.h. */
  private static final long TICK_NANOS = 64;

  /** What a class may send in one go beyond its rate: a packet and this long. */
  private static final long BURST_NANOS = 1_000_000;

  private static final int PACKET_BYTES = 1600;

  /** What a class sends before another one of the same urgency: here each has its own. */
  private static final int QUANTUM_BYTES = 10_000;

  private QueueRequests() {}

  private static MessageWriter message(int type, int flags, int link, int handle, int parent) {
    return new MessageWriter(type, flags).u8(0).u8(0).u16(0).u32(link).u32(handle).u32(parent);
  }

  static MessageWriter listQdiscs() {
    return message(Uapi.RTM_GETQDISC, Uapi.NLM_F_DUMP, 0, 0, 0).u32(0);
  }

  static MessageWriter deleteRoot(int link) {
    return message(Uapi.RTM_DELQDISC, Uapi.NLM_F_ACK, link, WanClass.HANDLE, Uapi.TC_H_ROOT).u32(0);
  }

  /** cake with its four classes by DSCP; it is fair and cuts superpackets by itself. */
  static MessageWriter addCake(int link, int kilobits) {
    MessageWriter w = root(link, "cake");
    int options = w.begin(Uapi.TCA_OPTIONS);
    w.attributeU64(Uapi.TCA_CAKE_BASE_RATE64, bytesPerSecond(kilobits));
    w.attributeU32(Uapi.TCA_CAKE_DIFFSERV_MODE, Uapi.CAKE_DIFFSERV_DIFFSERV4);
    return w.end(options);
  }

  /** htb whose unclassified packets are of the standard class. */
  static MessageWriter addHtb(int link) {
    MessageWriter w = root(link, "htb");
    int options = w.begin(Uapi.TCA_OPTIONS);
    int glob = w.begin(Uapi.TCA_HTB_INIT);
    w.u32(Uapi.HTB_VERSION).u32(Uapi.HTB_RATE_TO_QUANTUM);
    w.u32(WanClass.STANDARD.priority() & 0xffff).u32(0).u32(0);
    return w.end(glob).end(options);
  }

  private static MessageWriter root(int link, String kind) {
    return message(Uapi.RTM_NEWQDISC, NEW_ONLY, link, WanClass.HANDLE, Uapi.TC_H_ROOT)
        .u32(0)
        .attribute(Uapi.TCA_KIND, kind);
  }

  /**
   * A class of htb.
   *
   * @param kilobits a second that it always has
   * @param mostKilobits a second that it may have while others do not need theirs
   * @param rank the lower is served first
   */
  static MessageWriter addClass(
      int link, int parent, int number, int kilobits, int mostKilobits, int rank) {
    MessageWriter w =
        message(Uapi.RTM_NEWTCLASS, NEW_ONLY, link, number, parent)
            .u32(0)
            .attribute(Uapi.TCA_KIND, "htb");
    int options = w.begin(Uapi.TCA_OPTIONS);
    int parameters = w.begin(Uapi.TCA_HTB_PARMS);
    rate(w, kilobits);
    rate(w, mostKilobits);
    w.u32(burstTicks(kilobits)).u32(burstTicks(mostKilobits));
    w.u32(QUANTUM_BYTES).u32(0).u32(rank);
    return w.end(parameters).end(options);
  }

  /** {@code struct tc_ratespec}: cell log, link layer, overhead, cell align, mpu, rate. */
  private static void rate(MessageWriter w, int kilobits) {
    long rate = Math.min(bytesPerSecond(kilobits), 0xffff_ffffL);
    w.u8(0).u8(Uapi.TC_LINKLAYER_ETHERNET).u16(0).u16(0).u16(0).u32((int) rate);
  }

  private static long bytesPerSecond(int kilobits) {
    return (long) kilobits * BITS_PER_KILOBIT / 8;
  }

  /** How long the burst takes at this rate. */
  private static int burstTicks(int kilobits) {
    long packetNanos = PACKET_BYTES * 1_000_000_000L / bytesPerSecond(kilobits);
    return (int) ((packetNanos + BURST_NANOS) / TICK_NANOS);
  }

  /** A queue that is fair among the flows of a class. */
  static MessageWriter addFairLeaf(int link, int parent, String kind) {
    return message(Uapi.RTM_NEWQDISC, NEW_ONLY, link, 0, parent)
        .u32(0)
        .attribute(Uapi.TCA_KIND, kind);
  }

  /** First in, first out, of so many bytes at most. */
  static MessageWriter addPlainLeaf(int link, int parent, int bytes) {
    return addFairLeaf(link, parent, "bfifo")
        .attributeU32(Uapi.TCA_OPTIONS, bytes); // struct tc_fifo_qopt
  }

  /** Puts packets with a DSCP into a class, with the general-purpose filter u32. */
  static MessageWriter addFilter(int link, boolean v4, int dscp, int classNumber) {
    int protocol = v4 ? Uapi.ETH_P_IP : Uapi.ETH_P_IPV6;
    int rank = v4 ? 1 : 2;
    MessageWriter w =
        message(Uapi.RTM_NEWTFILTER, NEW_ONLY, link, 0, WanClass.HANDLE)
            .u32((rank << 16) | (Short.reverseBytes((short) protocol) & 0xffff))
            .attribute(Uapi.TCA_KIND, "u32");
    int options = w.begin(Uapi.TCA_OPTIONS);
    w.attributeU32(Uapi.TCA_U32_CLASSID, classNumber);
    int selector = w.begin(Uapi.TCA_U32_SEL);
    // struct tc_u32_sel: flags, offset shift, number of keys, and what a header of variable length
    // would need; then one key: mask and value in network order, offset, offset mask.
    w.u8(Uapi.TC_U32_TERMINAL).u8(0).u8(1).u8(0).u16(0).u16(0).u16(0).u16(0).u32(0);
    int shift = v4 ? 18 : 22; // of the DSCP in the first word of the IP header
    w.u32(Integer.reverseBytes(0x3f << shift)).u32(Integer.reverseBytes(dscp << shift));
    w.u32(0).u32(0);
    return w.end(selector).end(options);
  }
}
