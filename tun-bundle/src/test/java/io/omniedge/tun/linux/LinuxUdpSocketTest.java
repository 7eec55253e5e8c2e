package io.omniedge.tun.linux;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.AllocatedBytes;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Two sockets on the loopback interface, on every backend. */
@ParameterizedClass
@MethodSource("io.omniedge.tun.linux.libc.Backends#all")
final class LinuxUdpSocketTest {
  private static final Set<Offload> BOTH = EnumSet.of(Offload.UDP_SEGMENT, Offload.UDP_GRO);

  private final Libc libc;
  private final NativeBuffer data;
  private final List<UdpSocket> opened = new ArrayList<>();

  LinuxUdpSocketTest(Libc libc) {
    this.libc = libc;
    this.data = libc.allocate(200_000);
    for (int i = 0; i < data.size(); i++) {
      data.bytes().put(i, (byte) (i * 7 + i / 1000));
    }
  }

  @AfterEach
  void closeAll() {
    opened.forEach(UdpSocket::close);
  }

  private LinuxUdpSocket open(Libc library, Set<Offload> wanted) throws UdpException {
    LinuxUdpSocket socket = LinuxUdpSocket.open(library, 0, 0, wanted);
    opened.add(socket);
    return socket;
  }

  private static Endpoint at(String host, UdpSocket socket) {
    return Endpoint.of(IpPrefix.parseAddress(host), socket.port());
  }

  /**
   * What arrives until {@code bytes} have, as sizes of the single datagrams; checks the content.
   */
  private List<Integer> datagrams(UdpSocket.Receiver receiver, int bytes) {
    List<Integer> sizes = new ArrayList<>();
    int received = 0;
    while (received < bytes) {
      int filled = receiver.receive();
      assertTrue(filled > 0, () -> "receive: " + filled);
      for (int slot = 0; slot < filled; slot++) {
        for (int at = 0; at < receiver.length(slot); at += receiver.segmentSize(slot)) {
          sizes.add(Math.min(receiver.segmentSize(slot), receiver.length(slot) - at));
        }
        for (int i = 0; i < receiver.length(slot); i++) {
          byte got = receiver.buffer().bytes().get(receiver.offset(slot) + i);
          assertEquals(data.bytes().get(received + i), got);
        }
        received += receiver.length(slot);
      }
    }
    return sizes;
  }

