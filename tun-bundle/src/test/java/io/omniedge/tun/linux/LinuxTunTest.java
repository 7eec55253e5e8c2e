package io.omniedge.tun.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.linux.libc.AllocatedBytes;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Real devices without addresses, on every backend; their names are used by nothing else. */
@Tag("netns")
@ParameterizedClass
@MethodSource("io.omniedge.tun.linux.libc.Backends#all")
final class LinuxTunTest {
  /** Of this process alone, should two test runs meet on one machine. */
  static final String NAME = "zz" + ProcessHandle.current().pid();

  private static final Set<Offload> BOTH = EnumSet.of(Offload.TUN_TSO, Offload.TUN_USO);
  private static final TunOptions PLAIN = new TunOptions(NAME, false, false, BOTH);
  private static final Path SYSFS = Path.of("/sys/class/net", NAME);
  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETOFFLOAD = 0x400454d0L;

  private final Libc libc;
  private final NativeBuffer buffer;
  private final List<LinuxTun> opened = new ArrayList<>();

  LinuxTunTest(Libc libc) {
    this.libc = libc;
    this.buffer = libc.allocate(TunDevice.MAX_READ_BYTES);
  }

  @BeforeEach
  void needsRootAndTheDriver() throws IOException {
    requireTun();
  }

