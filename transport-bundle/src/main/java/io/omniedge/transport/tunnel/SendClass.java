package io.omniedge.transport.tunnel;

import io.omniedge.transport.acl.Marking;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.WanClass;

/** Sends sealed datagrams as the class of their flow says. Stateless. */
final class SendClass {
  private SendClass() {}

  /** See {@link UdpSocket.Sender#send}; without a marking the call is the same as ever. */
  static int send(
      UdpSocket.Sender sender,
      NativeBuffer datagrams,
      int length,
      int segmentSize,
      Endpoint to,
      int marking) {
    if (marking == Marking.NONE) {
      return sender.send(datagrams, 0, length, segmentSize, to);
    }
    return sender.send(
        datagrams, 0, length, segmentSize, to, Marking.dscp(marking), of(marking).priority());
  }

  private static WanClass of(int marking) {
    if (Marking.isUrgent(marking)) {
      return WanClass.URGENT;
    }
    return Marking.isBackground(marking) ? WanClass.BACKGROUND : WanClass.STANDARD;
  }
}
