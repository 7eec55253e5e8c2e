package io.omniedge.tun;

/**
 * The three classes of what leaves for the WAN, by the numbers that the kernel knows them by.
 *
 * <p>The priority of a packet (SO_PRIORITY) is the number of a class in the queue that we set up:
 * its handle 6f: above, the class below. Where no such queue is, the lower four bits count: they
 * are Linux' own priorities (TC_PRIO_INTERACTIVE, TC_PRIO_BESTEFFORT, TC_PRIO_BULK), which
 * pfifo_fast and mqprio go by.
 */
public enum WanClass {
  /** Before everything else, within a cap. */
  URGENT(0x16),
  /** All that nobody said anything about. */
  STANDARD(0x10),
  /** Only what the others leave. */
  BACKGROUND(0x12);

  /** The upper half of the numbers of our queue and its classes: the letter o. */
  public static final int HANDLE = 0x6f << 16;

  private final int priority;

  WanClass(int minor) {
    this.priority = HANDLE | minor;
  }

  /** What SO_PRIORITY is to be; and the number of the class. */
  public int priority() {
    return priority;
  }
}
