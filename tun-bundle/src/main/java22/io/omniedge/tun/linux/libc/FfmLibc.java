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
import java.lang.foreign.ValueLayout;
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
 * <p>Each function is linked when first used ({@code Lazy} holder classes): linking costs a
 * millisecond or so, and a process needs only some of them.
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

  private static final MethodHandle OPEN = linkVariadic(1, "open", JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = link("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle IOCTL =
      linkVariadic(2, "ioctl", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle FCNTL =
      linkVariadic(2, "fcntl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle READ = link("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITE =
      link("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITEV =
      link("writev", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle POLL = link("poll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SOCKET = link("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = link("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CONNECT =
      link("connect", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      link("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SETSOCKOPT =
      link("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      link("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SHUTDOWN = link("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SENDMSG =
      link("sendmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SENDMMSG =
      link("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle RECVMSG =
      link("recvmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      link("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle EVENTFD = link("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);

  FfmLibc() {}

  private static MethodHandle link(String name, ValueLayout result, ValueLayout... arguments) {
    return LINKER.downcallHandle(
        symbol(name), FunctionDescriptor.of(result, arguments), CAPTURE_ERRNO);
  }

  /** For a C prototype with an ellipsis after {@code fixed} arguments. */
  private static MethodHandle linkVariadic(
      int fixed, String name, ValueLayout result, ValueLayout... arguments) {
    return LINKER.downcallHandle(
        symbol(name),
        FunctionDescriptor.of(result, arguments),
        CAPTURE_ERRNO,
        Linker.Option.firstVariadicArg(fixed));
  }

  private static MemorySegment symbol(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
  }

  private static MemorySegment errno() {
    return ERRNO.get();
  }

  private static int checked(int result) {
    return result == -1 ? -errno().get(JAVA_INT, ERRNO_OFFSET) : result;
  }

  private static long checked(long result) {
    return result == -1 ? -errno().get(JAVA_INT, ERRNO_OFFSET) : result;
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
      return checked((int) OPEN.invokeExact(errno(), text.address(), flags));
    } catch (Throwable impossible) {
      throw bug(impossible);
    } finally {
      Reference.reachabilityFence(text);
    }
  }

  @Override
  public int close(int fd) {
    try {
      return checked((int) CLOSE.invokeExact(errno(), fd));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int ioctl(int fd, long request, long argument) {
    try {
      return checked((int) IOCTL.invokeExact(errno(), fd, request, argument));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int fcntl(int fd, int command, int argument) {
    try {
      return checked((int) FCNTL.invokeExact(errno(), fd, command, argument));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public long read(int fd, long address, long length) {
    try {
      return checked((long) READ.invokeExact(errno(), fd, address, length));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public long write(int fd, long address, long length) {
    try {
      return checked((long) WRITE.invokeExact(errno(), fd, address, length));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public long writev(int fd, long iovec, int count) {
    try {
      return checked((long) WRITEV.invokeExact(errno(), fd, iovec, count));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int poll(long pollfds, int count, int timeoutMillis) {
    try {
      return checked((int) POLL.invokeExact(errno(), pollfds, (long) count, timeoutMillis));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int socket(int domain, int type, int protocol) {
    try {
      return checked((int) SOCKET.invokeExact(errno(), domain, type, protocol));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int bind(int fd, long address, int length) {
    try {
      return checked((int) BIND.invokeExact(errno(), fd, address, length));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int connect(int fd, long address, int length) {
    try {
      return checked((int) CONNECT.invokeExact(errno(), fd, address, length));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int getsockname(int fd, long address, long lengthAddress) {
    try {
      return checked((int) GETSOCKNAME.invokeExact(errno(), fd, address, lengthAddress));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int setsockopt(int fd, int level, int name, long value, int length) {
    try {
      return checked((int) SETSOCKOPT.invokeExact(errno(), fd, level, name, value, length));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int getsockopt(int fd, int level, int name, long value, long lengthAddress) {
    try {
      return checked((int) GETSOCKOPT.invokeExact(errno(), fd, level, name, value, lengthAddress));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int shutdown(int fd, int how) {
    try {
      return checked((int) SHUTDOWN.invokeExact(errno(), fd, how));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public long sendmsg(int fd, long msghdr, int flags) {
    try {
      return checked((long) SENDMSG.invokeExact(errno(), fd, msghdr, flags));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int sendmmsg(int fd, long mmsghdrs, int count, int flags) {
    try {
      return checked((int) SENDMMSG.invokeExact(errno(), fd, mmsghdrs, count, flags));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public long recvmsg(int fd, long msghdr, int flags) {
    try {
      return checked((long) RECVMSG.invokeExact(errno(), fd, msghdr, flags));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int recvmmsg(int fd, long mmsghdrs, int count, int flags) {
    try {
      return checked((int) RECVMMSG.invokeExact(errno(), fd, mmsghdrs, count, flags, NO_TIMEOUT));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int eventfd(int initial, int flags) {
    try {
      return checked((int) EVENTFD.invokeExact(errno(), initial, flags));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }
}
