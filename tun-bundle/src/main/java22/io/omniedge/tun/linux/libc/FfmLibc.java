package io.omniedge.tun.linux.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.omniedge.tun.NativeBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * {@link Libc} by java.lang.foreign, for Java 22 and later.
 *
 * <p>Pointers go through as {@code long}, so a call creates no segment object once compiled. Calls
 * use normal linkage throughout: a {@code critical} call keeps the thread in Java state, and one
 * that blocks would then hold up every safepoint of the process. {@code errno} is captured into a
 * segment of the calling thread.
 *
 * <p>Whatever C says, a function is called with five 64-bit arguments and gives a 64-bit result.
 * The calling conventions of our platforms pass each integer in a register of its own,
 * sign-extended where anything looks at the upper half (riscv64), so arguments too many are never
 * seen; the upper half of an {@code int} result is cut off here. In return one call stub serves all
 * functions, the variadic ones too: each further shape would cost 5 ms at start, each further
 * handle 0.3 ms.
 */
final class FfmLibc implements Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      CAPTURED.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> ERRNO =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURED));
  private static final long NO_TIMEOUT = 0;

  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          CAPTURE_ERRNO);

  private static final MemorySegment OPEN = find("open");
  private static final MemorySegment CLOSE = find("close");
  private static final MemorySegment IOCTL = find("ioctl");
  private static final MemorySegment FCNTL = find("fcntl");
  private static final MemorySegment READ = find("read");
  private static final MemorySegment WRITE = find("write");
  private static final MemorySegment WRITEV = find("writev");
  private static final MemorySegment POLL = find("poll");
  private static final MemorySegment SOCKET = find("socket");
  private static final MemorySegment BIND = find("bind");
  private static final MemorySegment CONNECT = find("connect");
  private static final MemorySegment GETSOCKNAME = find("getsockname");
  private static final MemorySegment SETSOCKOPT = find("setsockopt");
  private static final MemorySegment GETSOCKOPT = find("getsockopt");
  private static final MemorySegment SHUTDOWN = find("shutdown");
  private static final MemorySegment SENDMSG = find("sendmsg");
  private static final MemorySegment SENDMMSG = find("sendmmsg");
  private static final MemorySegment RECVMSG = find("recvmsg");
  private static final MemorySegment RECVMMSG = find("recvmmsg");
  private static final MemorySegment EVENTFD = find("eventfd");
  private static final MemorySegment SCHED_SETSCHEDULER = find("sched_setscheduler");

  FfmLibc() {}

  private static MemorySegment find(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
  }

  private static long call(MemorySegment function, long a, long b, long c, long d, long e) {
    MemorySegment captured = ERRNO.get();
    long result = raw(function, captured, a, b, c, d, e);
    return result == -1 ? -captured.get(JAVA_INT, ERRNO_OFFSET) : result;
  }

  private static int callInt(MemorySegment function, long a, long b, long c, long d, long e) {
    MemorySegment captured = ERRNO.get();
    int result = (int) raw(function, captured, a, b, c, d, e);
    return result == -1 ? -captured.get(JAVA_INT, ERRNO_OFFSET) : result;
  }

  private static long raw(
      MemorySegment function, MemorySegment captured, long a, long b, long c, long d, long e) {
    try {
      return (long) CALL.invokeExact(function, captured, a, b, c, d, e);
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  /** A downcall declares Throwable and throws nothing; what comes here is a defect or the JVM's. */
  private static Error bug(Throwable thrown) {
    return thrown instanceof Error error ? error : new AssertionError(thrown);
  }

  @Override
  public String backend() {
    return "ffm";
  }

  @Override
  public NativeBuffer allocate(int bytes) {
    ByteBuffer aligned = DirectMemory.aligned(bytes);
    return new NativeBuffer(aligned, MemorySegment.ofBuffer(aligned).address());
  }

  @Override
  public int open(String path, int flags) {
    NativeBuffer text = DirectMemory.asciiz(this, path);
    try {
      return callInt(OPEN, text.address(), flags, 0, 0, 0);
    } finally {
      Reference.reachabilityFence(text);
    }
  }

  @Override
  public int close(int fd) {
    return callInt(CLOSE, fd, 0, 0, 0, 0);
  }

  @Override
  public int ioctl(int fd, long request, long argument) {
    return callInt(IOCTL, fd, request, argument, 0, 0);
  }

  @Override
  public int fcntl(int fd, int command, int argument) {
    return callInt(FCNTL, fd, command, argument, 0, 0);
  }

  @Override
  public long read(int fd, long address, long length) {
    return call(READ, fd, address, length, 0, 0);
  }

  @Override
  public long write(int fd, long address, long length) {
    return call(WRITE, fd, address, length, 0, 0);
  }

  @Override
  public long writev(int fd, long iovec, int count) {
    return call(WRITEV, fd, iovec, count, 0, 0);
  }

  @Override
  public int poll(long pollfds, int count, int timeoutMillis) {
    return callInt(POLL, pollfds, count, timeoutMillis, 0, 0);
  }

  @Override
  public int socket(int domain, int type, int protocol) {
    return callInt(SOCKET, domain, type, protocol, 0, 0);
  }

  @Override
  public int bind(int fd, long address, int length) {
    return callInt(BIND, fd, address, length, 0, 0);
  }

  @Override
  public int connect(int fd, long address, int length) {
    return callInt(CONNECT, fd, address, length, 0, 0);
  }

  @Override
  public int getsockname(int fd, long address, long lengthAddress) {
    return callInt(GETSOCKNAME, fd, address, lengthAddress, 0, 0);
  }

  @Override
  public int setsockopt(int fd, int level, int name, long value, int length) {
    return callInt(SETSOCKOPT, fd, level, name, value, length);
  }

  @Override
  public int getsockopt(int fd, int level, int name, long value, long lengthAddress) {
    return callInt(GETSOCKOPT, fd, level, name, value, lengthAddress);
  }

  @Override
  public int shutdown(int fd, int how) {
    return callInt(SHUTDOWN, fd, how, 0, 0, 0);
  }

  @Override
  public long sendmsg(int fd, long msghdr, int flags) {
    return call(SENDMSG, fd, msghdr, flags, 0, 0);
  }

  @Override
  public int sendmmsg(int fd, long mmsghdrs, int count, int flags) {
    return callInt(SENDMMSG, fd, mmsghdrs, count, flags, 0);
  }

  @Override
  public long recvmsg(int fd, long msghdr, int flags) {
    return call(RECVMSG, fd, msghdr, flags, 0, 0);
  }

  @Override
  public int recvmmsg(int fd, long mmsghdrs, int count, int flags) {
    return callInt(RECVMMSG, fd, mmsghdrs, count, flags, NO_TIMEOUT);
  }

  @Override
  public int eventfd(int initial, int flags) {
    return callInt(EVENTFD, initial, flags, 0, 0, 0);
  }

  @Override
  public int schedSetscheduler(int tid, int policy, long parameters) {
    return callInt(SCHED_SETSCHEDULER, tid, policy, parameters, 0, 0);
  }
}
