package io.omniedge.transport.acl;

import io.omniedge.gateway.api.flow.FlowClass;

/**
 * How the packets of a flow are sent, as one number, so that a thread that sends can compare it
 * without an object: the class in the lower two bits, the DSCP above. {@value #NONE} is what nobody
 * said anything about.
 */
public final class Marking {
  /** Standard class, DSCP 0. */
  public static final int NONE = 0;

  private static final int STANDARD = 0;
  private static final int URGENT = 1;
  private static final int BACKGROUND = 2;
  private static final int CLASS_BITS = 2;
  private static final int CLASS_MASK = (1 << CLASS_BITS) - 1;

  private Marking() {}

  static int of(FlowClass flowClass) {
    int number =
        switch (flowClass.trafficClass()) {
          case ULTRA_RELIABLE_LOW_LATENCY -> URGENT;
          case BACKGROUND -> BACKGROUND;
          case STANDARD, DROP -> STANDARD;
        };
    return flowClass.dscp() << CLASS_BITS | number;
  }

  /** Of the outer packets, 0 to 63. */
  public static int dscp(int marking) {
    return marking >>> CLASS_BITS;
  }

  /** Whether it goes before everything else. */
  public static boolean isUrgent(int marking) {
    return (marking & CLASS_MASK) == URGENT;
  }

  /** Whether it may wait. */
  public static boolean isBackground(int marking) {
    return (marking & CLASS_MASK) == BACKGROUND;
  }
}
