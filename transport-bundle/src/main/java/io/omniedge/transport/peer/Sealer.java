package io.omniedge.transport.peer;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.noise.MessageType;
import io.omniedge.transport.noise.TransportData;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;

/**
 * Makes data messages [WG 5.4.6]. Belongs to one thread, as does its AEAD; allocates nothing.
 *
 * <p>Bytes that must be readable and writable behind each packet: {@value #SPARE_BYTES}. They are
 * there for the padding, and come back as they were.
 */
public final class Sealer {
  /** What the buffer must have behind a packet. */
  public static final int SPARE_BYTES = 16;

  private final Aead aead;

  Sealer(Aead aead) {
    this.aead = aead;
  }

  /**
   * Seals {@code packet[offset .. +length)} to {@code target[targetOffset ..)}. The packet is
   * padded with zeros to a multiple of 16, but not over the MTU.
   *
   * @param counter from {@link Session#reserveCounters}
   * @return length of the message; 0 if the session was closed meanwhile, and then nothing in the
   *     target may be sent
   */
  public int seal(
      Session session,
      long counter,
      NativeBuffer packet,
      int offset,
      int length,
      int mtu,
      NativeBuffer target,
      int targetOffset) {
    ByteBuffer header = target.bytes();
    header.putInt(targetOffset, MessageType.DATA.word());
    header.putInt(
        targetOffset + TransportData.RECEIVER, Integer.reverseBytes(session.remoteIndex()));
    header.putLong(targetOffset + TransportData.COUNTER, Long.reverseBytes(counter));
    int padded = TransportData.paddedLength(length, mtu);
    int packetTo = targetOffset + TransportData.PACKET;
    // msg.packet := Aead(T_send_m, N_send_m, P, ε)
    if (padded == length) {
      aead.seal(session.sendKey(), counter, packet, offset, length, target, packetTo);
    } else {
      ByteBuffer bytes = packet.bytes();
      int end = offset + length;
      long behind = bytes.getLong(end);
      long furtherBehind = bytes.getLong(end + 8);
      bytes.putLong(end, 0);
      bytes.putLong(end + 8, 0);
      aead.seal(session.sendKey(), counter, packet, offset, padded, target, packetTo);
      bytes.putLong(end, behind);
      bytes.putLong(end + 8, furtherBehind);
    }
    return session.isClosed() ? 0 : TransportData.OVERHEAD + padded;
  }
}
