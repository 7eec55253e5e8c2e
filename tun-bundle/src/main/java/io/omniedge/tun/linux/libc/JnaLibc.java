package io.omniedge.tun.linux.libc;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.omniedge.tun.NativeBuffer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * {@link Libc} by JNA, for every JRE from 17.
 *
 * <p>Direct mapping with nothing but {@code int} and {@code long} parameters: JNA then goes
 * straight from its JNI stub to libffi and creates no Java object (≈ 130 ns a call). After each
 * call JNA keeps {@code errno} per thread; we ask for it only when the call failed.
 *
 * <p>open, ioctl and fcntl are variadic in C; with integer arguments the calling conventions of the
 * platforms we run on pass them like any others.
 */
final class JnaLibc implements Libc {
  JnaLibc() {}

  @Override
  public String backend() {
    return "jna";
  }

  @Override
  public NativeBuffer allocate(int bytes) {
    ByteBuffer aligned = DirectMemory.aligned(bytes);
    return new NativeBuffer(aligned, Pointer.nativeValue(Native.getDirectBufferPointer(aligned)));
  }

  private static int checked(int result) {
    return result == -1 ? -Native.getLastError() : result;
  }

  private static long checked(long result) {
    return result == -1 ? -Native.getLastError() : result;
  }

  @Override
  public int open(String path, int flags) {
    NativeBuffer text = DirectMemory.asciiz(this, path);
    try {
      return checked(C.open(text.address(), flags));
    } finally {
      Reference.reachabilityFence(text);
    }
  }

  @Override
  public int close(int fd) {
    return checked(C.close(fd));
  }

  @Override
  public int ioctl(int fd, long request, long argument) {
    return checked(C.ioctl(fd, request, argument));
  }

  @Override
  public int fcntl(int fd, int command, int argument) {
    return checked(C.fcntl(fd, command, argument));
  }

  @Override
  public long read(int fd, long address, long length) {
    return checked(C.read(fd, address, length));
  }

  @Override
  public long write(int fd, long address, long length) {
    return checked(C.write(fd, address, length));
  }

  @Override
  public long writev(int fd, long iovec, int count) {
    return checked(C.writev(fd, iovec, count));
  }

  @Override
  public int poll(long pollfds, int count, int timeoutMillis) {
    return checked(C.poll(pollfds, count, timeoutMillis));
  }

  @Override
  public int socket(int domain, int type, int protocol) {
    return checked(C.socket(domain, type, protocol));
  }

  @Override
  public int bind(int fd, long address, int length) {
    return checked(C.bind(fd, address, length));
  }

  @Override
  public int connect(int fd, long address, int length) {
    return checked(C.connect(fd, address, length));
  }

  @Override
  public int getsockname(int fd, long address, long lengthAddress) {
    return checked(C.getsockname(fd, address, lengthAddress));
  }

  @Override
  public int setsockopt(int fd, int level, int name, long value, int length) {
    return checked(C.setsockopt(fd, level, name, value, length));
  }

  @Override
  public int getsockopt(int fd, int level, int name, long value, long lengthAddress) {
    return checked(C.getsockopt(fd, level, name, value, lengthAddress));
  }

  @Override
  public int shutdown(int fd, int how) {
    return checked(C.shutdown(fd, how));
  }

  @Override
  public long sendmsg(int fd, long msghdr, int flags) {
    return checked(C.sendmsg(fd, msghdr, flags));
  }

  @Override
  public int sendmmsg(int fd, long mmsghdrs, int count, int flags) {
    return checked(C.sendmmsg(fd, mmsghdrs, count, flags));
  }

  @Override
  public long recvmsg(int fd, long msghdr, int flags) {
    return checked(C.recvmsg(fd, msghdr, flags));
  }

  @Override
  public int recvmmsg(int fd, long mmsghdrs, int count, int flags) {
    return checked(C.recvmmsg(fd, mmsghdrs, count, flags, 0));
  }

  @Override
  public int eventfd(int initial, int flags) {
    return checked(C.eventfd(initial, flags));
  }

  @Override
  public int schedSetscheduler(int tid, int policy, long parameters) {
    return checked(C.sched_setscheduler(tid, policy, parameters));
  }

  /** The C prototypes; the names are the symbols. */
  private static final class C {
    static {
      // The process itself, not a file name: glibc and musl call their library differently.
      Native.register(C.class, NativeLibrary.getProcess());
    }

    private C() {}

    static native int open(long path, int flags);

    static native int close(int fd);

    static native int ioctl(int fd, long request, long argument);

    static native int fcntl(int fd, int command, int argument);

    static native long read(int fd, long buffer, long length);

    static native long write(int fd, long buffer, long length);

    static native long writev(int fd, long iovec, int count);

    static native int poll(long pollfds, long count, int timeoutMillis);

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, long address, int length);

    static native int connect(int fd, long address, int length);

    static native int getsockname(int fd, long address, long length);

    static native int setsockopt(int fd, int level, int name, long value, int length);

    static native int getsockopt(int fd, int level, int name, long value, long length);

    static native int shutdown(int fd, int how);

    static native long sendmsg(int fd, long msghdr, int flags);

    static native int sendmmsg(int fd, long mmsghdrs, int count, int flags);

    static native long recvmsg(int fd, long msghdr, int flags);

    static native int recvmmsg(int fd, long mmsghdrs, int count, int flags, long timeout);

    static native int eventfd(int initial, int flags);

    static native int sched_setscheduler(int tid, int policy, long parameters);
  }
}
