package io.omniedge.tun.linux;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A UDP port for IPv6 and IPv4 on one socket, or for IPv4 alone where the kernel has no IPv6.
 *
 * <p>{@link #close()} wakes receivers by shutdown(2): for a socket that is not connected it returns
 * ENOTCONN and yet ends every wait. The descriptor is closed when the last thread has left it, and
 * only then does {@code close()} return: the port is free.
 */
public final class LinuxUdpSocket implements UdpSocket {
  /** A few superpackets in flight fill the default of 208 KB; what wireguard-go asks for, too. */
  private static final int BUFFER_BYTES = 7 << 20;

  private final Libc libc;
  private final Descriptor descriptor;
  private final Descriptor.Use control;
  private final NativeBuffer option;
  private final SocketFamily family;
  private final int port;
  private final boolean gro;
  private volatile boolean segmenting;

  private LinuxUdpSocket(Setup setup) {
    this.libc = setup.libc;
    this.option = setup.option;
    this.family = setup.family;
    this.port = setup.port;
    this.gro = setup.gro;
    this.segmenting = setup.segmenting;
    this.descriptor = new Descriptor(libc, setup.fd);
    this.control = descriptor.newUse();
  }

  /**
   * Binds to the port on all addresses.
   *
   * @param port 0 lets the kernel choose
   * @param fwmark SO_MARK of everything sent, 0 for none
   * @param wanted of {@link Offload#UDP_SEGMENT} and {@link Offload#UDP_GRO}; less where the kernel
   *     has less
   * @throws UdpException naming the call, the error and what to do
   */
  public static LinuxUdpSocket open(Libc libc, int port, int fwmark, Set<Offload> wanted)
      throws UdpException {
    Setup setup = new Setup(libc, port);
    boolean done = false;
    try {
      setup.open(fwmark, wanted);
      done = true;
      return new LinuxUdpSocket(setup);
    } finally {
      if (!done && setup.fd >= 0) {
        libc.close(setup.fd);
      }
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Set<Offload> offloads() {
    EnumSet<Offload> offloads = EnumSet.noneOf(Offload.class);
    if (segmenting) {
      offloads.add(Offload.UDP_SEGMENT);
    }
    if (gro) {
      offloads.add(Offload.UDP_GRO);
    }
    return Collections.unmodifiableSet(offloads);
  }

  @Override
  public int setFwmark(int mark) {
    synchronized (control) {
      int fd = control.enter();
      if (fd < 0) {
        return fd;
      }
      try {
        return setOption(libc, option, fd, SocketAbi.SOL_SOCKET, SocketAbi.SO_MARK, mark);
      } finally {
        control.leave();
      }
    }
  }

  @Override
  public Sender newSender() {
    return new UdpSender(libc, this, descriptor.newUse(), family);
  }

  @Override
  public Receiver newReceiver(int slots) {
    return new UdpReceiver(libc, descriptor, family, slots);
  }

  @Override
  public void close() {
    synchronized (control) {
      int fd = control.enter();
      if (fd >= 0) {
        descriptor.beginClose();
        libc.shutdown(fd, SocketAbi.SHUT_RDWR);
        control.leave();
      }
    }
    descriptor.awaitClosed();
  }

  /** Whether to try UDP_SEGMENT. */
  boolean isSegmenting() {
    return segmenting;
  }

  /** A device on the way cannot do it (no checksum offload): never again on this socket. */
  void stopSegmenting() {
    segmenting = false;
  }

  private static int setOption(
      Libc libc, NativeBuffer memory, int fd, int level, int name, int value) {
    memory.bytes().putInt(0, Integer.reverseBytes(value));
    return libc.setsockopt(fd, level, name, memory.address(), 4);
  }

  /** The steps from nothing to a bound socket. */
  private static final class Setup {
    private static final int LENGTH_AT = 32;

    final Libc libc;
    final NativeBuffer option;
    SocketFamily family = SocketFamily.DUAL_STACK;
    int fd = -1;
    int port;
    boolean gro;
    boolean segmenting;

    Setup(Libc libc, int port) {
      this.libc = libc;
      this.option = libc.allocate(64);
      this.port = port;
    }

    void open(int fwmark, Set<Offload> wanted) throws UdpException {
      int result = openAndBind(SocketFamily.DUAL_STACK);
      if (result == -Errno.EAFNOSUPPORT || result == -Errno.EADDRNOTAVAIL) {
        // IPv6 is not in the kernel or switched off; the port of the IPv4 side is still ours.
        result = openAndBind(SocketFamily.IPV4);
      }
      if (result < 0) {
        throw failure(fd < 0 ? "socket()" : "bind()", -result);
      }
      setBuffer(SocketAbi.SO_SNDBUFFORCE, SocketAbi.SO_SNDBUF);
      setBuffer(SocketAbi.SO_RCVBUFFORCE, SocketAbi.SO_RCVBUF);
      if (fwmark != 0) {
        require("setsockopt(SO_MARK)", set(SocketAbi.SOL_SOCKET, SocketAbi.SO_MARK, fwmark));
      }
      require("setsockopt(PKTINFO)", set(family.level(), family.receivePacketInfo(), 1));
      gro = wanted.contains(Offload.UDP_GRO) && set(SocketAbi.SOL_UDP, SocketAbi.UDP_GRO, 1) == 0;
      // Size 0 changes nothing and tells whether the kernel knows the option.
      segmenting =
          wanted.contains(Offload.UDP_SEGMENT)
              && set(SocketAbi.SOL_UDP, SocketAbi.UDP_SEGMENT, 0) == 0;
      port = readPort();
    }

    private int openAndBind(SocketFamily tried) {
      if (fd >= 0) {
        libc.close(fd);
      }
      family = tried;
      fd = libc.socket(tried.domain(), SocketAbi.SOCK_DGRAM | SocketAbi.SOCK_CLOEXEC, 0);
      if (fd < 0) {
        return fd;
      }
      if (tried == SocketFamily.DUAL_STACK) {
        int result = set(SocketAbi.IPPROTO_IPV6, SocketAbi.IPV6_V6ONLY, 0);
        if (result < 0) {
          return result;
        }
      }
      tried.putAny(option.bytes(), 0, port);
      return libc.bind(fd, option.address(), tried.addressBytes());
    }

    private int set(int level, int name, int value) {
      return setOption(libc, option, fd, level, name, value);
    }

    private void setBuffer(int forced, int limited) {
      if (set(SocketAbi.SOL_SOCKET, forced, BUFFER_BYTES) < 0) {
        // Without CAP_NET_ADMIN, as much as net.core.{r,w}mem_max allow.
        set(SocketAbi.SOL_SOCKET, limited, BUFFER_BYTES);
      }
    }

    private int readPort() throws UdpException {
      option.bytes().putInt(LENGTH_AT, Integer.reverseBytes(family.addressBytes()));
      require(
          "getsockname()", libc.getsockname(fd, option.address(), option.address() + LENGTH_AT));
      return family.port(option.bytes(), 0);
    }

    private void require(String call, int result) throws UdpException {
      if (result < 0) {
        throw failure(call, -result);
      }
    }

    private UdpException failure(String call, int errno) {
      String advice =
          switch (errno) {
            case Errno.EADDRINUSE ->
                ": another socket has this port; find it with \"ss -ulnp sport = :"
                    + port
                    + "\", or choose another port";
            case Errno.EACCES -> ": ports below 1024 need the capability CAP_NET_BIND_SERVICE";
            case Errno.EPERM -> ": the capability CAP_NET_ADMIN is missing";
            default -> "";
          };
      return new UdpException(
          "cannot open UDP port "
              + port
              + ": "
              + call
              + " failed with "
              + Errno.describe(errno)
              + advice,
          errno);
    }
  }
}
