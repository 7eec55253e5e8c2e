package io.omniedge.transport.tunnel;

import io.omniedge.transport.acl.PacketFilter;
import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.peer.Peer;
import io.omniedge.transport.peer.Sealer;
import io.omniedge.transport.peer.WireGuardDevice;
import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.packet.Segmenter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * TUN to UDP. Reads a superpacket, cuts it into packets in place, seals each straight into the send
 * buffer, and hands the batch to the kernel in one call.
 *
 * <p>A batch is datagrams of one size and class to one peer; it goes out when it is full, when a
 * shorter datagram ends it, when the next packet is for another peer, of another class or larger,
 * and when the TUN has nothing more to read, so no packet ever waits for a later one.
 *
 * <p>Runs on one thread, which owns every buffer here. Allocates nothing after the constructor.
 */
final class OutboundLoop implements Runnable {
  /**
   * Datagrams in one batch: 45 of 1,452 bytes fill the 65,507 bytes one UDP_SEGMENT call can carry.
   */
  private static final int MAX_DATAGRAMS = UdpSocket.MAX_SEGMENTS;

  /** The largest UDP payload over IPv4 [RFC 768, RFC 791]. */
  private static final int MAX_BATCH_BYTES = 65507;

  /** Room before the packet, so that an in-place header never starts before the buffer. */
  private static final int READ_OFFSET = 64;

  /** Room behind the packet for WireGuard's padding, which the sealer writes and takes back. */
  private static final int READ_MARGIN = 64;

  /** Type 4 header and tag around each packet [WG 5.4.6]. */
  private static final int DATA_OVERHEAD = 32;

  /** The padding rounds up to a multiple of 16 [WG 5.4.6]. */
  private static final int PADDING = 16;

  private final TunDevice tun;
  private final TunnelSocket socket;
  private final AllowedIps<Peer> allowedIps;
  private final DropCounters drops;
  private final InterfaceMtu mtu;
  private final Aead aead;
  private final Sealer sealer;
  private final NativeBuffer packets;
  private final NativeBuffer datagrams;
  private final NativeBuffer answer;
  private final Segmenter segmenter;
  private final PacketFilter filter;
  private final ThreadProbe probe;

  private UdpSocket.@Nullable Sender sender;
  private @Nullable UdpSocket senderSocket;
  private @Nullable Peer batchPeer;
  private @Nullable Session batchSession;
  private int batchBytes;
  private int batchCount;
  private int segmentSize;

  /** Class and DSCP of the batch. */
  private int batchMarking;

  private long nowNanos;

  OutboundLoop(
      Libc libc,
      TunDevice tun,
      TunnelSocket socket,
      WireGuardDevice device,
      PacketFilter filter,
      InterfaceMtu mtu,
      Aead aead,
      ThreadProbe probe) {
    this.tun = tun;
    this.socket = socket;
    this.allowedIps = device.allowedIps();
    this.drops = device.drops();
    this.mtu = mtu;
    this.aead = aead;
    this.sealer = device.newSealer(aead);
    this.packets = libc.allocate(READ_OFFSET + TunDevice.MAX_READ_BYTES + READ_MARGIN);
    this.datagrams = libc.allocate(MAX_BATCH_BYTES + DATA_OVERHEAD + PADDING);
    this.answer = libc.allocate(TunDevice.VIRTIO_HEADER_BYTES + PacketFilter.MAX_ANSWER_BYTES);
    this.segmenter = new Segmenter(packets);
    this.filter = filter;
    this.probe = probe;
  }

  @Override
  public void run() {
    probe.started();
    try {
      while (step()) {
        // All work is in step(), so that tests can drive the loop without its thread.
      }
    } finally {
      aead.close();
    }
  }

  /**
   * Reads and forwards one superpacket, or flushes and waits when the TUN has none.
   *
   * @return false once the device is closed
   */
  boolean step() {
    int read = tun.read(packets, READ_OFFSET);
    if (read > 0) {
      nowNanos = System.nanoTime();
      forward(read);
      return true;
    }
    flush();
    if (read < 0) {
      drops.count(Drop.TUN_READ_FAILED);
    }
    return tun.awaitReadable();
  }

