package io.omniedge.tun.linux;

import io.omniedge.tun.Endpoint;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** recvmmsg(2) over slots of 64 KB; one thread. */
final class UdpReceiver implements UdpSocket.Receiver {
  private static final int SLOT_BYTES = 1 << 16;

  /** Before each slot; 64 rather than 16, so that slots start at a cache line. */
  private static final int HEADROOM = 64;

  // What a message header points to, one record per slot: iovec, address, control messages.
  private static final int IOVEC_AT = 0;
  private static final int NAME_AT = IOVEC_AT + SocketAbi.IOVEC_BYTES;
  private static final int CONTROL_AT = NAME_AT + SocketFamily.MAX_ADDRESS_BYTES;
  private static final int CONTROL_BYTES = 144;
  private static final int RECORD_BYTES = CONTROL_AT + CONTROL_BYTES;

  private final Libc libc;
  private final Descriptor descriptor;
  private final Descriptor.Use use;
  private final SocketFamily family;
  private final int slots;
  private final NativeBuffer buffer;
  // All mmsghdr side by side, then the records.
  private final NativeBuffer headers;
  private final ByteBuffer network;
  private final ByteBuffer host;
  private final int[] segmentSizes;
  private final long[] localHigh;
  private final long[] localLow;

  UdpReceiver(Libc libc, Descriptor descriptor, SocketFamily family, int slots) {
    this.libc = libc;
    this.descriptor = descriptor;
    this.use = descriptor.newUse();
    this.family = family;
    this.slots = slots;
    this.buffer = libc.allocate(slots * (HEADROOM + SLOT_BYTES));
    this.headers = libc.allocate(slots * (SocketAbi.MMSGHDR_BYTES + RECORD_BYTES));
    this.network = headers.bytes();
    this.host = headers.bytes().duplicate().order(ByteOrder.nativeOrder());
    this.segmentSizes = new int[slots];
    this.localHigh = new long[slots];
    this.localLow = new long[slots];
    for (int i = 0; i < slots; i++) {
      int header = header(i);
      int record = record(i);
      host.putLong(record + IOVEC_AT, buffer.address() + offset(i));
      host.putLong(record + IOVEC_AT + 8, SLOT_BYTES);
      host.putLong(header + SocketAbi.MSG_NAME, headers.address() + record + NAME_AT);
      host.putLong(header + SocketAbi.MSG_IOV, headers.address() + record + IOVEC_AT);
      host.putLong(header + SocketAbi.MSG_IOVLEN, 1);
      host.putLong(header + SocketAbi.MSG_CONTROL, headers.address() + record + CONTROL_AT);
    }
  }

  private static int header(int slot) {
    return slot * SocketAbi.MMSGHDR_BYTES;
  }

  private int record(int slot) {
    return slots * SocketAbi.MMSGHDR_BYTES + slot * RECORD_BYTES;
  }

  @Override
  public NativeBuffer buffer() {
    return buffer;
  }

  @Override
  public int receive() {
    int fd = use.enter();
    if (fd < 0) {
      return fd;
    }
    try {
      for (int i = 0; i < slots; i++) {
        // The kernel leaves the lengths it filled in, and takes them for the room next time.
        host.putInt(header(i) + SocketAbi.MSG_NAMELEN, family.addressBytes());
        host.putLong(header(i) + SocketAbi.MSG_CONTROLLEN, CONTROL_BYTES);
      }
      int filled;
      do {
        filled = libc.recvmmsg(fd, headers.address(), slots, SocketAbi.MSG_WAITFORONE);
      } while (filled == -Errno.EINTR && !descriptor.isClosing());
      if (descriptor.isClosing()) {
        // shutdown(2) ends the wait with a message of no bytes from nobody.
        return -Errno.EBADF;
      }
      for (int i = 0; i < filled; i++) {
        readControlMessages(i);
      }
      return filled;
    } finally {
      use.leave();
    }
  }

  private void readControlMessages(int slot) {
    int at = record(slot) + CONTROL_AT;
    int end = at + (int) host.getLong(header(slot) + SocketAbi.MSG_CONTROLLEN);
    int segment = 0;
    localHigh[slot] = 0;
    localLow[slot] = 0;
    while (at + SocketAbi.CMSG_HEADER_BYTES <= end) {
      int length = (int) host.getLong(at);
      int level = host.getInt(at + 8);
      int type = host.getInt(at + 12);
      int data = at + SocketAbi.CMSG_HEADER_BYTES;
      if (level == SocketAbi.SOL_UDP && type == SocketAbi.UDP_GRO) {
        segment = host.getInt(data);
      } else if (level == family.level() && type == family.packetInfo()) {
        localHigh[slot] = family.localHigh(network, data);
        localLow[slot] = family.localLow(network, data);
      }
      at += Math.max(length + 7 & -8, SocketAbi.CMSG_HEADER_BYTES);
    }
    int bytes = length(slot);
    segmentSizes[slot] = segment > 0 && segment < bytes ? segment : bytes;
  }

  @Override
  public int offset(int i) {
    return i * (HEADROOM + SLOT_BYTES) + HEADROOM;
  }

  @Override
  public int length(int i) {
    return host.getInt(header(i) + SocketAbi.MSG_LEN);
  }

  @Override
  public int segmentSize(int i) {
    return segmentSizes[i];
  }

  @Override
  public boolean isFrom(int i, Endpoint endpoint) {
    int name = record(i) + NAME_AT;
    return endpoint.addressLow() == family.addressLow(network, name)
        && endpoint.addressHigh() == family.addressHigh(network, name)
        && endpoint.port() == family.port(network, name)
        && endpoint.scopeId() == family.scopeId(network, name)
        && endpoint.localLow() == localLow[i]
        && endpoint.localHigh() == localHigh[i];
  }

  @Override
  public long sourceKey(int i) {
    int name = record(i) + NAME_AT;
    long high = family.addressHigh(network, name);
    return high == 0 ? family.addressLow(network, name) : high;
  }

  @Override
  public Endpoint source(int i) {
    int name = record(i) + NAME_AT;
    return new Endpoint(
        family.addressHigh(network, name),
        family.addressLow(network, name),
        family.port(network, name),
        family.scopeId(network, name),
        localHigh[i],
        localLow[i]);
  }
}
