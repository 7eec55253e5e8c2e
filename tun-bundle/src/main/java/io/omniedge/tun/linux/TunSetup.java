package io.omniedge.tun.linux;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * Opens /dev/net/tun and agrees with the kernel on what it offers (linux/if_tun.h,
 * Documentation/networking/tuntap.rst). One object per device opened; single-threaded.
 */
final class TunSetup {
  private static final String PATH = "/dev/net/tun";

  // fcntl.h and sys/eventfd.h, asm-generic
  private static final int O_RDWR = 02;
  private static final int O_NONBLOCK = 04000;
  private static final int O_CLOEXEC = 02000000;

  // linux/if_tun.h
  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETPERSIST = 0x400454cbL;
  private static final long TUNSETOFFLOAD = 0x400454d0L;
  private static final long TUNSETVNETHDRSZ = 0x400454d8L;
  private static final int IFF_TUN = 0x0001;
  private static final int IFF_TAP = 0x0002;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFF_VNET_HDR = 0x4000;
  private static final int TUN_F_CSUM = 0x01;
  private static final int TUN_F_TSO = 0x02 | 0x04;
  private static final int TUN_F_USO = 0x20 | 0x40;

  // linux/if.h and linux/sockios.h
  private static final int IFNAMSIZ = 16;
  private static final int IFREQ_BYTES = 40;
  private static final long SIOCGIFINDEX = 0x8933;

  private final Libc libc;
  private final TunOptions options;
  private final NativeBuffer request;
  private final ByteBuffer requestBytes;

  private TunSetup(Libc libc, TunOptions options) {
    this.libc = libc;
    this.options = options;
    this.request = libc.allocate(IFREQ_BYTES);
    this.requestBytes = request.bytes().duplicate().order(ByteOrder.nativeOrder());
  }

  /** An open device; whoever gets it closes both descriptors. */
  record Agreed(
      int tunFd,
      int eventFd,
      String name,
      boolean virtioHeader,
      Set<Offload> offloads,
      String features) {}

  static Agreed open(Libc libc, TunOptions options) throws TunException {
    InterfaceName.check(options.name());
    return new TunSetup(libc, options).open();
  }

  private Agreed open() throws TunException {
    int fd = libc.open(PATH, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
      throw failure("open(" + PATH + ")", -fd, adviceForOpen(-fd));
    }
    int eventFd = -1;
    try {
      eventFd = libc.eventfd(0, O_NONBLOCK | O_CLOEXEC);
      if (eventFd < 0) {
        throw failure("eventfd()", -eventFd, "");
      }
      Agreed agreed = agree(fd, eventFd);
      eventFd = -1;
      fd = -1;
      return agreed;
    } finally {
      if (fd >= 0) {
        libc.close(fd);
      }
      if (eventFd >= 0) {
        libc.close(eventFd);
      }
    }
  }

  private Agreed agree(int fd, int eventFd) throws TunException {
    boolean virtioHeader = attach(fd);
    String name = requestedName();
    int features = 0;
    if (virtioHeader) {
      setHeaderLength(fd);
      features = agreeOffloads(fd);
    }
    if (options.persistent()) {
      int result = libc.ioctl(fd, TUNSETPERSIST, 1);
      if (result < 0) {
        throw failure("ioctl(TUNSETPERSIST)", -result, "");
      }
    }
    return new Agreed(
        fd, eventFd, name, virtioHeader, offloads(features), describe(virtioHeader, features));
  }

  /** True with a virtio-net header, false if the kernel knows none. */
  private boolean attach(int fd) throws TunException {
    int kind = (options.tap() ? IFF_TAP : IFF_TUN) | IFF_NO_PI;
    int result = setInterface(fd, kind | IFF_VNET_HDR);
    if (result == -Errno.EINVAL && setInterface(fd, kind) == 0) {
      return false;
    }
    if (result < 0) {
      throw failure("ioctl(TUNSETIFF)", -result, adviceForAttach(-result));
    }
    return true;
  }

  private int setInterface(int fd, int flags) {
    requestName();
    requestBytes.putShort(IFNAMSIZ, (short) flags);
    return libc.ioctl(fd, TUNSETIFF, request.address());
  }

