package io.omniedge.tun.linux.netlink;

/**
 * What the queue before the WAN is to be. Immutable.
 *
 * @param interfaceName of the WAN; empty for that of the default route
 * @param kilobits a second that the WAN carries; 0 to leave it alone
 * @param urgentPercent of that for urgent packets at most, 1 to 90
 */
public record WanQueueSettings(String interfaceName, int kilobits, int urgentPercent) {
  /** Nothing is shaped. */
  public static final WanQueueSettings OFF = new WanQueueSettings("", 0, 30);

  private static final int MOST_PERCENT = 90;

  /** Checks. */
  public WanQueueSettings {
    if (kilobits < 0) {
      throw new IllegalArgumentException("bandwidth " + kilobits + " kbit/s is negative");
    }
    if (urgentPercent < 1 || urgentPercent > MOST_PERCENT) {
      throw new IllegalArgumentException(
          "urgent share " + urgentPercent + " % is not 1 to " + MOST_PERCENT);
    }
  }
}
