package io.omniedge.tun.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.tun.linux.libc.Errno;
import org.junit.jupiter.api.Test;

class NetlinkExceptionTest {
  @Test
  void namesOperationObjectErrorKernelTextAndWhatToDo() {
    NetlinkException e =
        new NetlinkException("add", "route 10.2.0.0/16", Errno.EEXIST, "busy").of("route X dev t0");
    assertEquals(
        "cannot add route X dev t0: EEXIST (kernel: busy); another interface or program holds this"
            + " route: give ours another metric or table, or remove the other",
        e.getMessage());
    assertEquals("add", e.operation());
    assertEquals("route X dev t0", e.object());
    assertEquals(Errno.EEXIST, e.errno());
    assertEquals("busy", e.kernelText());
  }

  @Test
  void tellsWhatToDoWithoutPrivilege() {
    assertEquals(
        "cannot set up link t0: EPERM; run as root, or with CAP_NET_ADMIN in this network"
            + " namespace",
        new NetlinkException("set up", "link t0", Errno.EPERM, "").getMessage());
  }

  @Test
  void namesUnknownErrorByItsNumber() {
    assertEquals(
        "cannot list links: error 77", new NetlinkException("list", "links", 77, "").getMessage());
  }
}
