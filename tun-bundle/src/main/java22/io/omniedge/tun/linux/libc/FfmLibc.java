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
import java.util.Collections;

/**
 * {@link Libc} by java.lang.foreign, for Java 22 and later.
 *
 * <p>Pointers go through as {@code long}, so a call creates no segment object once compiled. Calls
 * use normal linkage throughout: a {@code critical} call keeps the thread in Java state, and one
 * that blocks would then hold up every safepoint of the process. {@code errno} is captured into a
 * segment of the calling thread.
 *
 * <p>Every parameter and result is declared 64 bits wide, whatever C says. The calling conventions
 * of our platforms pass each integer in a register of its own, sign-extended where anything looks
 * at the upper half (riscv64), and the upper half of an {@code int} result is cut off here. In
 * return twenty functions need five shapes of stub instead of seventeen; the first use of a shape
 * costs 5 ms at start, of a further function with it 0.3 ms. For the same reason the three variadic
 * functions are linked as plain ones: with integers in registers there is no difference.
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

  private static final MethodHandle OPEN = link("open", 2);
  private static final MethodHandle CLOSE = link("close", 1);
  private static final MethodHandle IOCTL = link("ioctl", 3);
  private static final MethodHandle FCNTL = link("fcntl", 3);
  private static final MethodHandle READ = link("read", 3);
  private static final MethodHandle WRITE = link("write", 3);
  private static final MethodHandle WRITEV = link("writev", 3);
  private static final MethodHandle POLL = link("poll", 3);
  private static final MethodHandle SOCKET = link("socket", 3);
  private static final MethodHandle BIND = link("bind", 3);
  private static final MethodHandle CONNECT = link("connect", 3);
  private static final MethodHandle GETSOCKNAME = link("getsockname", 3);
  private static final MethodHandle SETSOCKOPT = link("setsockopt", 5);
  private static final MethodHandle GETSOCKOPT = link("getsockopt", 5);
  private static final MethodHandle SHUTDOWN = link("shutdown", 2);
  private static final MethodHandle SENDMSG = link("sendmsg", 3);
  private static final MethodHandle SENDMMSG = link("sendmmsg", 4);
  private static final MethodHandle RECVMSG = link("recvmsg", 3);
  private static final MethodHandle RECVMMSG = link("recvmmsg", 5);
  private static final MethodHandle EVENTFD = link("eventfd", 2);

  FfmLibc() {}

  private static MethodHandle link(String name, int parameters) {
    MemorySegment symbol =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
    MemoryLayout[] wide = Collections.nCopies(parameters, JAVA_LONG).toArray(MemoryLayout[]::new);
    return LINKER.downcallHandle(symbol, FunctionDescriptor.of(JAVA_LONG, wide), CAPTURE_ERRNO);
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
      return checked((int) (long) OPEN.invokeExact(errno(), text.address(), (long) flags));
    } catch (Throwable impossible) {
      throw bug(impossible);
    } finally {
      Reference.reachabilityFence(text);
    }
  }

  @Override
  public int close(int fd) {
    try {
      return checked((int) (long) CLOSE.invokeExact(errno(), (long) fd));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int ioctl(int fd, long request, long argument) {
    try {
      return checked((int) (long) IOCTL.invokeExact(errno(), (long) fd, request, argument));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int fcntl(int fd, int command, int argument) {
    try {
      return checked(
          (int) (long) FCNTL.invokeExact(errno(), (long) fd, (long) command, (long) argument));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public long read(int fd, long address, long length) {
    try {
      return checked((long) READ.invokeExact(errno(), (long) fd, address, length));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public long write(int fd, long address, long length) {
    try {
      return checked((long) WRITE.invokeExact(errno(), (long) fd, address, length));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public long writev(int fd, long iovec, int count) {
    try {
      return checked((long) WRITEV.invokeExact(errno(), (long) fd, iovec, (long) count));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int poll(long pollfds, int count, int timeoutMillis) {
    try {
      return checked(
          (int) (long) POLL.invokeExact(errno(), pollfds, (long) count, (long) timeoutMillis));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int socket(int domain, int type, int protocol) {
    try {
      return checked(
          (int) (long) SOCKET.invokeExact(errno(), (long) domain, (long) type, (long) protocol));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int bind(int fd, long address, int length) {
    try {
      return checked((int) (long) BIND.invokeExact(errno(), (long) fd, address, (long) length));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int connect(int fd, long address, int length) {
    try {
      return checked((int) (long) CONNECT.invokeExact(errno(), (long) fd, address, (long) length));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int getsockname(int fd, long address, long lengthAddress) {
    try {
      return checked(
          (int) (long) GETSOCKNAME.invokeExact(errno(), (long) fd, address, lengthAddress));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int setsockopt(int fd, int level, int name, long value, int length) {
    try {
      return checked(
          (int)
              (long)
                  SETSOCKOPT.invokeExact(
                      errno(), (long) fd, (long) level, (long) name, value, (long) length));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int getsockopt(int fd, int level, int name, long value, long lengthAddress) {
    try {
      return checked(
          (int)
              (long)
                  GETSOCKOPT.invokeExact(
                      errno(), (long) fd, (long) level, (long) name, value, lengthAddress));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int shutdown(int fd, int how) {
    try {
      return checked((int) (long) SHUTDOWN.invokeExact(errno(), (long) fd, (long) how));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public long sendmsg(int fd, long msghdr, int flags) {
    try {
      return checked((long) SENDMSG.invokeExact(errno(), (long) fd, msghdr, (long) flags));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int sendmmsg(int fd, long mmsghdrs, int count, int flags) {
    try {
      return checked(
          (int)
              (long)
                  SENDMMSG.invokeExact(errno(), (long) fd, mmsghdrs, (long) count, (long) flags));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public long recvmsg(int fd, long msghdr, int flags) {
    try {
      return checked((long) RECVMSG.invokeExact(errno(), (long) fd, msghdr, (long) flags));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int recvmmsg(int fd, long mmsghdrs, int count, int flags) {
    try {
      return checked(
          (int)
              (long)
                  RECVMMSG.invokeExact(
                      errno(), (long) fd, mmsghdrs, (long) count, (long) flags, NO_TIMEOUT));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  @Override
  public int eventfd(int initial, int flags) {
    try {
      return checked((int) (long) EVENTFD.invokeExact(errno(), (long) initial, (long) flags));
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }
}
