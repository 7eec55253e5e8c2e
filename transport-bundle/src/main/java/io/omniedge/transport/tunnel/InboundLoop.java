package io.omniedge.transport.tunnel;

import io.omniedge.transport.acl.PacketFilter;
import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.noise.MessageType;
import io.omniedge.transport.peer.HandshakeFilter;
import io.omniedge.transport.peer.Opener;
import io.omniedge.transport.peer.Peer;
import io.omniedge.transport.peer.WireGuardDevice;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.packet.Coalescer;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * UDP to TUN. Receives a batch of buffers, each perhaps many datagrams of one flow; opens data
 * messages in place, joins consecutive segments of an inner flow and writes them without a copy;
 * hands handshake messages to the control thread.
 *
 * <p>Runs on one thread, which owns every buffer here and alone moves the replay windows. Allocates
 * nothing per data packet; a peer that roams costs one {@link Endpoint}.
 */
final class InboundLoop implements Runnable {
  /**
   * 8 × 64 KB: more slots were not faster, fewer leave datagrams in the socket buffer
   * (docs/performance.md).
   */
  private static final int SLOTS = 8;

  /** Receiver index and counter before the packet [WG 5.4.6]. */
  private static final int DATA_HEADER_BYTES = 16;

  private final TunDevice tun;
  private final Set<Offload> tunOffloads;
  private final TunnelSocket socket;
  private final HandshakeInbox inbox;
  private final DropCounters drops;
  private final Aead aead;
  private final Opener opener;
  private final HandshakeFilter handshakes;
  private final PacketFilter filter;
  private final NativeBuffer answer;
  private final HandshakeAdmission admission =
      new HandshakeAdmission(new SplittableRandom(), System.nanoTime());
  private final ThreadProbe probe;

  private UdpSocket.@Nullable Receiver receiver;
  private @Nullable UdpSocket receiverSocket;
  private @Nullable Coalescer coalescer;
  private @Nullable Peer sourceChecked;

  InboundLoop(
      Libc libc,
      TunDevice tun,
      Set<Offload> tunOffloads,
      TunnelSocket socket,
      WireGuardDevice device,
      PacketFilter filter,
      HandshakeInbox inbox,
      Aead aead,
      ThreadProbe probe) {
    this.tun = tun;
    this.tunOffloads = tunOffloads;
    this.socket = socket;
    this.inbox = inbox;
    this.drops = device.drops();
    this.aead = aead;
    this.opener = device.newOpener(aead);
    this.handshakes = device.newHandshakeFilter();
    this.filter = filter;
    this.answer = libc.allocate(PacketFilter.MAX_ANSWER_BYTES);
    this.probe = probe;
  }

  @Override
  public void run() {
    probe.started();
    try {
      while (true) {
        UdpSocket now = socket.awaitOpen(receiverSocket);
        if (now == null) {
          return;
        }
        if (now != receiverSocket) {
          bind(now);
        }
        step();
      }
    } finally {
      aead.close();
    }
  }

  private void bind(UdpSocket now) {
    UdpSocket.Receiver fresh = now.newReceiver(SLOTS);
    receiver = fresh;
    coalescer = new Coalescer(fresh.buffer(), tun, tunOffloads);
    receiverSocket = now;
  }

  /** Waits for one batch and delivers it. */
  void step() {
    UdpSocket.Receiver in = receiver;
    Coalescer out = coalescer;
    if (in == null || out == null) {
      throw new IllegalStateException("not bound");
    }
    int filled = in.receive();
    if (filled <= 0) {
      // A socket that is being closed is none of our failures.
      if (filled < 0 && filled != -Errno.EBADF) {
        drops.count(Drop.UDP_RECEIVE_FAILED);
      }
      return;
    }
    long nowNanos = System.nanoTime();
    int packets = 0;
    for (int slot = 0; slot < filled; slot++) {
      sourceChecked = null;
      int offset = in.offset(slot);
      int end = offset + in.length(slot);
      int size = in.segmentSize(slot);
      while (offset < end) {
        int length = Math.min(size, end - offset);
        packets += datagram(in, slot, offset, length, out, nowNanos);
        offset += length;
      }
    }
    int lost = out.flush();
    if (lost > 0) {
      drops.count(Drop.TUN_WRITE_FAILED, lost);
    }
    probe.packets(packets);
  }

  private int datagram(
      UdpSocket.Receiver in, int slot, int offset, int length, Coalescer out, long nowNanos) {
    NativeBuffer buffer = in.buffer();
    if (length >= DATA_HEADER_BYTES && buffer.bytes().getInt(offset) == MessageType.DATA.word()) {
      int inner = opener.open(buffer, offset, length, nowNanos);
      follow(in, slot, opener.peer());
      if (inner > 0) {
        deliver(buffer, offset + DATA_HEADER_BYTES, inner, out, nowNanos);
      }
      return inner >= 0 ? 1 : 0;
    }
    if (length >= Integer.BYTES
        && buffer.bytes().getInt(offset) == MessageType.INITIATION.word()
        && !admission.admits(in.sourceKey(slot), nowNanos)) {
      drops.count(Drop.INITIATION_NOT_ADMITTED);
      inbox.flooded();
      return 0;
    }
    if (inbox.isFull()) {
      drops.count(Drop.HANDSHAKE_QUEUE_FULL);
      return 0;
    }
    // mac1 first: who does not know our public key costs us one BLAKE2s, and nobody else anything
    // [WG 5.3].
    if (handshakes.passes(buffer, offset, length)) {
      inbox.offer(in, slot, offset, length);
    }
    return 0;
  }

  private void deliver(NativeBuffer buffer, int packet, int length, Coalescer out, long nowNanos) {
    Drop refusal = filter.check(buffer.bytes(), packet, length, nowNanos);
    while (refusal == Drop.POLICY_NO_ROOM) {
      switch (filter.hold(buffer.bytes(), packet, length)) {
        case HELD -> {
          return;
        }
        case NO_ROOM -> {
          drops.count(Drop.POLICY_NO_ROOM);
          return;
        }
        case DECIDED -> refusal = filter.checkAgain(nowNanos);
      }
    }
    if (refusal == null) {
      out.add(packet, length);
      return;
    }
    drops.count(refusal);
    int told = filter.answerFromHere(buffer, packet, length, answer, 0, nowNanos);
    Peer peer = opener.peer();
    if (told > 0 && peer != null) {
      // Seldom enough for the queue of packets that the control thread sends.
      peer.stage(answer, 0, told);
    }
  }

  /** Roaming: an authenticated packet from elsewhere moves the peer's endpoint there [WG 6.5]. */
  private void follow(UdpSocket.Receiver in, int slot, @Nullable Peer peer) {
    if (peer == null || peer == sourceChecked) {
      return;
    }
    sourceChecked = peer;
    Endpoint known = peer.endpoint();
    if (known == null || !in.isFrom(slot, known)) {
      peer.roamTo(in.source(slot));
    }
  }
}
