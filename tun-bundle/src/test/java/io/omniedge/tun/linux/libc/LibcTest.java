package io.omniedge.tun.linux.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.linux.IdleScheduling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call of {@link Libc}, on every backend, against the real kernel. */
@ParameterizedClass
@MethodSource("io.omniedge.tun.linux.libc.Backends#all")
final class LibcTest {
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int O_NONBLOCK = 04000;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int FIONREAD = 0x541b;
  private static final int POLLIN = 1;
  private static final int MSGHDR = 56;
  private static final int MMSGHDR = 64;

  private final Libc libc;
  private final NativeBuffer memory;
  private final ByteBuffer bytes;
  private int sender;
  private int receiver;

  LibcTest(Libc libc) {
    this.libc = libc;
    this.memory = libc.allocate(4096);
    this.bytes = memory.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Two UDP sockets, the first connected to the second. */
  @BeforeEach
  void connectTwoSockets() {
    receiver = libc.socket(AF_INET, SOCK_DGRAM, 0);
    bytes.putShort(0, (short) AF_INET).putInt(4, 0x0100007f);
    assertEquals(0, libc.bind(receiver, at(0), 16));
    bytes.putInt(16, 16);
    assertEquals(0, libc.getsockname(receiver, at(0), at(16)));
    sender = libc.socket(AF_INET, SOCK_DGRAM, 0);
    assertEquals(0, libc.connect(sender, at(0), 16));
    bytes.putLong(0, 0).putLong(8, 0).putLong(16, 0);
  }

  @AfterEach
  void closeThem() {
    assertEquals(0, libc.close(sender));
    assertEquals(0, libc.close(receiver));
  }

  private long at(int offset) {
    return memory.address() + offset;
  }

  /** A message header at {@code header} over one piece of memory. */
  private void message(int header, int iovec, int data, int length) {
    bytes.putLong(iovec, at(data)).putLong(iovec + 8, length);
    bytes.putLong(header + 16, at(iovec)).putLong(header + 24, 1);
  }

  @Test
  void failedCallReturnsTheNegatedErrorNumber() {
    assertEquals(-Errno.EBADF, libc.close(-1));
    assertEquals(-Errno.EBADF, libc.read(-1, at(0), 1));
    assertEquals(-Errno.ENOENT, libc.open("/nowhere/at/all", 0));
    assertEquals(-Errno.EAFNOSUPPORT, libc.socket(4711, SOCK_DGRAM, 0));
    assertEquals(-Errno.ENOTTY, libc.ioctl(libc.open("/dev/null", 0), FIONREAD, at(0)));
    assertEquals(-Errno.EADDRINUSE, bindToThePortOfTheReceiver());
    assertEquals(-Errno.ENOTCONN, libc.shutdown(receiver, 2));
  }

  private int bindToThePortOfTheReceiver() {
    bytes.putInt(16, 16);
    libc.getsockname(receiver, at(0), at(16));
    int other = libc.socket(AF_INET, SOCK_DGRAM, 0);
    int result = libc.bind(other, at(0), 16);
    libc.close(other);
    return result;
  }

  @Test
  void errorNumberBelongsToTheCallingThread() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Integer> badDescriptor = () -> wrongResults(-Errno.EBADF, () -> libc.close(-1));
      Callable<Integer> badFamily =
          () -> wrongResults(-Errno.EAFNOSUPPORT, () -> libc.socket(4711, SOCK_DGRAM, 0));
      for (Future<Integer> wrong : threads.invokeAll(List.of(badDescriptor, badFamily))) {
        assertEquals(0, wrong.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static int wrongResults(int expected, Callable<Integer> call) throws Exception {
    int wrong = 0;
    for (int i = 0; i < 20_000; i++) {
      wrong += call.call() == expected ? 0 : 1;
    }
    return wrong;
  }

  @Test
  void allocatesZeroedMemoryAlignedToCacheLines() {
    for (int size : new int[] {1, 63, 64, 100, 65_536 + 10}) {
      NativeBuffer block = libc.allocate(size);
      assertEquals(size, block.size());
      assertEquals(0, block.address() % 64);
      for (int i = 0; i < size; i++) {
        assertEquals(0, block.bytes().get(i));
      }
    }
  }

  @Test
  void readsWhatWasWritten() {
    bytes.putLong(0, 0x1122334455667788L);
    assertEquals(8, libc.write(sender, at(0), 8));
    assertEquals(8, libc.read(receiver, at(64), 100));
    assertEquals(0x1122334455667788L, bytes.getLong(64));
  }

  @Test
  void gathersPiecesInOneWrite() {
    bytes.put(0, (byte) 1).put(10, (byte) 2).put(11, (byte) 3);
    bytes.putLong(128, at(10)).putLong(136, 2).putLong(144, at(0)).putLong(152, 1);
    assertEquals(3, libc.writev(sender, at(128), 2));
    assertEquals(3, libc.read(receiver, at(64), 100));
    assertEquals(0x010302, bytes.getInt(64));
  }

  @Test
  void controlsADescriptorByIoctlAndFcntl() {
    assertEquals(0, libc.fcntl(receiver, F_GETFL, 0) & O_NONBLOCK);
    assertEquals(0, libc.fcntl(receiver, F_SETFL, O_NONBLOCK));
    assertEquals(O_NONBLOCK, libc.fcntl(receiver, F_GETFL, 0) & O_NONBLOCK);
    assertEquals(-Errno.EAGAIN, libc.read(receiver, at(0), 1));
    libc.write(sender, at(0), 7);
    assertEquals(0, libc.ioctl(receiver, FIONREAD, at(64)));
    assertEquals(7, bytes.getInt(64));
  }

  @Test
  void setsAndGetsSocketOptions() {
    bytes.putInt(0, 20_000).putInt(8, 4);
    assertEquals(0, libc.setsockopt(receiver, SOL_SOCKET, SO_RCVBUF, at(0), 4));
    assertEquals(0, libc.getsockopt(receiver, SOL_SOCKET, SO_RCVBUF, at(4), at(8)));
    assertEquals(40_000, bytes.getInt(4), "the kernel doubles it for its own use");
  }

  @Test
  void pollTellsWhichDescriptorIsReadable() {
    int event = libc.eventfd(0, O_NONBLOCK);
    bytes.putInt(0, receiver).putShort(4, (short) POLLIN).putShort(6, (short) 0);
    bytes.putInt(8, event).putShort(12, (short) POLLIN).putShort(14, (short) 0);
    assertEquals(0, libc.poll(at(0), 2, 0));
    bytes.putLong(64, 1);
    assertEquals(8, libc.write(event, at(64), 8));
    assertEquals(1, libc.poll(at(0), 2, -1));
    assertEquals(0, bytes.getShort(6));
    assertEquals(POLLIN, bytes.getShort(14));
    assertEquals(0, libc.close(event));
  }

  @Test
  void sendsAndReceivesOneMessage() {
    message(0, 64, 128, 5);
    bytes.put(128, (byte) 42);
    assertEquals(5, libc.sendmsg(sender, at(0), 0));
    message(0, 64, 256, 100);
    assertEquals(5, libc.recvmsg(receiver, at(0), 0));
    assertEquals(42, bytes.get(256));
  }

  @Test
  void sendsAndReceivesManyMessages() {
    for (int i = 0; i < 3; i++) {
      message(i * MMSGHDR, 512 + i * 16, 1024 + i * 100, i + 1);
    }
    assertEquals(3, libc.sendmmsg(sender, at(0), 3, 0));
    assertEquals(1, bytes.getInt(MSGHDR));
    for (int i = 0; i < 4; i++) {
      message(i * MMSGHDR, 512 + i * 16, 1024 + i * 100, 100);
    }
    int waitForOne = 0x10000;
    assertEquals(3, libc.recvmmsg(receiver, at(0), 4, waitForOne));
    assertEquals(3, bytes.getInt(2 * MMSGHDR + MSGHDR));
  }

  @Test
  void allocatesNothingOnTheDataPath() {
    message(0, 512, 1024, 100);
    message(MMSGHDR, 528, 2048, 100);
    message(2 * MMSGHDR, 544, 3072, 100);
    bytes.putInt(768, receiver).putShort(772, (short) POLLIN);
    long[] failures = new long[1];
    Runnable round =
        () -> {
          for (int i = 0; i < 10_000; i++) {
            boolean worked =
                libc.write(sender, at(1024), 100) == 100
                    && libc.read(receiver, at(1024), 200) == 100
                    && libc.writev(sender, at(512), 1) == 100
                    && libc.sendmsg(sender, at(0), 0) == 100
                    && libc.poll(at(768), 1, -1) == 1
                    && libc.recvmmsg(receiver, at(MMSGHDR), 2, 0x10000) == 2
                    && libc.sendmmsg(sender, at(0), 1, 0) == 1
                    && libc.recvmsg(receiver, at(0), 0) == 100
                    && libc.read(-1, 0, 0) == -Errno.EBADF;
            failures[0] += worked ? 0 : 1;
          }
        };
    assertEquals(0, AllocatedBytes.inSteadyState(round), libc.backend());
    assertEquals(0, failures[0]);
  }

  @Test
  void makesTheCallingThreadAloneIdle() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try {
      assertEquals(5, one.submit(() -> policyAfter(IdleScheduling.begin(libc))).get());
      assertEquals(0, policyAfter(0));
      assertEquals(-Errno.EINVAL, libc.schedSetscheduler(0, 4711, at(0)));
    } finally {
      one.shutdown();
    }
  }

  /** Of the calling thread: field 41 of proc(5), stat. */
  private static int policyAfter(int result) throws IOException {
    assertEquals(0, result);
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[41 - 3]);
  }
}
