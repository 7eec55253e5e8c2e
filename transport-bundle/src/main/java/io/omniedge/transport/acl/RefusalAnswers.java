package io.omniedge.transport.acl;

import io.omniedge.transport.acl.AccessControl.InForce;
import io.omniedge.tun.NativeBuffer;

/**
 * Tells the senders of refused packets, not too often: ICMP "communication administratively
 * prohibited". One thread; allocates nothing to speak of.
 */
public final class RefusalAnswers {
  private final AccessControl access;
  private final AnswerLimit limit = new AnswerLimit();
  private final InnerHeader own = new InnerHeader();

  RefusalAnswers(AccessControl access) {
    this.access = access;
  }

  /**
   * Writes the answer of this gateway to the packet at {@code packet[offset .. +length)}.
   *
   * @param answer where the answer is to be, {@value PacketFilter#MAX_ANSWER_BYTES} bytes of room
   * @return its length; 0 for none
   */
  public int fromHere(
      NativeBuffer packet, int offset, int length, NativeBuffer answer, int at, long nowNanos) {
    return isWhole(packet, offset, length)
        ? fromHere(own, packet, offset, length, answer, at, nowNanos)
        : 0;
  }

  /** The same from the destination of the refused packet. */
  public int fromDestination(
      NativeBuffer packet, int offset, int length, NativeBuffer answer, int at, long nowNanos) {
    return isWhole(packet, offset, length)
        ? fromDestination(own, packet, offset, length, answer, at, nowNanos)
        : 0;
  }

  private boolean isWhole(NativeBuffer packet, int offset, int length) {
    return own.read(packet.bytes(), offset, length) == null && own.kind == InnerHeader.Kind.FLOW;
  }

  int fromHere(
      InnerHeader refused,
      NativeBuffer packet,
      int offset,
      int length,
      NativeBuffer answer,
      int at,
      long nowNanos) {
    InForce present = access.inForce();
    if (present == null || !present.own.has(refused.v4) || !mayAnswer(refused, nowNanos)) {
      return 0;
    }
    return ProhibitedAnswer.write(refused, present.own, packet, offset, length, answer, at);
  }

  int fromDestination(
      InnerHeader refused,
      NativeBuffer packet,
      int offset,
      int length,
      NativeBuffer answer,
      int at,
      long nowNanos) {
    return mayAnswer(refused, nowNanos)
        ? ProhibitedAnswer.write(refused, null, packet, offset, length, answer, at)
        : 0;
  }

  private boolean mayAnswer(InnerHeader refused, long nowNanos) {
    return ProhibitedAnswer.mayAnswer(refused) && limit.take(nowNanos);
  }
}
