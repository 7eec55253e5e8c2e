package io.omniedge.tun.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the operator reads when a device cannot be opened; no privilege needed. */
final class LinuxTunErrorTest {
  private static final long TUNSETIFF = 0x400454caL;
  private static final TunOptions OMNI0 = new TunOptions("omni0", false, false, Set.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2  | ENOENT (2): the device node is missing; run \"modprobe tun\", or",
        "19 | ENODEV (19): the kernel has no TUN driver; run \"modprobe tun\" or",
        "13 | EACCES (13): this user may not open it; run as root or allow",
        "24 | error 24",
      })
  void saysWhyTheDriverCannotBeOpened(int errno, String expected) {
    Libc failing =
        FakeLibc.over(
            LibcLoader.system(),
            (called, arguments) -> called.equals("open") ? (Object) (-errno) : null);
    assertMessage(failing, errno, "cannot open TUN device omni0: open(/dev/net/tun) failed with ");
    assertMessage(failing, errno, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1  | EPERM (1): the capability CAP_NET_ADMIN is missing; run as root, add Ambient",
        "16 | EBUSY (16): another process holds the device; stop that process or choose another",
        "22 | EINVAL (22): the kernel refuses the name or the kind of device",
      })
  void saysWhyTheDeviceCannotBeAttached(int errno, String expected) {
    Libc failing = attachFailing(errno, new ArrayList<>());
    assertMessage(failing, errno, "cannot open TUN device omni0: ioctl(TUNSETIFF) failed with ");
    assertMessage(failing, errno, expected);
  }

  @Test
  void closesWhatItOpenedBeforeItFailed() {
    List<Object> closed = new ArrayList<>();
    assertMessage(attachFailing(Errno.EBUSY, closed), Errno.EBUSY, "EBUSY");
    assertEquals(List.of(1001, 1002), closed);
  }

  /** A kernel whose descriptors are 1001 for the driver and 1002 for the eventfd. */
  private static Libc attachFailing(int errno, List<Object> closed) {
    return FakeLibc.over(
        LibcLoader.system(),
        (called, arguments) ->
            switch (called) {
              case "open" -> 1001;
              case "eventfd" -> 1002;
              case "socket" -> 1003;
              case "ioctl" -> arguments[1].equals(TUNSETIFF) ? -errno : -Errno.ENODEV;
              case "close" -> {
                closed.add(arguments[0]);
                yield 0;
              }
              default -> null;
            });
  }

  private static void assertMessage(Libc libc, int errno, String part) {
    TunException e = assertThrows(TunException.class, () -> LinuxTun.open(libc, OMNI0));
    assertEquals(errno, e.errno());
    String message = String.valueOf(e.getMessage());
    assertEquals(part, message.contains(part) ? part : message);
  }
}