  private void requestName() {
    byte[] ascii = options.name().getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < IFREQ_BYTES; i++) {
      requestBytes.put(i, i < ascii.length ? ascii[i] : 0);
    }
  }

  private String requestedName() {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < IFNAMSIZ && requestBytes.get(i) != 0; i++) {
      name.append((char) requestBytes.get(i));
    }
    return name.toString();
  }

  /** A persistent device may have been left with another length by somebody else. */
  private void setHeaderLength(int fd) throws TunException {
    requestBytes.putInt(0, TunDevice.VIRTIO_HEADER_BYTES);
    int result = libc.ioctl(fd, TUNSETVNETHDRSZ, request.address());
    if (result < 0) {
      throw failure("ioctl(TUNSETVNETHDRSZ)", -result, "");
    }
  }

  /** Asks for all that is wanted, then for less: USO came with Linux 6.2. */
  private int agreeOffloads(int fd) {
    int tso = options.wanted().contains(Offload.TUN_TSO) ? TUN_F_TSO : 0;
    int uso = options.wanted().contains(Offload.TUN_USO) ? TUN_F_USO : 0;
    int wanted = (tso | uso) == 0 ? 0 : TUN_F_CSUM | tso | uso;
    int[] steps = {wanted, wanted & ~TUN_F_USO, wanted & TUN_F_CSUM, 0};
    for (int step : steps) {
      if (libc.ioctl(fd, TUNSETOFFLOAD, step) == 0) {
        return step;
      }
    }
    return 0;
  }

  private static Set<Offload> offloads(int features) {
    EnumSet<Offload> offloads = EnumSet.noneOf(Offload.class);
    if ((features & TUN_F_TSO) != 0) {
      offloads.add(Offload.TUN_TSO);
    }
    if ((features & TUN_F_USO) != 0) {
      offloads.add(Offload.TUN_USO);
    }
    return Set.copyOf(offloads);
  }

  private static String describe(boolean virtioHeader, int features) {
    if (!virtioHeader) {
      return "no virtio-net header, no offload";
    }
    StringBuilder text = new StringBuilder("virtio-net header");
    text.append(features == 0 ? ", no offload" : ", CSUM");
    text.append((features & TUN_F_TSO) != 0 ? " TSO4 TSO6" : "");
    text.append((features & TUN_F_USO) != 0 ? " USO4 USO6" : "");
    return text.toString();
  }

  private TunException failure(String call, int errno, String advice) {
    String device =
        (options.tap() ? "TAP device" : "TUN device")
            + (options.name().isEmpty() ? "" : " " + options.name());
    return new TunException(
        "cannot open "
            + device
            + ": "
            + call
            + " failed with "
            + Errno.describe(errno)
            + (advice.isEmpty() ? "" : ": " + advice),
        errno);
  }

  private static String adviceForOpen(int errno) {
    return switch (errno) {
      case Errno.ENOENT ->
          "the device node is missing; run \"modprobe tun\", or \"mkdir -p /dev/net && mknod"
              + " /dev/net/tun c 10 200\"; a container needs it passed in (--device /dev/net/tun)";
      case Errno.ENODEV, Errno.ENXIO ->
          "the kernel has no TUN driver; run \"modprobe tun\" or use a kernel with CONFIG_TUN";
      case Errno.EACCES, Errno.EPERM ->
          "this user may not open it; run as root or allow the user to read and write it";
      default -> "";
    };
  }

  private String adviceForAttach(int errno) {
    return switch (errno) {
      case Errno.EPERM ->
          "the capability CAP_NET_ADMIN is missing; run as root, add AmbientCapabilities="
              + "CAP_NET_ADMIN to the service, or attach to a persistent device of this user";
      case Errno.EBUSY ->
          "another process holds the device; stop that process or choose another name";
      case Errno.EINVAL ->
          interfaceExists()
              ? "the name is taken by an interface of another kind; choose another name, or remove"
                  + " that interface with \"ip link del\""
              : "the kernel refuses the name or the kind of device";
      default -> "";
    };
  }

  private boolean interfaceExists() {
    int socket = libc.socket(SocketAbi.AF_INET, SocketAbi.SOCK_DGRAM | O_CLOEXEC, 0);
    requestName();
    int result = libc.ioctl(socket, SIOCGIFINDEX, request.address());
    libc.close(socket);
    return result == 0;
  }
}
