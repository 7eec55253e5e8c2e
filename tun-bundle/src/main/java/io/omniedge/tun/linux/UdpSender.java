package io.omniedge.tun.linux;

import io.omniedge.tun.Endpoint;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * sendmsg(2) with UDP_SEGMENT, sendmmsg(2) where that is refused; one thread.
 *
 * <p>A refusal has a reach. EIO: the device cannot checksum; never again on this socket. EINVAL or
 * EMSGSIZE: the path to this destination takes no datagrams of that size unfragmented; for the next
 * thousand calls to it, for paths change. A source address that is no longer ours is left out, also
 * until the destination changes.
 */
final class UdpSender implements UdpSocket.Sender {
  /** The largest payload of a UDP datagram over IPv4, headers included in 65,535. */
  private static final int MAX_CALL_BYTES = 65_507;

  /** Calls until a destination that refused segments is asked again. */
  private static final int SINGLE_CALLS = 1000;

  private static final int BATCH = UdpSocket.MAX_SEGMENTS;

  private static final int NAME_AT = 0;
  // Packet information ends where the control message for UDP_SEGMENT starts: each can stand alone.
  private static final int SEGMENT_AT = 128;
  private static final int SEGMENT_BYTES = 24;

  // The same for datagrams of a class: packet information, DSCP, priority, segment. The DSCP comes
  // before the priority, for on IPv4 it sets one, too.
  private static final int TOS_AT = 240;
  private static final int WORD_MESSAGE_BYTES = 24;
  private static final int PRIORITY_AT = TOS_AT + WORD_MESSAGE_BYTES;
  private static final int CLASS_SEGMENT_AT = PRIORITY_AT + WORD_MESSAGE_BYTES;
  private static final int HEADERS_AT = 320;
  private static final int IOVECS_AT = HEADERS_AT + BATCH * SocketAbi.MMSGHDR_BYTES;
  private static final int MEMORY_BYTES = IOVECS_AT + BATCH * SocketAbi.IOVEC_BYTES;

  private final Libc libc;
  private final LinuxUdpSocket socket;
  private final Descriptor.Use use;
  private final SocketFamily family;
  private final NativeBuffer memory;
  private final ByteBuffer network;
  private final ByteBuffer host;
  private final int packetInfoAt;

  private @Nullable Endpoint destination;
  private boolean fromLocal;
  private int singleCallsLeft;

  // The class of the datagrams being sent.
  private boolean ofClass;
  private int dscp;
  private int priority;
  private boolean probed;
  private boolean takesPriority;

  UdpSender(Libc libc, LinuxUdpSocket socket, Descriptor.Use use, SocketFamily family) {
    this.libc = libc;
    this.socket = socket;
    this.use = use;
    this.family = family;
    this.memory = libc.allocate(MEMORY_BYTES);
    this.network = memory.bytes();
    this.host = memory.bytes().duplicate().order(ByteOrder.nativeOrder());
    int packetInfoLength = SocketAbi.CMSG_HEADER_BYTES + family.packetInfoBytes();
    this.packetInfoAt = SEGMENT_AT - (packetInfoLength + 7 & -8);
    putControlHeader(packetInfoAt, packetInfoLength, family.level(), family.packetInfo());
    putControlHeader(
        packetInfoAt + TOS_AT - SEGMENT_AT, packetInfoLength, family.level(), family.packetInfo());
    for (int at : new int[] {SEGMENT_AT, CLASS_SEGMENT_AT}) {
      putControlHeader(
          at, SocketAbi.CMSG_HEADER_BYTES + 2, SocketAbi.SOL_UDP, SocketAbi.UDP_SEGMENT);
    }
    for (int i = 0; i < BATCH; i++) {
      int header = header(i);
      host.putLong(header + SocketAbi.MSG_NAME, memory.address() + NAME_AT);
      host.putInt(header + SocketAbi.MSG_NAMELEN, family.addressBytes());
      host.putLong(header + SocketAbi.MSG_IOV, memory.address() + iovec(i));
      host.putLong(header + SocketAbi.MSG_IOVLEN, 1);
    }
  }

