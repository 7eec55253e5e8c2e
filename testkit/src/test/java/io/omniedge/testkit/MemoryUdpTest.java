package io.omniedge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.Errno;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MemoryUdpTest {
  private static final Endpoint A = Endpoint.of(IpPrefix.parseAddress("192.0.2.1"), 51820);
  private static final Endpoint B = Endpoint.of(IpPrefix.parseAddress("2001:db8::2"), 51821);

  private final MemoryUdpNetwork network = new MemoryUdpNetwork(100);
  private final NativeBuffer data = new NativeBuffer(ByteBuffer.allocateDirect(100_000), 0);

  @Test
  void joinsDatagramsOfOneSizeUntilAShorterOne() {
    UdpSocket.Sender sender = network.open(A, Set.of()).newSender();
    UdpSocket.Receiver receiver = network.open(B, Set.of(Offload.UDP_GRO)).newReceiver(4);
    data.bytes().put(5 + 350, (byte) 7);
    assertEquals(0, sender.send(data, 5, 390, 100, B));
    assertEquals(0, sender.send(data, 5, 90, 90, B));
    assertEquals(0, sender.send(data, 5, 95, 95, B));
    assertEquals(3, receiver.receive());
    assertEquals(390, receiver.length(0));
    assertEquals(100, receiver.segmentSize(0));
    assertEquals(7, receiver.buffer().bytes().get(receiver.offset(0) + 350));
    assertEquals(90, receiver.length(1));
    assertEquals(95, receiver.segmentSize(2));
  }

  @Test
  void keepsDatagramsApartWithoutTheOffload() {
    UdpSocket.Sender sender = network.open(A, Set.of()).newSender();
    UdpSocket.Receiver receiver = network.open(B, Set.of()).newReceiver(2);
    sender.send(data, 0, 300, 100, B);
    assertEquals(2, receiver.receive());
    assertEquals(1, receiver.receive());
    assertEquals(100, receiver.length(0));
  }

  @Test
  void tellsTheSourceAndTheOwnAddress() {
    UdpSocket.Receiver receiver = network.open(B, Set.of()).newReceiver(1);
    network.open(A, Set.of()).newSender().send(data, 0, 10, 10, B);
    assertEquals(1, receiver.receive());
    Endpoint source = receiver.source(0);
    assertEquals(A, source);
    assertEquals(B.addressLow(), source.localLow());
    assertTrue(receiver.isFrom(0, source));
    assertFalse(receiver.isFrom(0, A), "the own address is news");
    assertFalse(receiver.isFrom(0, B));
  }

  @Test
  void losesWhatNobodyCanTake() {
    UdpSocket.Sender sender = network.open(A, Set.of()).newSender();
    sender.send(data, 0, 10, 10, B);
    assertEquals(1, network.lost());
    network.open(B, Set.of());
    sender.send(data, 0, 103, 1, B);
    assertEquals(1 + 3, network.lost());
    assertEquals(-Errno.EMSGSIZE, sender.send(data, 0, 65_508, 65_508, B));
  }

  @Test
  void refusesASecondSocketAtAnAddress() {
    MemoryUdp first = network.open(A, Set.of());
    assertThrows(IllegalStateException.class, () -> network.open(A, Set.of()));
    first.close();
    assertEquals(A.port(), network.open(A, Set.of()).port());
  }

  @Test
  void closeEndsAWaitingReceive() throws Exception {
    MemoryUdp socket = network.open(A, Set.of());
    assertEquals(0, socket.setFwmark(7));
    assertEquals(7, socket.fwmark());
    Thread closer = new Thread(socket::close);
    closer.start();
    assertEquals(-Errno.EBADF, socket.newReceiver(1).receive());
    closer.join();
    assertEquals(-Errno.EBADF, socket.newSender().send(data, 0, 10, 10, B));
    assertEquals(-Errno.EBADF, socket.setFwmark(8));
  }
}