  private static List<Integer> sizes(int count, int each, int last) {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sizes.add(each);
    }
    sizes.add(last);
    return sizes;
  }

  private void assertArrives(LinuxUdpSocket from, LinuxUdpSocket to, String host)
      throws UdpException {
    UdpSocket.Sender sender = from.newSender();
    UdpSocket.Receiver receiver = to.newReceiver(8);
    assertEquals(0, sender.send(data, 0, 40 * 1400 + 99, 1400, at(host, to)));
    assertEquals(sizes(40, 1400, 99), datagrams(receiver, 40 * 1400 + 99));
  }

  @Test
  void oneSendBecomesOneBufferWithBothOffloadsOverIpv4() throws Exception {
    LinuxUdpSocket to = open(libc, BOTH);
    UdpSocket.Receiver receiver = to.newReceiver(4);
    open(libc, BOTH).newSender().send(data, 0, 45 * 1400 + 20, 1400, at("127.0.0.1", to));
    assertEquals(BOTH, to.offloads());
    assertEquals(1, receiver.receive());
    assertEquals(45 * 1400 + 20, receiver.length(0));
    assertEquals(1400, receiver.segmentSize(0));
  }

  @Test
  void segmentsArriveInOrderOverIpv6() throws Exception {
    assertArrives(open(libc, BOTH), open(libc, BOTH), "::1");
  }

  @Test
  void segmentsArriveInOrderAtAReceiverWithoutGro() throws Exception {
    assertArrives(open(libc, BOTH), open(libc, Set.of()), "127.0.0.1");
  }

  @Test
  void segmentsArriveInOrderFromASenderWithoutSegmentation() throws Exception {
    LinuxUdpSocket from = open(libc, Set.of(Offload.UDP_GRO));
    assertEquals(Set.of(Offload.UDP_GRO), from.offloads());
    assertArrives(from, open(libc, BOTH), "127.0.0.1");
  }

  @Test
  void splitsWhatIsTooMuchForOneCall() throws Exception {
    LinuxUdpSocket to = open(libc, BOTH);
    UdpSocket.Receiver receiver = to.newReceiver(8);
    UdpSocket.Sender sender = open(libc, BOTH).newSender();
    assertEquals(0, sender.send(data, 0, 150 * 64 + 5, 64, at("127.0.0.1", to)));
    assertEquals(sizes(150, 64, 5), datagrams(receiver, 150 * 64 + 5));
    assertEquals(0, sender.send(data, 0, 190_000, 9000, at("127.0.0.1", to)));
    assertEquals(sizes(21, 9000, 1000), datagrams(receiver, 190_000));
  }

  @Test
  void singleDatagramNeedsNoSegmentSize() throws Exception {
    LinuxUdpSocket to = open(libc, BOTH);
    UdpSocket.Receiver receiver = to.newReceiver(1);
    UdpSocket.Sender sender = open(libc, BOTH).newSender();
    assertEquals(0, sender.send(data, 0, 148, 148, at("127.0.0.1", to)));
    assertEquals(List.of(148), datagrams(receiver, 148));
    assertEquals(0, sender.send(data, 0, 65_507, 65_507, at("127.0.0.1", to)));
    assertEquals(List.of(65_507), datagrams(receiver, 65_507));
  }

  @Test
  void tellsTheSourceOfADatagram() throws Exception {
    LinuxUdpSocket to = open(libc, BOTH);
    LinuxUdpSocket from = open(libc, BOTH);
    UdpSocket.Receiver receiver = to.newReceiver(2);
    for (String host : List.of("127.0.0.1", "::1")) {
      from.newSender().send(data, 0, 10, 10, at(host, to));
      assertEquals(1, receiver.receive());
      Endpoint source = receiver.source(0);
      assertEquals(at(host, from), source);
      assertTrue(receiver.isFrom(0, source));
      assertFalse(receiver.isFrom(0, at(host, to)), "another port");
      assertFalse(receiver.isFrom(0, source.withoutLocal()), "the local address is news");
    }
  }

  @Test
  void answersFromTheAddressTheDatagramCameTo() throws Exception {
    LinuxUdpSocket server = open(libc, BOTH);
    LinuxUdpSocket client = open(libc, BOTH);
    UdpSocket.Receiver requests = server.newReceiver(1);
    client.newSender().send(data, 0, 10, 10, at("127.0.0.77", server));
    assertEquals(1, requests.receive());
    UdpSocket.Sender answers = server.newSender();
    UdpSocket.Receiver received = client.newReceiver(1);
    assertEquals(0, answers.send(data, 0, 3000, 1000, requests.source(0)));
    assertEquals(1, received.receive());
    assertEquals(at("127.0.0.77", server), received.source(0));
    assertEquals(0, answers.send(data, 0, 10, 10, requests.source(0).withoutLocal()));
    assertEquals(1, received.receive());
    assertEquals(at("127.0.0.1", server), received.source(0));
  }

  @Test
  void leavesOutASourceAddressThatIsNoLongerOurs() throws Exception {
    LinuxUdpSocket to = open(libc, BOTH);
    LinuxUdpSocket from = open(libc, BOTH);
    UdpSocket.Receiver receiver = to.newReceiver(4);
    long lost = 0xffff_c000_0201L;
    Endpoint stale = new Endpoint(0, 0xffff_7f00_0001L, to.port(), 0, 0, lost);
    UdpSocket.Sender sender = from.newSender();
    for (int round = 0; round < 2; round++) {
      assertEquals(0, sender.send(data, 0, 5000, 1000, stale));
      assertEquals(sizes(4, 1000, 1000), datagrams(receiver, 5000));
    }
    assertEquals(0, from.newSender().send(data, 0, 100, 100, stale));
    assertEquals(List.of(100), datagrams(receiver, 100));
    assertTrue(from.offloads().contains(Offload.UDP_SEGMENT), "it was not the segmentation");
  }

  @Test
  void neverSegmentsAgainAfterTheDeviceCannotChecksum() throws Exception {
    List<String> calls = new ArrayList<>();
    LinuxUdpSocket from = open(refusing("sendmsg", Errno.EIO, calls), BOTH);
    LinuxUdpSocket to = open(libc, BOTH);
    assertArrives(from, to, "127.0.0.1");
    assertEquals(Set.of(Offload.UDP_GRO), from.offloads());
    assertArrives(from, to, "::1");
    assertEquals(1, calls.stream().filter("sendmsg"::equals).count());
  }

  @Test
  void segmentsToOtherDestinationsAfterOneWithASmallMtu() throws Exception {
    List<String> calls = new ArrayList<>();
    LinuxUdpSocket from = open(refusing("sendmsg", Errno.EMSGSIZE, calls), BOTH);
    LinuxUdpSocket to = open(libc, BOTH);
    UdpSocket.Sender sender = from.newSender();
    UdpSocket.Receiver receiver = to.newReceiver(8);
    for (String host : List.of("127.0.0.1", "127.0.0.1", "::1")) {
      assertEquals(0, sender.send(data, 0, 5000, 1000, at(host, to)));
      assertEquals(sizes(4, 1000, 1000), datagrams(receiver, 5000));
    }
    assertEquals(BOTH, from.offloads());
    assertEquals(2, calls.stream().filter("sendmsg"::equals).count(), "tried once each");
  }

  @Test
  void asksADestinationWithASmallMtuAgainAfterAThousandCalls() throws Exception {
    List<String> calls = new ArrayList<>();
    LinuxUdpSocket from = open(refusing("sendmsg", Errno.EMSGSIZE, calls), BOTH);
    LinuxUdpSocket to = open(libc, BOTH);
    UdpSocket.Sender sender = from.newSender();
    UdpSocket.Receiver receiver = to.newReceiver(8);
    for (int i = 0; i < 1 + 1000 + 1; i++) {
      assertEquals(0, sender.send(data, 0, 20, 10, at("127.0.0.1", to)));
      assertEquals(List.of(10, 10), datagrams(receiver, 20));
    }
    assertEquals(2, calls.stream().filter("sendmsg"::equals).count());
  }

  /** Refuses one function always, and keeps a list of all that is called. */
  private Libc refusing(String function, int errno, List<String> calls) {
    return FakeLibc.over(
        libc,
        (called, arguments) -> {
          calls.add(called);
          return called.equals(function) ? (Object) (long) -errno : null;
        });
  }

  @Test
  void reportsTheFirstErrorAndSendsTheRest() throws Exception {
    AtomicBoolean failed = new AtomicBoolean();
    Libc failing =
        FakeLibc.over(
            libc,
            (called, arguments) ->
                called.equals("sendmmsg") && failed.compareAndSet(false, true)
                    ? (Object) (-Errno.ENOBUFS)
                    : null);
    LinuxUdpSocket from = open(failing, Set.of());
    LinuxUdpSocket to = open(libc, Set.of());
    UdpSocket.Receiver receiver = to.newReceiver(4);
    assertEquals(-Errno.ENOBUFS, from.newSender().send(data, 0, 300, 100, at("127.0.0.1", to)));
    assertTrue(receiver.receive() > 0);
    assertEquals(data.bytes().get(100), receiver.buffer().bytes().get(receiver.offset(0)));
  }

  @Test
  void goesOnAfterASignal() throws Exception {
    List<String> interrupted = new ArrayList<>();
    Libc signals =
        FakeLibc.over(
            libc,
            (called, arguments) -> {
              boolean first = !interrupted.contains(called);
              interrupted.add(called);
              return switch (called) {
                case "sendmsg" -> first ? (Object) (long) -Errno.EINTR : null;
                case "sendmmsg", "recvmmsg" -> first ? (Object) (-Errno.EINTR) : null;
                default -> null;
              };
            });
    LinuxUdpSocket from = open(signals, BOTH);
    LinuxUdpSocket to = open(signals, BOTH);
    assertArrives(from, to, "127.0.0.1");
    from.newSender().send(data, 0, 9, 9, at("127.0.0.1", to));
    assertEquals(List.of(9), datagrams(to.newReceiver(1), 9));
  }

  @Test
  void reportsAnUnreachableDestination() throws Exception {
    LinuxUdpSocket from = open(libc, BOTH);
    Endpoint zero = new Endpoint(0, 0xffff_0000_0000L | 0xffff_ffffL, 9, 0);
    int broadcastNeedsPermission = -Errno.EACCES;
    assertEquals(broadcastNeedsPermission, from.newSender().send(data, 0, 3000, 1000, zero));
    assertEquals(BOTH, from.offloads());
  }

  @Test
  void usesIpv4AloneWhereTheKernelHasNoIpv6() throws Exception {
    Libc noIpv6 =
        FakeLibc.over(
            libc,
            (called, arguments) ->
                called.equals("socket") && arguments[0].equals(SocketAbi.AF_INET6)
                    ? (Object) (-Errno.EAFNOSUPPORT)
                    : null);
    LinuxUdpSocket server = open(noIpv6, BOTH);
    LinuxUdpSocket client = open(noIpv6, BOTH);
    assertArrives(client, server, "127.0.0.1");
    client.newSender().send(data, 0, 10, 10, at("127.0.0.77", server));
    UdpSocket.Receiver requests = server.newReceiver(1);
    requests.receive();
    Endpoint source = requests.source(0);
    assertEquals(at("127.0.0.1", client), source);
    assertTrue(requests.isFrom(0, source));
    assertEquals(0, server.newSender().send(data, 0, 10, 10, source));
    UdpSocket.Receiver received = client.newReceiver(1);
    received.receive();
    assertEquals(at("127.0.0.77", server), received.source(0));
    assertEquals(-Errno.EAFNOSUPPORT, client.newSender().send(data, 0, 10, 10, at("::1", server)));
  }

  @Test
  void asksForTheOrdinaryBuffersWithoutThePrivilegeForLargeOnes() throws Exception {
    List<Object> options = new ArrayList<>();
    Libc unprivileged =
        FakeLibc.over(
            libc,
            (called, arguments) -> {
              if (!called.equals("setsockopt") || !arguments[1].equals(SocketAbi.SOL_SOCKET)) {
                return null;
              }
              options.add(arguments[2]);
              boolean forced =
                  arguments[2].equals(SocketAbi.SO_SNDBUFFORCE)
                      || arguments[2].equals(SocketAbi.SO_RCVBUFFORCE);
              return forced ? (Object) (-Errno.EPERM) : null;
            });
    open(unprivileged, BOTH);
    assertEquals(
        List.of(
            SocketAbi.SO_SNDBUFFORCE,
            SocketAbi.SO_SNDBUF,
            SocketAbi.SO_RCVBUFFORCE,
            SocketAbi.SO_RCVBUF),
        options);
  }

  @Test
  void saysWhoHasThePortWhenItIsTaken() throws Exception {
    int port = open(libc, BOTH).port();
    UdpException e =
        assertThrows(UdpException.class, () -> LinuxUdpSocket.open(libc, port, 0, BOTH));
    assertEquals(Errno.EADDRINUSE, e.errno());
    assertEquals(
        "cannot open UDP port "
            + port
            + ": bind() failed with EADDRINUSE (98): another socket has this port; find it with"
            + " \"ss -ulnp sport = :"
            + port
            + "\", or choose another port",
        e.getMessage());
  }

  @Test
  void saysThatTheMarkNeedsACapability() {
    Libc unprivileged =
        FakeLibc.over(
            libc,
            (called, arguments) ->
                called.equals("setsockopt") && arguments[2].equals(SocketAbi.SO_MARK)
                    ? (Object) (-Errno.EPERM)
                    : null);
    UdpException e =
        assertThrows(UdpException.class, () -> LinuxUdpSocket.open(unprivileged, 0, 1, BOTH));
    assertEquals(
        "cannot open UDP port 0: setsockopt(SO_MARK) failed with EPERM (1): the capability"
            + " CAP_NET_ADMIN is missing",
        e.getMessage());
  }

  @Test
  void closeEndsAWaitingReceive() throws Exception {
    for (int round = 0; round < 50; round++) {
      LinuxUdpSocket socket = open(libc, BOTH);
      UdpSocket.Receiver receiver = socket.newReceiver(1);
      int[] result = new int[1];
      Thread waiting = new Thread(() -> result[0] = receiver.receive(), "receiver" + round);
      waiting.start();
      if (round % 2 == 0) {
        KernelWait.RECVMMSG.of("receiver" + round);
      }
      socket.close();
      waiting.join();
      assertEquals(-Errno.EBADF, result[0]);
    }
  }

  @Test
  void portIsFreeAsSoonAsCloseReturnsAlthoughAReceiverWaited() throws Exception {
    LinuxUdpSocket socket = open(libc, BOTH);
    int port = socket.port();
    for (int round = 0; round < 50; round++) {
      UdpSocket.Receiver receiver = socket.newReceiver(1);
      Thread waiting = new Thread(receiver::receive, "waits" + round);
      waiting.start();
      KernelWait.RECVMMSG.of("waits" + round);
      socket.close();
      socket = LinuxUdpSocket.open(libc, port, 0, BOTH);
      opened.add(socket);
      waiting.join();
    }
    assertEquals(port, socket.port());
  }

  @Test
  void closedSocketAnswersEverythingWithBadDescriptor() throws Exception {
    LinuxUdpSocket socket = open(libc, BOTH);
    UdpSocket.Receiver receiver = socket.newReceiver(1);
    UdpSocket.Sender sender = socket.newSender();
    socket.close();
    socket.close();
    assertEquals(-Errno.EBADF, receiver.receive());
    assertEquals(-Errno.EBADF, sender.send(data, 0, 10, 10, at("127.0.0.1", socket)));
    assertEquals(-Errno.EBADF, socket.setFwmark(1));
  }

  @Test
  void closesTheDescriptorOnlyAfterTheLastUserHasLeft() throws Exception {
    List<String> events = new ArrayList<>();
    LinuxUdpSocket[] socket = new LinuxUdpSocket[1];
    CountDownLatch closing = new CountDownLatch(1);
    Thread closer = new Thread(() -> socket[0].close());
    Libc watching =
        FakeLibc.over(
            libc,
            (called, arguments) -> {
              if (called.equals("close")) {
                events.add("close");
              }
              if (called.equals("shutdown")) {
                closing.countDown();
              }
              if (called.equals("recvmmsg")) {
                closer.start();
                assertDoesNotThrow(() -> closing.await());
                events.add("receive comes back");
                return -Errno.EINTR;
              }
              return null;
            });
    socket[0] = open(watching, BOTH);
    UdpSocket.Receiver receiver = socket[0].newReceiver(1);
    events.clear();
    assertEquals(-Errno.EBADF, receiver.receive());
    closer.join();
    assertEquals(List.of("receive comes back", "close"), events);
  }

  @Test
  void allocatesNothingPerDatagram() throws Exception {
    LinuxUdpSocket to = open(libc, BOTH);
    LinuxUdpSocket from = open(libc, BOTH);
    LinuxUdpSocket single = open(libc, Set.of());
    UdpSocket.Receiver receiver = to.newReceiver(8);
    UdpSocket.Sender sender = from.newSender();
    UdpSocket.Sender singly = single.newSender();
    Endpoint first = at("127.0.0.1", to);
    Endpoint second = at("::1", to);
    int[] wrong = new int[1];
    Runnable round =
        () -> {
          for (int i = 0; i < 2_000; i++) {
            boolean sent =
                sender.send(data, 0, 4200, 1400, i % 3 == 0 ? first : second) == 0
                    && singly.send(data, 0, 100, 100, first) == 0;
            int left = 4300;
            while (sent && left > 0) {
              int filled = receiver.receive();
              for (int slot = 0; slot < filled; slot++) {
                left -= receiver.length(slot);
                wrong[0] += receiver.isFrom(slot, first) ? 1 : 0;
              }
            }
            wrong[0] += left == 0 ? 0 : 1;
          }
        };
    assertEquals(0, AllocatedBytes.inSteadyState(round), libc.backend());
    assertEquals(0, wrong[0]);
  }
}