  private void putControlHeader(int at, int length, int level, int type) {
    host.putLong(at, length).putInt(at + 8, level).putInt(at + 12, type);
  }

  private static int header(int i) {
    return HEADERS_AT + i * SocketAbi.MMSGHDR_BYTES;
  }

  private static int iovec(int i) {
    return IOVECS_AT + i * SocketAbi.IOVEC_BYTES;
  }

  @Override
  public int send(
      NativeBuffer buffer,
      int offset,
      int length,
      int segmentSize,
      Endpoint to,
      int wantedDscp,
      int wantedPriority) {
    int fd = use.enter();
    if (fd < 0) {
      return fd;
    }
    try {
      if (!address(to)) {
        return -Errno.EAFNOSUPPORT;
      }
      ofClass = (wantedDscp | wantedPriority) != 0;
      if (ofClass) {
        putClass(fd, to, wantedDscp, wantedPriority);
      }
      return sendAll(fd, buffer.address() + offset, length, segmentSize);
    } finally {
      use.leave();
    }
  }

  private void putClass(int fd, Endpoint to, int wantedDscp, int wantedPriority) {
    dscp = wantedDscp;
    priority = wantedPriority;
    if (!probed) {
      probed = true;
      takesPriority = true;
      putClassMessages(to);
      takesPriority = takesMessages(fd);
    }
    putClassMessages(to);
  }

  private void putClassMessages(Endpoint to) {
    putTos(TOS_AT, to);
    if (takesPriority) {
      putControlHeader(
          PRIORITY_AT,
          SocketAbi.CMSG_HEADER_BYTES + 4,
          SocketAbi.SOL_SOCKET,
          SocketAbi.SO_PRIORITY);
      host.putInt(PRIORITY_AT + SocketAbi.CMSG_HEADER_BYTES, priority);
    } else {
      // There must be no gap, and twice is once.
      putTos(PRIORITY_AT, to);
    }
  }

  /** The DSCP in the upper six bits; the lower two are for congestion [RFC 3168]. */
  private void putTos(int at, Endpoint to) {
    boolean v4 = to.isIpv4();
    putControlHeader(
        at,
        SocketAbi.CMSG_HEADER_BYTES + 4,
        v4 ? SocketAbi.IPPROTO_IP : SocketAbi.IPPROTO_IPV6,
        v4 ? SocketAbi.IP_TOS : SocketAbi.IPV6_TCLASS);
    host.putInt(at + SocketAbi.CMSG_HEADER_BYTES, dscp << 2);
  }

  /**
   * Whether the kernel takes the priority (since 6.14), and from this user (CAP_NET_ADMIN). With
   * these two flags and no bytes a call goes as far as looking at the control messages and the
   * route, and sends nothing [net/ipv4/udp.c].
   */
  private boolean takesMessages(int fd) {
    putPiece(0, memory.address(), 0, false);
    host.putLong(header(0) + SocketAbi.MSG_CONTROL, memory.address() + TOS_AT);
    host.putLong(header(0) + SocketAbi.MSG_CONTROLLEN, CLASS_SEGMENT_AT - TOS_AT);
    long result;
    do {
      result =
          libc.sendmsg(
              fd, memory.address() + header(0), SocketAbi.MSG_CONFIRM | SocketAbi.MSG_PROBE);
    } while (result == -Errno.EINTR);
    return result != -Errno.EINVAL && result != -Errno.EPERM;
  }

  // Mostly it is the same object as last time; comparing its fields is for the other times.
  @SuppressWarnings("ReferenceEquality")
  private boolean address(Endpoint to) {
    if (to == destination) {
      return true;
    }
    if (destination != null && to.equals(destination) && to.sameLocal(destination)) {
      destination = to;
      return true;
    }
    if (!family.reaches(to)) {
      return false;
    }
    family.putAddress(network, NAME_AT, to);
    int packetInfo = packetInfoAt + SocketAbi.CMSG_HEADER_BYTES;
    family.putPacketInfo(network, packetInfo, to);
    family.putPacketInfo(network, packetInfo + TOS_AT - SEGMENT_AT, to);
    destination = to;
    fromLocal = to.hasLocal();
    singleCallsLeft = 0;
    return true;
  }

