package io.omniedge.tun.linux.libc;

import io.omniedge.tun.NativeBuffer;

/**
 * The C library as far as we use it: 64-bit little-endian Linux (x86-64, AArch64, riscv64), where
 * structures and constants agree.
 *
 * <p>Pointers are plain {@code long} addresses, structures are laid out by the caller in a {@link
 * NativeBuffer}. Every call returns the result of the C function, or the negated {@code errno} (see
 * {@link Errno}) when that is −1; none throws, all may be called from any thread. None but {@link
 * #open} and {@link #allocate} creates Java objects: JNA never, java.lang.foreign once the calling
 * code is compiled. Calls that may block do so as the kernel does.
 */
public interface Libc {
  /** Which backend this is, as shown in the status: {@code "jna"} or {@code "ffm"}. */
  String backend();

  /** Zeroed memory outside the heap, aligned to 64 bytes. */
  NativeBuffer allocate(int bytes);

  /** open(2) without a mode; {@code path} must be ASCII. */
  int open(String path, int flags);

  /** close(2). */
  int close(int fd);

  /** ioctl(2) with a pointer argument (or a plain number for requests that take one). */
  int ioctl(int fd, long request, long argument);

  /** fcntl(2) with an integer argument. */
  int fcntl(int fd, int command, int argument);

  /** read(2). */
  long read(int fd, long address, long length);

  /** write(2). */
  long write(int fd, long address, long length);

  /** writev(2). */
  long writev(int fd, long iovec, int count);

  /** poll(2); {@code timeoutMillis} −1 waits without end. */
  int poll(long pollfds, int count, int timeoutMillis);

  /** socket(2). */
  int socket(int domain, int type, int protocol);

  /** bind(2). */
  int bind(int fd, long address, int length);

  /** connect(2). */
  int connect(int fd, long address, int length);

  /** getsockname(2). */
  int getsockname(int fd, long address, long lengthAddress);

  /** setsockopt(2). */
  int setsockopt(int fd, int level, int name, long value, int length);

  /** getsockopt(2). */
  int getsockopt(int fd, int level, int name, long value, long lengthAddress);

  /** shutdown(2). */
  int shutdown(int fd, int how);

  /** sendmsg(2). */
  long sendmsg(int fd, long msghdr, int flags);

  /** sendmmsg(2). */
  int sendmmsg(int fd, long mmsghdrs, int count, int flags);

  /** recvmsg(2). */
  long recvmsg(int fd, long msghdr, int flags);

  /** recvmmsg(2) without a timeout. */
  int recvmmsg(int fd, long mmsghdrs, int count, int flags);

  /** eventfd(2). */
  int eventfd(int initial, int flags);

  /**
   * sched_setscheduler(2).
   *
   * @param tid 0 for the calling thread
   */
  int schedSetscheduler(int tid, int policy, long parameters);
}