  private void forward(int read) {
    if (!segmenter.begin(READ_OFFSET, read)) {
      drops.count(Drop.SUPERPACKET_MALFORMED);
      return;
    }
    // All segments of a superpacket have one destination: one look-up serves up to 64 packets.
    Peer peer = destination(allowedIps, packets.bytes(), segmenter.offset());
    if (peer == null) {
      drops.count(Drop.DESTINATION_UNKNOWN);
      return;
    }
    // And one flow, so that one check does, before the flags of the last one are taken off.
    Drop refusal = filter.check(packets.bytes(), segmenter.offset(), segmenter.length(), nowNanos);
    segmenter.next();
    while (refusal == Drop.POLICY_NO_ROOM) {
      if (hold()) {
        return;
      }
      refusal = filter.checkAgain(nowNanos);
    }
    if (refusal != null) {
      drops.count(refusal);
      answerRefused();
      return;
    }
    Endpoint endpoint = peer.endpoint();
    if (endpoint == null) {
      drops.count(Drop.ENDPOINT_UNKNOWN);
      return;
    }
    Session session = peer.sendingSession(nowNanos);
    if (session == null) {
      do {
        peer.stage(packets, segmenter.offset(), segmenter.length());
      } while (segmenter.next());
      return;
    }
    if (session != batchSession || filter.marking() != batchMarking) {
      flush();
      batchPeer = peer;
      batchSession = session;
      batchMarking = filter.marking();
    }
    int mtuNow = mtu.bytes();
    do {
      if (!append(session, segmenter.offset(), segmenter.length(), mtuNow)) {
        drops.count(Drop.COUNTER_EXHAUSTED);
        return;
      }
    } while (segmenter.next());
  }

  /**
   * Lets the packet, segment by segment, wait for the verdict on its flow.
   *
   * @return false if there is one meanwhile, for this segment and the rest
   */
  private boolean hold() {
    do {
      switch (filter.hold(packets.bytes(), segmenter.offset(), segmenter.length())) {
        case HELD -> {}
        case NO_ROOM -> drops.count(Drop.POLICY_NO_ROOM);
        case DECIDED -> {
          return false;
        }
      }
    } while (segmenter.next());
    return true;
  }

  /** Tells the local sender, or the machine behind this gateway, that nobody will answer. */
  private void answerRefused() {
    int at = TunDevice.VIRTIO_HEADER_BYTES;
    int length =
        filter.answerFromDestination(
            packets, segmenter.offset(), segmenter.length(), answer, at, nowNanos);
    // The header before it stays zero: an ordinary packet with its checksum.
    if (length > 0 && tun.answer(answer, 0, at + length) < 0) {
      drops.count(Drop.TUN_WRITE_FAILED);
    }
  }

  /** The peer that the packet at {@code bytes[offset]} is for. */
  static @Nullable Peer destination(AllowedIps<Peer> allowedIps, ByteBuffer bytes, int offset) {
    if (bytes.get(offset) >>> 4 == 4) {
      return allowedIps.lookup4(bytes.getInt(offset + 16));
    }
    return allowedIps.lookup6(bytes.getLong(offset + 24), bytes.getLong(offset + 32));
  }

  private boolean append(Session session, int offset, int length, int mtuNow) {
    int upperBound = length + PADDING + DATA_OVERHEAD;
    if (batchBytes + upperBound > MAX_BATCH_BYTES) {
      flush();
    }
    long counter = session.reserveCounters(1);
    if (counter < 0) {
      return false;
    }
    int written =
        sealer.seal(session, counter, packets, offset, length, mtuNow, datagrams, batchBytes);
    if (written == 0) {
      return true; // closed while we sealed; the next packet finds no session and asks for one
    }
    if (batchCount > 0 && written > segmentSize) {
      // Larger than the batch's datagrams: they go first, this one moves to the front.
      sendBatch();
      move(batchBytes, written);
      batchBytes = 0;
      batchCount = 0;
    }
    if (batchCount == 0) {
      segmentSize = written;
    }
    batchBytes += written;
    batchCount++;
    if (written < segmentSize || batchCount == MAX_DATAGRAMS) {
      flush();
    }
    return true;
  }

  /**
   * Moves a sealed datagram to the start of the buffer; the ranges may overlap, the copy is in
   * ascending order.
   */
  private void move(int from, int length) {
    ByteBuffer bytes = datagrams.bytes();
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      bytes.putLong(i, bytes.getLong(from + i));
    }
    for (; i < length; i++) {
      bytes.put(i, bytes.get(from + i));
    }
  }

  private void flush() {
    if (batchCount > 0) {
      sendBatch();
      batchBytes = 0;
      batchCount = 0;
    }
  }

  private void sendBatch() {
    Peer peer = batchPeer;
    Session session = batchSession;
    if (peer == null || session == null) {
      throw new IllegalStateException("a batch without a peer");
    }
    Endpoint endpoint = peer.endpoint();
    UdpSocket.Sender out = sender();
    if (endpoint == null || out == null) {
      drops.count(Drop.ENDPOINT_UNKNOWN, batchCount);
      return;
    }
    int result = SendClass.send(out, datagrams, batchBytes, segmentSize, endpoint, batchMarking);
    if (result < 0) {
      drops.count(Drop.UDP_SEND_FAILED);
    }
    peer.sent(session, nowNanos, batchBytes);
    probe.packets(batchCount);
  }

  private UdpSocket.@Nullable Sender sender() {
    UdpSocket now = socket.current();
    if (now != senderSocket) {
      senderSocket = now;
      sender = now == null ? null : now.newSender();
    }
    return sender;
  }
}
