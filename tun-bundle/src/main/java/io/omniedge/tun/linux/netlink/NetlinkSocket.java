package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One NETLINK_ROUTE socket with its buffers; bound to the network namespace of the thread that
 * opened it. Results are byte counts or negated error numbers. Not thread-safe.
 */
final class NetlinkSocket implements AutoCloseable {
  /**
   * A dump comes in blocks of at most 32 KiB (netlink_dump in net/netlink/af_netlink.c), a single
   * message about an interface is below 4 KiB; 64 KiB leaves room.
   */
  private static final int BLOCK_BYTES = 64 * 1024;

  // Behind the block: what goes out, struct msghdr, struct iovec, struct sockaddr_nl, one option.
  private static final int REQUEST = BLOCK_BYTES;
  private static final int MSGHDR = REQUEST + MessageWriter.CAPACITY;
  private static final int MSGHDR_FLAGS = MSGHDR + 48;
  private static final int IOVEC = MSGHDR + 56;
  private static final int SENDER = IOVEC + 16;
  private static final int SENDER_BYTES = 12;
  private static final int SENDER_PORT = SENDER + 4;
  private static final int OPTION = SENDER + 16;
  private static final int OPTION_BYTES = 16;

  private final Libc libc;
  private final NativeBuffer memory;
  private final ByteBuffer bytes;
  private int fd;

  private NetlinkSocket(Libc libc, int fd) {
    this.libc = libc;
    this.fd = fd;
    this.memory = libc.allocate(OPTION + OPTION_BYTES);
    this.bytes = memory.bytes().duplicate().order(ByteOrder.nativeOrder());
    bytes.putLong(IOVEC, memory.address()).putLong(IOVEC + 8, BLOCK_BYTES);
  }

  /**
   * A socket for questions and changes: extended errors and strict checks where the kernel knows
   * them, replies awaited for at most {@code timeoutSeconds}.
   */
  static NetlinkSocket open(Libc libc, int timeoutSeconds) throws NetlinkException {
    NetlinkSocket socket = open(libc);
    // Each is newer than netlink itself (4.3, 4.12, 4.20); without them the text or a filter is
    // missing and nothing else changes.
    socket.setOption(Uapi.SOL_NETLINK, Uapi.NETLINK_CAP_ACK, 1);
    socket.setOption(Uapi.SOL_NETLINK, Uapi.NETLINK_EXT_ACK, 1);
    socket.setOption(Uapi.SOL_NETLINK, Uapi.NETLINK_GET_STRICT_CHK, 1);
    socket.bytes.putLong(OPTION, timeoutSeconds).putLong(OPTION + 8, 0); // struct timeval
    socket.require(
        "set the timeout of",
        libc.setsockopt(
            socket.fd, Uapi.SOL_SOCKET, Uapi.SO_RCVTIMEO, socket.memory.address() + OPTION, 16));
    return socket;
  }

  /** A socket that hears these RTNLGRP_ groups, with about this much room in the kernel. */
  static NetlinkSocket listen(Libc libc, int receiveBufferBytes, int... groups)
      throws NetlinkException {
    NetlinkSocket socket = open(libc);
    socket.require(
        "set the buffer of", socket.setOption(Uapi.SOL_SOCKET, Uapi.SO_RCVBUF, receiveBufferBytes));
    for (int group : groups) {
      socket.require(
          "join group " + group + " with",
          socket.setOption(Uapi.SOL_NETLINK, Uapi.NETLINK_ADD_MEMBERSHIP, group));
    }
    return socket;
  }

  private static NetlinkSocket open(Libc libc) throws NetlinkException {
    int fd = libc.socket(Uapi.AF_NETLINK, Uapi.SOCK_RAW | Uapi.SOCK_CLOEXEC, Uapi.NETLINK_ROUTE);
    if (fd < 0) {
      throw new NetlinkException("open", "a netlink socket", -fd, "");
    }
    NetlinkSocket socket = new NetlinkSocket(libc, fd);
    socket.bytes.putLong(SENDER, 0).putInt(SENDER + 8, 0);
    socket.bytes.putShort(SENDER, (short) Uapi.AF_NETLINK);
    socket.require("bind", libc.bind(fd, socket.memory.address() + SENDER, SENDER_BYTES));
    return socket;
  }

  private int setOption(int level, int name, int value) {
    bytes.putInt(OPTION, value);
    return libc.setsockopt(fd, level, name, memory.address() + OPTION, 4);
  }

  private void require(String operation, int result) throws NetlinkException {
    if (result < 0) {
      close();
      throw new NetlinkException(operation, "a netlink socket", -result, "");
    }
  }

  /** For poll(2). */
  int fd() {
    return fd;
  }

  /** Sends one message to the kernel. */
  int send(byte[] message) {
    bytes.put(REQUEST, message);
    long sent;
    do {
      sent = libc.write(fd, memory.address() + REQUEST, message.length);
    } while (sent == -Errno.EINTR);
    return (int) sent;
  }

  /**
   * Receives one block from the kernel; what other programs send is dropped.
   *
   * @param flags 0 or MSG_DONTWAIT
   * @return bytes, {@code -EMSGSIZE} when the block was cut off, or another negated error number
   */
  int receive(int flags) {
    while (true) {
      // The kernel overwrites the lengths: lay the header out anew for each call.
      bytes.putLong(MSGHDR, memory.address() + SENDER).putLong(MSGHDR + 8, SENDER_BYTES);
      bytes.putLong(MSGHDR + 16, memory.address() + IOVEC).putLong(MSGHDR + 24, 1);
      bytes.putLong(MSGHDR + 32, 0).putLong(MSGHDR + 40, 0).putLong(MSGHDR_FLAGS, 0);
      long received = libc.recvmsg(fd, memory.address() + MSGHDR, flags);
      boolean foreign = received >= 0 && bytes.getInt(SENDER_PORT) != 0;
      if (received == -Errno.EINTR || foreign) {
        continue;
      }
      boolean cut = received >= 0 && (bytes.getInt(MSGHDR_FLAGS) & Uapi.MSG_TRUNC) != 0;
      return cut ? -Errno.EMSGSIZE : (int) received;
    }
  }

  /** The messages of the block just received; valid until the next call. */
  MessageReader messages(int length) {
    return new MessageReader(bytes, length);
  }

  @Override
  public void close() {
    if (fd >= 0) {
      libc.close(fd);
      fd = -1;
    }
  }
}
