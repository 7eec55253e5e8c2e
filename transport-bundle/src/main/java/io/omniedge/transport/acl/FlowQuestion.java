package io.omniedge.transport.acl;

import io.omniedge.gateway.api.flow.FlowDescriptor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One flow that the judge is to be asked about, seen from who opened it. Filled by a data thread
 * without allocating, read by the judge's thread; {@link FlowQuestions} passes it from one to the
 * other.
 */
public final class FlowQuestion {
  @Nullable FlowTable table;
  int place;
  long incarnation;

  /** What the verdict was when it was asked, pending since. */
  long word;

  /** Whether packets of the flow wait for the answer. */
  boolean validated;

  private boolean outbound;
  private boolean v4;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int protocol;
  private int sourcePort;
  private int destinationPort;
  private int dscp;
  private int length;

  FlowQuestion() {}

  /**
   * Takes the flow of a packet.
   *
   * @param sent whether this packet is on its way out
   * @param fromInitiator whether it goes the way of the flow's first one
   */
  void read(InnerHeader header, boolean sent, boolean fromInitiator) {
    outbound = sent == fromInitiator;
    v4 = header.v4;
    sourceHigh = fromInitiator ? header.sourceHigh : header.destinationHigh;
    sourceLow = fromInitiator ? header.sourceLow : header.destinationLow;
    destinationHigh = fromInitiator ? header.destinationHigh : header.sourceHigh;
    destinationLow = fromInitiator ? header.destinationLow : header.sourceLow;
    sourcePort = fromInitiator ? header.sourcePort : header.destinationPort;
    destinationPort = fromInitiator ? header.destinationPort : header.sourcePort;
    protocol = header.protocol;
    dscp = header.dscp;
    length = header.length;
  }

  boolean isAbout(@Nullable FlowTable otherTable, int otherPlace, long otherIncarnation) {
    return table == otherTable && place == otherPlace && incarnation == otherIncarnation;
  }

  /** Whether the other end has an IPv4 address. */
  public boolean isIpv4() {
    return v4;
  }

  /** The upper half of the address at the other end of the tunnel; 0 for IPv4. */
  public long farHigh() {
    return outbound ? destinationHigh : sourceHigh;
  }

  /** Its lower half; an IPv4 address stands in the lower half of that. */
  public long farLow() {
    return outbound ? destinationLow : sourceLow;
  }

  /** For the judge. */
  public FlowDescriptor descriptor(String tunnel, String peer) {
    return new FlowDescriptor(
        tunnel,
        peer,
        outbound,
        address(sourceHigh, sourceLow),
        address(destinationHigh, destinationLow),
        protocol,
        sourcePort,
        destinationPort,
        dscp,
        length);
  }

  private InetAddress address(long high, long low) {
    byte[] bytes =
        v4
            ? ByteBuffer.allocate(4).putInt((int) low).array()
            : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }
}
