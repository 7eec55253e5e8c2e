package io.omniedge.transport.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.testkit.ManualClock;
import io.omniedge.testkit.MemoryUdpNetwork;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.UdpSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HandshakeInboxTest {
  private static final Endpoint SOURCE = Endpoint.of(IpPrefix.parseAddress("198.51.100.1"), 9);
  private static final Endpoint HERE = Endpoint.of(IpPrefix.parseAddress("192.0.2.1"), 1);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final MemoryUdpNetwork network = new MemoryUdpNetwork(8);
  private final UdpSocket.Receiver receiver = network.open(HERE, Set.of()).newReceiver(1);
  private int wakes;
  private final HandshakeInbox inbox = new HandshakeInbox(() -> wakes++);

  @BeforeEach
  void receiveOne() {
    NativeBuffer datagram = new NativeBuffer(ByteBuffer.allocateDirect(148), 0);
    datagram.bytes().put(0, (byte) 1).put(147, (byte) 42);
    network.open(SOURCE, Set.of()).newSender().send(datagram, 0, 148, 148, HERE);
    assertEquals(1, receiver.receive());
  }

  private boolean offer() {
    return inbox.offer(receiver, 0, receiver.offset(0), receiver.length(0));
  }

  @Test
  void handsOverTheMessageAndItsSourceAndWakesTheReader() {
    assertNull(inbox.peek());
    assertTrue(offer());

    HandshakeInbox.Message message = inbox.peek();
    assertNotNull(message);
    assertEquals(148, message.length);
    assertEquals(42, message.bytes[147]);
    assertEquals(SOURCE, message.source);
    assertEquals(1, wakes);
    inbox.remove();
    assertNull(inbox.peek());
  }

  @Test
  void refusesWhenFullAndTakesAgainAfterOneWasRead() {
    for (int i = 0; i < HandshakeInbox.CAPACITY; i++) {
      assertTrue(offer());
    }
    assertFalse(offer());
    inbox.remove();
    assertTrue(offer());
    assertFalse(offer());
  }

  @Test
  void isUnderLoadFromAnEighthFullUntilASecondAfterwards() {
    for (int i = 0; i < HandshakeInbox.CAPACITY / 8 - 1; i++) {
      offer();
    }
    assertFalse(inbox.underLoad(clock.nanoTime()));
    offer();
    assertTrue(inbox.underLoad(clock.nanoTime()));

    while (inbox.peek() != null) {
      inbox.remove();
    }
    clock.advance(Duration.ofMillis(999));
    assertTrue(inbox.underLoad(clock.nanoTime()));
    clock.advance(Duration.ofMillis(2));
    assertFalse(inbox.underLoad(clock.nanoTime()));
  }
}
