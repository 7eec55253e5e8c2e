package io.omniedge.tun.linux;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * A TUN or TAP device of Linux. One thread reads and waits, one other writes; {@link #wake()} and
 * {@link #close()} may come from any.
 *
 * <p>When somebody else removes the interface, {@link #awaitReadable()} returns false and {@link
 * #read} and {@link #write} return {@code -EBADFD}. While the interface is down, {@link #write}
 * returns {@code -EIO}; nothing is to be read then.
 */
public final class LinuxTun implements TunDevice {
  /** More pieces a write cannot have (IOV_MAX of limits.h). */
  private static final int MAX_PIECES = 1024;

  private static final int IOVEC_BYTES = 16;
  private static final int POLLIN = 0x001;
  private static final int POLLERR = 0x008;
  private static final int POLLHUP = 0x010;
  private static final int POLLFD_BYTES = 8;
  private static final int POLLFD_REVENTS = 6;
  private static final int EVENT_AT = 2 * POLLFD_BYTES;
  private static final int WAKE_AT = EVENT_AT + 8;

  private final Libc libc;
  private final TunSetup.Agreed agreed;
  private final int eventFd;
  private final Descriptor descriptor;
  private final Descriptor.Use reading;
  private final Descriptor.Use writing;
  private final Descriptor.Use waking;
  // Two pollfd, the value read from the eventfd, the value written to it.
  private final NativeBuffer poll;
  private final ByteBuffer pollBytes;
  private final NativeBuffer iovecs;
  private final ByteBuffer iovecBytes;

  private LinuxTun(Libc libc, TunSetup.Agreed agreed) {
    this.libc = libc;
    this.agreed = agreed;
    this.eventFd = agreed.eventFd();
    this.descriptor = new Descriptor(libc, agreed.tunFd(), agreed.eventFd());
    this.reading = descriptor.newUse();
    this.writing = descriptor.newUse();
    this.waking = descriptor.newUse();
    this.poll = libc.allocate(WAKE_AT + 8);
    this.pollBytes = poll.bytes().duplicate().order(ByteOrder.nativeOrder());
    this.iovecs = libc.allocate(MAX_PIECES * IOVEC_BYTES);
    this.iovecBytes = iovecs.bytes().duplicate().order(ByteOrder.nativeOrder());
    pollBytes.putInt(0, agreed.tunFd()).putShort(4, (short) POLLIN);
    pollBytes.putInt(POLLFD_BYTES, eventFd).putShort(POLLFD_BYTES + 4, (short) POLLIN);
    pollBytes.putLong(WAKE_AT, 1);
  }

  /**
   * Creates the device or attaches to the persistent one of that name. It starts down and without
   * addresses.
   *
   * @throws TunException naming the call, the error and what to do
   */
  public static LinuxTun open(Libc libc, TunOptions options) throws TunException {
    return new LinuxTun(libc, TunSetup.open(libc, options));
  }

  @Override
  public String name() {
    return agreed.name();
  }

  @Override
  public Set<Offload> offloads() {
    return agreed.offloads();
  }

  /** What the kernel agreed to, for people: {@code "virtio-net header, CSUM TSO4 TSO6"}. */
  public String features() {
    return agreed.features();
  }

  @Override
  public int read(NativeBuffer buffer, int offset) {
    int fd = reading.enter();
    if (fd < 0) {
      return fd;
    }
    try {
      return agreed.virtioHeader()
          ? readPacket(fd, buffer, offset)
          : readBarePacket(fd, buffer, offset);
    } finally {
      reading.leave();
    }
  }

  private int readPacket(int fd, NativeBuffer buffer, int offset) {
    int room = Math.min(buffer.size() - offset, MAX_READ_BYTES);
    long result;
    do {
      result = libc.read(fd, buffer.address() + offset, room);
    } while (result == -Errno.EINTR);
    return result == -Errno.EAGAIN ? 0 : (int) result;
  }

  /** For a kernel without IFF_VNET_HDR: behind a header of zeros, which asks for nothing. */
  private int readBarePacket(int fd, NativeBuffer buffer, int offset) {
    int result = readPacket(fd, buffer, offset + VIRTIO_HEADER_BYTES);
    if (result <= 0) {
      return result;
    }
    buffer.bytes().putLong(offset, 0).putShort(offset + 8, (short) 0);
    return result + VIRTIO_HEADER_BYTES;
  }

  @Override
  public boolean awaitReadable() {
    int fd = reading.enter();
    if (fd < 0) {
      return false;
    }
    try {
      int result;
      do {
        result = libc.poll(poll.address(), 2, -1);
      } while (result == -Errno.EINTR);
      if (pollBytes.getShort(POLLFD_BYTES + POLLFD_REVENTS) != 0) {
        libc.read(eventFd, poll.address() + EVENT_AT, 8);
      }
      int events = pollBytes.getShort(POLLFD_REVENTS);
      // An error without data is the interface gone: poll would report it for ever.
      boolean gone = (events & (POLLERR | POLLHUP)) != 0 && (events & POLLIN) == 0;
      return result > 0 && !gone && !descriptor.isClosing();
    } finally {
      reading.leave();
    }
  }

  @Override
  public void wake() {
    synchronized (waking) {
      if (waking.enter() >= 0) {
        ring();
        waking.leave();
      }
    }
  }

  /** EAGAIN, when the counter is full, is as good as success: the reader will wake. */
  private void ring() {
    libc.write(eventFd, poll.address() + WAKE_AT, 8);
  }

  @Override
  public int write(NativeBuffer buffer, int[] offsets, int[] lengths, int pieces) {
    if (pieces <= 0 || pieces > MAX_PIECES || lengths[0] < VIRTIO_HEADER_BYTES) {
      return -Errno.EINVAL;
    }
    int fd = writing.enter();
    if (fd < 0) {
      return fd;
    }
    try {
      return writePieces(fd, buffer, offsets, lengths, pieces);
    } finally {
      writing.leave();
    }
  }

  private int writePieces(int fd, NativeBuffer buffer, int[] offsets, int[] lengths, int pieces) {
    int skipped = agreed.virtioHeader() ? 0 : VIRTIO_HEADER_BYTES;
    long base = buffer.address();
    long result;
    do {
      if (pieces == 1) {
        result = libc.write(fd, base + offsets[0] + skipped, lengths[0] - skipped);
      } else {
        for (int i = 0; i < pieces; i++) {
          int cut = i == 0 ? skipped : 0;
          iovecBytes.putLong(i * IOVEC_BYTES, base + offsets[i] + cut);
          iovecBytes.putLong(i * IOVEC_BYTES + 8, lengths[i] - cut);
        }
        result = libc.writev(fd, iovecs.address(), pieces);
      }
    } while (result == -Errno.EINTR);
    return (int) (result < 0 ? result : result + skipped);
  }

  @Override
  public int answer(NativeBuffer buffer, int offset, int length) {
    return writeWhole(reading, buffer, offset, length);
  }

  @Override
  public Injector newInjector() {
    Descriptor.Use injecting = descriptor.newUse();
    return (buffer, offset, length) -> writeWhole(injecting, buffer, offset, length);
  }

  private int writeWhole(Descriptor.Use use, NativeBuffer buffer, int offset, int length) {
    if (length < VIRTIO_HEADER_BYTES) {
      return -Errno.EINVAL;
    }
    int fd = use.enter();
    if (fd < 0) {
      return fd;
    }
    try {
      int skipped = agreed.virtioHeader() ? 0 : VIRTIO_HEADER_BYTES;
      long result;
      do {
        result = libc.write(fd, buffer.address() + offset + skipped, length - skipped);
      } while (result == -Errno.EINTR);
      return (int) (result < 0 ? result : result + skipped);
    } finally {
      use.leave();
    }
  }

  @Override
  public void close() {
    synchronized (waking) {
      // From inside, so that a reader who leaves first does not close what we still ring.
      if (waking.enter() >= 0) {
        descriptor.beginClose();
        ring();
        waking.leave();
      }
    }
  }
}
