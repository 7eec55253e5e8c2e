package io.omniedge.tun.linux;

/**
 * Numbers of the socket interface (bits/socket.h, asm-generic/socket.h, linux/in.h, linux/in6.h,
 * linux/udp.h); the same on every platform the native layer runs on.
 */
final class SocketAbi {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_CLOEXEC = 02000000;
  static final int SHUT_RDWR = 2;
  static final int MSG_WAITFORONE = 0x10000;
  static final int MSG_PROBE = 0x10;
  static final int MSG_CONFIRM = 0x800;

  static final int SOL_SOCKET = 1;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int SO_SNDBUFFORCE = 32;
  static final int SO_RCVBUFFORCE = 33;
  static final int SO_PRIORITY = 12;
  static final int SO_MARK = 36;

  static final int IPPROTO_IP = 0;
  static final int IP_TOS = 1;
  static final int IP_PKTINFO = 8;

  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;
  static final int IPV6_RECVPKTINFO = 49;
  static final int IPV6_PKTINFO = 50;
  static final int IPV6_TCLASS = 67;

  static final int SOL_UDP = 17;
  static final int UDP_SEGMENT = 103;
  static final int UDP_GRO = 104;

  /** Length of a control message before its data (CMSG_LEN(0)); messages are padded to 8 bytes. */
  static final int CMSG_HEADER_BYTES = 16;

  static final int IOVEC_BYTES = 16;
  static final int MMSGHDR_BYTES = 64;

  // struct msghdr, at the start of struct mmsghdr
  static final int MSG_NAME = 0;
  static final int MSG_NAMELEN = 8;
  static final int MSG_IOV = 16;
  static final int MSG_IOVLEN = 24;
  static final int MSG_CONTROL = 32;
  static final int MSG_CONTROLLEN = 40;

  /** mmsghdr.msg_len */
  static final int MSG_LEN = 56;

  private SocketAbi() {}
}