  static void requireTun() throws IOException {
    if (!Files.isWritable(Path.of("/dev/net/tun"))) {
      Assumptions.abort("/dev/net/tun is missing or not ours to write");
    }
    if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
      Assumptions.abort("creating interfaces needs root");
    }
  }

  @AfterEach
  void removeDevices() throws Exception {
    opened.forEach(LinuxTun::close);
    if (exists()) {
      ip("link", "del", NAME);
    }
  }

  private static boolean exists() {
    return Files.exists(SYSFS);
  }

  private static String attribute(String name) throws IOException {
    return Files.readString(SYSFS.resolve(name)).strip();
  }

  private LinuxTun open(Libc library, TunOptions options) throws TunException {
    LinuxTun tun = LinuxTun.open(library, options);
    opened.add(tun);
    return tun;
  }

  static void ip(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Process ip = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(ip.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, ip.waitFor(), () -> command + ": " + output);
  }

  @Test
  void createsADeviceWithAllOffloadsAndRemovesItOnClose() throws Exception {
    LinuxTun tun = open(libc, PLAIN);
    assertEquals(NAME, tun.name());
    assertEquals(BOTH, tun.offloads());
    assertEquals("virtio-net header, CSUM TSO4 TSO6 USO4 USO6", tun.features());
    String none = "65534";
    assertEquals(none, attribute("type"), "link layer");
    tun.close();
    assertFalse(exists());
  }

  @Test
  void createsALayer2Device() throws Exception {
    open(libc, new TunOptions(NAME, true, false, BOTH));
    String ethernet = "1";
    assertEquals(ethernet, attribute("type"), "link layer");
  }

  @Test
  void letsTheKernelChooseTheNumber() throws Exception {
    LinuxTun first = open(libc, new TunOptions(NAME + "-%d", false, false, BOTH));
    LinuxTun second = open(libc, new TunOptions(NAME + "-%d", false, false, BOTH));
    assertEquals(NAME + "-0", first.name());
    assertEquals(NAME + "-1", second.name());
  }

  @Test
  void attachesToAPersistentDeviceAgain() throws Exception {
    open(libc, new TunOptions(NAME, false, true, BOTH)).close();
    String index = attribute("ifindex");
    open(libc, PLAIN).close();
    assertEquals(index, attribute("ifindex"));
  }

  @Test
  void asksOnlyForTheOffloadsThatAreWanted() throws Exception {
    LinuxTun none = open(libc, new TunOptions(NAME, false, false, Set.of()));
    assertEquals(Set.of(), none.offloads());
    assertEquals("virtio-net header, no offload", none.features());
    none.close();
    LinuxTun tso = open(libc, new TunOptions(NAME, false, false, Set.of(Offload.TUN_TSO)));
    assertEquals("virtio-net header, CSUM TSO4 TSO6", tso.features());
  }

  @Test
  void stepsDownToWhatAnOlderKernelHas() throws Exception {
    assertFeatures(0x07, "virtio-net header, CSUM TSO4 TSO6");
    assertFeatures(0x01, "virtio-net header, CSUM");
    assertFeatures(0x00, "virtio-net header, no offload");
  }

  private void assertFeatures(long known, String expected) throws Exception {
    Libc older =
        FakeLibc.over(
            libc,
            (called, arguments) ->
                called.equals("ioctl")
                        && arguments[1].equals(TUNSETOFFLOAD)
                        && ((Long) arguments[2] & ~known) != 0
                    ? (Object) (-Errno.EINVAL)
                    : null);
    LinuxTun tun = open(older, PLAIN);
    assertEquals(expected, tun.features());
    tun.close();
  }

  @Test
  void saysThatAnotherProcessHoldsTheDevice() throws Exception {
    open(libc, PLAIN);
    TunException e = assertThrows(TunException.class, () -> open(libc, PLAIN));
    assertEquals(
        "cannot open TUN device "
            + NAME
            + ": ioctl(TUNSETIFF) failed with EBUSY (16): another"
            + " process holds the device; stop that process or choose another name",
        e.getMessage());
  }

  @Test
  void saysThatTheNameIsTakenByAnotherKindOfInterface() {
    TunOptions loopback = new TunOptions("lo", false, false, BOTH);
    TunException e = assertThrows(TunException.class, () -> open(libc, loopback));
    assertEquals(
        "cannot open TUN device lo: ioctl(TUNSETIFF) failed with EINVAL (22): the name is taken by"
            + " an interface of another kind; choose another name, or remove that interface with"
            + " \"ip link del\"",
        e.getMessage());
  }

  @Test
  void returnsAnErrorForWritesWhileTheInterfaceIsDown() throws Exception {
    LinuxTun tun = open(libc, PLAIN);
    assertEquals(-Errno.EIO, write(tun, emptyPacket()));
    assertEquals(-Errno.EIO, tun.answer(buffer, 0, emptyPacket()));
  }

  @Test
  void refusesAWriteWithoutAHeader() throws Exception {
    LinuxTun tun = open(libc, PLAIN);
    assertEquals(-Errno.EINVAL, write(tun, 9));
    assertEquals(-Errno.EINVAL, tun.answer(buffer, 0, 9));
  }

  /** A virtio-net header that asks for nothing and an IPv4 header that leads nowhere. */
  private int emptyPacket() {
    for (int i = 0; i < 30; i++) {
      buffer.bytes().put(i, (byte) 0);
    }
    buffer.bytes().put(10, (byte) 0x45).put(13, (byte) 20).put(18, (byte) 64);
    return 30;
  }

  private int write(LinuxTun tun, int length) {
    return tun.write(buffer, new int[] {0}, new int[] {length}, 1);
  }

  @Test
  void wakesAReaderThatWaits() throws Exception {
    LinuxTun tun = open(libc, PLAIN);
    boolean[] result = new boolean[1];
    Thread reader = new Thread(() -> result[0] = tun.awaitReadable(), "wakesAReader");
    reader.start();
    KernelWait.POLL.of("wakesAReader");
    tun.wake();
    reader.join();
    assertTrue(result[0]);
  }

  @Test
  void remembersAWakeUntilTheNextWaitOnly() throws Exception {
    LinuxTun tun = open(libc, PLAIN);
    tun.wake();
    tun.wake();
    assertTrue(tun.awaitReadable());
    Thread reader = new Thread(tun::awaitReadable, "waitsAgain");
    reader.start();
    KernelWait.POLL.of("waitsAgain");
    tun.close();
    reader.join();
    assertFalse(tun.awaitReadable());
  }

  @Test
  void closeEndsAWaitAndAllThatFollows() throws Exception {
    LinuxTun tun = open(libc, PLAIN);
    boolean[] result = {true};
    Thread reader = new Thread(() -> result[0] = tun.awaitReadable(), "waitsForClose");
    reader.start();
    KernelWait.POLL.of("waitsForClose");
    tun.close();
    reader.join();
    assertFalse(result[0]);
    assertFalse(exists(), "the reader has left, so it is closed");
    tun.close();
    tun.wake();
    assertEquals(-Errno.EBADF, tun.read(buffer, 0));
    assertEquals(-Errno.EBADF, write(tun, emptyPacket()));
    assertEquals(-Errno.EBADF, tun.answer(buffer, 0, emptyPacket()));
    assertFalse(tun.awaitReadable());
  }

  @Test
  void noticesThatSomebodyRemovesTheDevice() throws Exception {
    LinuxTun tun = open(libc, PLAIN);
    ip("link", "set", NAME, "up");
    while (tun.read(buffer, 0) > 0) {
      assertEquals(NAME, tun.name());
    }
    boolean[] result = {true};
    Thread reader = new Thread(() -> result[0] = awaitGone(tun), "waitsForGone");
    reader.start();
    KernelWait.POLL.of("waitsForGone");
    ip("link", "del", NAME);
    reader.join();
    assertFalse(result[0]);
    assertEquals(-Errno.EBADFD, tun.read(buffer, 0));
    assertEquals(-Errno.EBADFD, write(tun, emptyPacket()));
    assertFalse(tun.awaitReadable(), "and it stays so without waiting");
  }

  /** The kernel announces itself on a new interface; such packets are read and forgotten. */
  private boolean awaitGone(LinuxTun tun) {
    while (tun.awaitReadable()) {
      if (tun.read(buffer, 0) < 0) {
        return false;
      }
    }
    return false;
  }

  @Test
  void suppliesAndStripsTheHeaderForAKernelWithoutOne() throws Exception {
    boolean[] refused = new boolean[1];
    Libc old =
        FakeLibc.over(
            libc,
            (called, arguments) -> {
              boolean attach = called.equals("ioctl") && arguments[1].equals(TUNSETIFF);
              if (attach && !refused[0]) {
                refused[0] = true;
                return -Errno.EINVAL;
              }
              return null;
            });
    LinuxTun tun = open(old, PLAIN);
    assertEquals("no virtio-net header, no offload", tun.features());
    assertEquals(Set.of(), tun.offloads());
    TunLoop.exchangeDatagrams(tun, buffer);
  }

  @Test
  void allocatesNothingPerPacket() throws Exception {
    LinuxTun tun = open(libc, PLAIN);
    ip("link", "set", NAME, "up");
    int length = emptyPacket();
    int[] offsets = {0, 20};
    int[] lengths = {20, 10};
    int[] wrong = new int[1];
    NativeBuffer input = libc.allocate(TunDevice.MAX_READ_BYTES);
    Runnable round =
        () -> {
          for (int i = 0; i < 3_000; i++) {
            tun.wake();
            boolean worked =
                tun.write(buffer, offsets, lengths, 1 + i % 2) == (i % 2 == 0 ? 20 : length)
                    && tun.awaitReadable()
                    && tun.read(input, 0) >= 0;
            wrong[0] += worked ? 0 : 1;
          }
        };
    assertEquals(0, AllocatedBytes.inSteadyState(round), libc.backend());
    assertEquals(0, wrong[0]);
  }
}