  private int sendAll(int fd, long address, int length, int segmentSize) {
    int segments = Math.max(1, Math.min(BATCH, MAX_CALL_BYTES / segmentSize));
    int firstError = 0;
    for (int sent = 0; sent < length; sent += segments * segmentSize) {
      int bytes = Math.min(length - sent, segments * segmentSize);
      int result = sendChunk(fd, address + sent, bytes, segmentSize);
      if (result < 0 && firstError == 0) {
        firstError = result;
      }
    }
    return firstError;
  }

  /** At most 64 segments and 65,507 bytes. */
  private int sendChunk(int fd, long address, int bytes, int segmentSize) {
    if (bytes <= segmentSize || !socket.isSegmenting()) {
      return sendSingly(fd, address, bytes, segmentSize);
    }
    if (singleCallsLeft > 0) {
      singleCallsLeft--;
      return sendSingly(fd, address, bytes, segmentSize);
    }
    int segment = ofClass ? CLASS_SEGMENT_AT : SEGMENT_AT;
    host.putShort(segment + SocketAbi.CMSG_HEADER_BYTES, (short) segmentSize);
    putPiece(0, address, bytes, true);
    long result;
    do {
      result = libc.sendmsg(fd, memory.address() + header(0), 0);
    } while (result == -Errno.EINTR);
    if (result >= 0) {
      return 0;
    }
    int errno = (int) -result;
    if (!refusesSegments(errno) && !(fromLocal && isLostSource(errno))) {
      return -errno;
    }
    boolean hadLocal = fromLocal;
    int again = sendSingly(fd, address, bytes, segmentSize);
    if (again == 0 && fromLocal == hadLocal) {
      // The same datagrams went through singly: it was the segmentation.
      singleCallsLeft = SINGLE_CALLS;
      if (errno == Errno.EIO) {
        socket.stopSegmenting();
      }
    }
    return again;
  }

  private static boolean refusesSegments(int errno) {
    return errno == Errno.EIO || errno == Errno.EINVAL || errno == Errno.EMSGSIZE;
  }

  /** What routing answers when the prescribed source address is not, or not usefully, ours. */
  private static boolean isLostSource(int errno) {
    return errno == Errno.EINVAL
        || errno == Errno.ENETUNREACH
        || errno == Errno.EHOSTUNREACH
        || errno == Errno.EADDRNOTAVAIL;
  }

  private int sendSingly(int fd, long address, int bytes, int segmentSize) {
    int count = 0;
    for (int at = 0; at < bytes; at += segmentSize) {
      putPiece(count++, address + at, Math.min(segmentSize, bytes - at), false);
    }
    int firstError = 0;
    int done = 0;
    while (done < count) {
      int result = libc.sendmmsg(fd, memory.address() + header(done), count - done, 0);
      if (result >= 0) {
        done += result;
      } else if (fromLocal && isLostSource(-result)) {
        fromLocal = false;
        for (int i = done; i < count; i++) {
          putControl(i, false);
        }
      } else if (result != -Errno.EINTR) {
        firstError = firstError == 0 ? result : firstError;
        done++;
      }
    }
    return firstError;
  }

  private void putPiece(int i, long address, int bytes, boolean segmented) {
    host.putLong(iovec(i), address).putLong(iovec(i) + 8, bytes);
    putControl(i, segmented);
  }

  private void putControl(int i, boolean segmented) {
    int segment = ofClass ? CLASS_SEGMENT_AT : SEGMENT_AT;
    int first = ofClass ? TOS_AT : SEGMENT_AT;
    int from = fromLocal ? packetInfoAt + first - SEGMENT_AT : first;
    int to = segmented ? segment + SEGMENT_BYTES : segment;
    host.putLong(header(i) + SocketAbi.MSG_CONTROL, from == to ? 0 : memory.address() + from);
    host.putLong(header(i) + SocketAbi.MSG_CONTROLLEN, to - from);
  }
}
