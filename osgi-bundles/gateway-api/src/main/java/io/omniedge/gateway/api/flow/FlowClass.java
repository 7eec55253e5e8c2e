package io.omniedge.gateway.api.flow;

/**
 * How the packets of a flow are treated. Immutable.
 *
 * @param trafficClass how urgent they are
 * @param dscp of the outer packets, 0 to 63
 */
public record FlowClass(TrafficClass trafficClass, int dscp) {
  private static final int MOST = 63;

  /** Of a flow that nobody classified: standard, default forwarding [RFC 2474]. */
  public static final FlowClass STANDARD = new FlowClass(TrafficClass.STANDARD, 0);

  /** Checks. */
  public FlowClass {
    if (dscp < 0 || dscp > MOST) {
      throw new IllegalArgumentException("DSCP " + dscp + " is not 0 to 63");
    }
  }
}
