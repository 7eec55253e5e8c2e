package io.omniedge.transport.tunnel;

import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.acl.FlowOutcome;
import io.omniedge.transport.acl.FlowQuestion;
import io.omniedge.transport.acl.FlowQuestions;
import io.omniedge.transport.acl.PacketFilter;
import io.omniedge.transport.acl.RefusalAnswers;
import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.peer.Peer;
import io.omniedge.transport.peer.Sealer;
import io.omniedge.transport.peer.WireGuardDevice;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.Libc;
import org.jspecify.annotations.Nullable;

/**
 * The way on for packets that waited for a verdict: sealed and sent, written to the TUN, or
 * answered as refused; each by the judge's thread itself, so that the first packet of a flow costs
 * one change of threads and not two.
 *
 * <p>One thread; makes its buffers in {@link #open()}, for most tunnels never have a judge.
 */
final class HeldPacketExit implements AutoCloseable {
  /** A packet that is held is one that was read, at most of this length. */
  private static final int MAX_PACKET_BYTES = 65535;

  private static final int HEADER = TunDevice.VIRTIO_HEADER_BYTES;

  /** Type 4 header, tag and padding [WG 5.4.6]. */
  private static final int OVERHEAD = 48;

  private final Libc libc;
  private final TunDevice tun;
  private final TunnelSocket socket;
  private final WireGuardDevice device;
  private final DropCounters drops;
  private final FlowQuestions questions;
  private final RefusalAnswers answers;
  private final InterfaceMtu mtu;
  private final CryptoSuite crypto;
  private @Nullable Open made;
  private @Nullable UdpSocket senderSocket;
  private UdpSocket.@Nullable Sender sender;

  HeldPacketExit(
      Libc libc,
      TunDevice tun,
      TunnelSocket socket,
      WireGuardDevice device,
      AccessControl access,
      InterfaceMtu mtu,
      CryptoSuite crypto) {
    this.libc = libc;
    this.tun = tun;
    this.socket = socket;
    this.device = device;
    this.drops = device.drops();
    this.questions = access.questions();
    this.answers = access.answers();
    this.mtu = mtu;
    this.crypto = crypto;
  }

  /** What only a tunnel with a judge needs. */
  private final class Open {
    final byte[] copy = new byte[MAX_PACKET_BYTES];
    final Aead aead = crypto.newAead();
    final Sealer sealer = device.newSealer(aead);
    // The virtio-net header before the packet stays zero: an ordinary one with its checksum.
    final NativeBuffer packet = libc.allocate(HEADER + MAX_PACKET_BYTES + Sealer.SPARE_BYTES);
    final NativeBuffer datagram = libc.allocate(MAX_PACKET_BYTES + OVERHEAD);
    final NativeBuffer answer = libc.allocate(HEADER + PacketFilter.MAX_ANSWER_BYTES);
    final TunDevice.Injector injector = tun.newInjector();
  }

  /** Makes the buffers; on the thread that uses them. */
  void open() {
    made = new Open();
  }

  /** Takes the packets that wait for this outcome, in their order. */
  void let(FlowQuestion question, FlowOutcome outcome) {
    Open open = made;
    if (open == null) {
      throw new IllegalStateException("not opened");
    }
    int length;
    while ((length = questions.take(question, open.copy)) > 0) {
      open.packet.bytes().put(HEADER, open.copy, 0, length);
      boolean outbound = questions.takenOutbound();
      Drop refusal = outcome.refusal();
      if (refusal != null) {
        drops.count(refusal);
        if (refusal == Drop.POLICY_REFUSED) {
          tell(open, outbound, length);
        }
      } else if (outbound) {
        send(open, length, outcome.marking());
      } else if (open.injector.write(open.packet, 0, HEADER + length) < 0) {
        drops.count(Drop.TUN_WRITE_FAILED);
      }
    }
  }

  private void tell(Open open, boolean outbound, int length) {
    long now = System.nanoTime();
    if (outbound) {
      int told = answers.fromDestination(open.packet, HEADER, length, open.answer, HEADER, now);
      if (told > 0 && open.injector.write(open.answer, 0, HEADER + told) < 0) {
        drops.count(Drop.TUN_WRITE_FAILED);
      }
      return;
    }
    int told = answers.fromHere(open.packet, HEADER, length, open.answer, HEADER, now);
    Peer peer = told > 0 ? destination(open.answer) : null;
    if (peer != null) {
      peer.stage(open.answer, HEADER, told);
    }
  }

  private void send(Open open, int length, int marking) {
    Peer peer = destination(open.packet);
    if (peer == null) {
      drops.count(Drop.DESTINATION_UNKNOWN);
      return;
    }
    long now = System.nanoTime();
    Endpoint endpoint = peer.endpoint();
    Session session = peer.sendingSession(now);
    long counter = session == null ? -1 : session.reserveCounters(1);
    if (endpoint == null) {
      drops.count(Drop.ENDPOINT_UNKNOWN);
    } else if (session == null || counter < 0) {
      peer.stage(open.packet, HEADER, length);
    } else {
      int sealed =
          open.sealer.seal(
              session, counter, open.packet, HEADER, length, mtu.bytes(), open.datagram, 0);
      UdpSocket.Sender out = sender();
      if (sealed > 0 && out != null) {
        if (SendClass.send(out, open.datagram, sealed, sealed, endpoint, marking) < 0) {
          drops.count(Drop.UDP_SEND_FAILED);
        }
        peer.sent(session, now, sealed);
      }
    }
  }

  /** By the allowed IPs, of the packet behind the header in this buffer. */
  private @Nullable Peer destination(NativeBuffer buffer) {
    return OutboundLoop.destination(device.allowedIps(), buffer.bytes(), HEADER);
  }

  private UdpSocket.@Nullable Sender sender() {
    UdpSocket now = socket.current();
    if (now != senderSocket) {
      senderSocket = now;
      sender = now == null ? null : now.newSender();
    }
    return sender;
  }

  @Override
  public void close() {
    Open open = made;
    if (open != null) {
      open.aead.close();
    }
  }
}
