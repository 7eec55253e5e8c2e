package io.omniedge.tun.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Pointer;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel is told with datagrams of a class; it hears every call, and takes it. */
class UdpClassTest {
  private static final int PRIORITY = 0x6f0016;

  private final Libc system = LibcLoader.system();
  private final NativeBuffer data = system.allocate(4000);

  /** Calls that send, with their control messages: {@code sendmsg SEGMENT=100 TOS=184}. */
  private final List<String> calls = new ArrayList<>();

  private boolean refusesPriority;
  private LinuxUdpSocket socket;
  private LinuxUdpSocket target;

  @BeforeEach
  void open() throws Exception {
    Libc watched = FakeLibc.over(system, this::call);
    socket = LinuxUdpSocket.open(watched, 0, 0, Set.of(Offload.UDP_SEGMENT));
    target = LinuxUdpSocket.open(system, 0, 0, Set.of());
  }

  @AfterEach
  void close() {
    socket.close();
    target.close();
  }

  private @Nullable Object call(String name, Object[] arguments) {
    if (!name.startsWith("sendm")) {
      return null;
    }
    int flags = (int) arguments[arguments.length - 1];
    calls.add((flags == 0 ? name : "probe") + controlMessages(new Pointer((long) arguments[1])));
    return refusesPriority && flags != 0 ? (Object) (long) -Errno.EINVAL : null;
  }

  private static String controlMessages(Pointer header) {
    StringBuilder text = new StringBuilder();
    Pointer control = header.getPointer(SocketAbi.MSG_CONTROL);
    long length = header.getLong(SocketAbi.MSG_CONTROLLEN);
    for (long at = 0; at < length; at += (control.getLong(at) + 7) & -8) {
      int level = control.getInt(at + 8);
      int type = control.getInt(at + 12);
      int value = control.getInt(at + 16);
      text.append(
          switch (level * 1000 + type) {
            case SocketAbi.IPPROTO_IP * 1000 + SocketAbi.IP_TOS -> " TOS=" + value;
            case SocketAbi.IPPROTO_IPV6 * 1000 + SocketAbi.IPV6_TCLASS -> " TCLASS=" + value;
            case SocketAbi.SOL_SOCKET * 1000 + SocketAbi.SO_PRIORITY ->
                " PRIORITY=" + Integer.toHexString(value);
            case SocketAbi.SOL_UDP * 1000 + SocketAbi.UDP_SEGMENT -> " SEGMENT=" + (value & 0xffff);
            case SocketAbi.IPPROTO_IPV6 * 1000 + SocketAbi.IPV6_PKTINFO -> " FROM";
            default -> " " + level + "/" + type;
          });
    }
    return text.toString();
  }

  private Endpoint at(String address) {
    return Endpoint.of(IpPrefix.parseAddress(address), target.port());
  }

  /** The same with a source address prescribed. */
  private Endpoint from(String address) {
    Endpoint plain = at(address);
    return new Endpoint(
        plain.addressHigh(),
        plain.addressLow(),
        plain.port(),
        0,
        plain.addressHigh(),
        plain.addressLow());
  }

  @Test
  void costsNothingWithoutAClass() {
    UdpSocket.Sender sender = socket.newSender();
    assertEquals(0, sender.send(data, 0, 100, 100, at("127.0.0.1")));
    assertEquals(0, sender.send(data, 0, 300, 100, at("127.0.0.1")));
    assertEquals(0, sender.send(data, 0, 300, 100, from("127.0.0.1")));
    assertEquals(List.of("sendmmsg", "sendmsg SEGMENT=100", "sendmsg FROM SEGMENT=100"), calls);
  }

  @Test
  void tellsClassAndSegmentsInOneCall() {
    UdpSocket.Sender sender = socket.newSender();
    assertEquals(0, sender.send(data, 0, 300, 100, at("127.0.0.1"), 46, PRIORITY));
    assertEquals(0, sender.send(data, 0, 100, 100, at("127.0.0.1"), 1, PRIORITY));
    assertEquals(0, sender.send(data, 0, 300, 100, from("127.0.0.1"), 46, PRIORITY));
    assertEquals(0, sender.send(data, 0, 300, 100, at("::1"), 46, PRIORITY));
    assertEquals(0, sender.send(data, 0, 300, 100, at("::1")));
    assertEquals(
        List.of(
            // Once, to find out whether the kernel takes it.
            "probe TOS=184 PRIORITY=6f0016",
            "sendmsg TOS=184 PRIORITY=6f0016 SEGMENT=100",
            "sendmmsg TOS=4 PRIORITY=6f0016",
            "sendmsg FROM TOS=184 PRIORITY=6f0016 SEGMENT=100",
            "sendmsg TCLASS=184 PRIORITY=6f0016 SEGMENT=100",
            "sendmsg SEGMENT=100"),
        calls);
  }

  @Test
  void leavesThePriorityToTheDscpWhereItMayNotBeSet() {
    refusesPriority = true;
    UdpSocket.Sender sender = socket.newSender();
    assertEquals(0, sender.send(data, 0, 300, 100, at("127.0.0.1"), 46, PRIORITY));
    assertEquals(0, sender.send(data, 0, 300, 100, at("::1"), 8, PRIORITY));
    assertEquals(
        List.of(
            "probe TOS=184 PRIORITY=6f0016",
            "sendmsg TOS=184 TOS=184 SEGMENT=100",
            "sendmsg TCLASS=32 TCLASS=32 SEGMENT=100"),
        calls);
  }

  @Test
  void findsOutWithoutSendingAnything() {
    UdpSocket.Receiver receiver = target.newReceiver(4);
    socket.newSender().send(data, 0, 7, 7, at("127.0.0.1"), 46, PRIORITY);
    assertEquals(1, receiver.receive(), "the first that arrives is no probe");
    assertEquals(7, receiver.length(0));
  }
}
