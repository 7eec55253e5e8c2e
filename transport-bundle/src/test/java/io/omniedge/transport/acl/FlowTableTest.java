package io.omniedge.transport.acl;

import static io.omniedge.transport.acl.Gate.HERE;
import static io.omniedge.transport.acl.Gate.THERE;
import static io.omniedge.transport.acl.Gate.rule;
import static io.omniedge.transport.acl.InnerPacket.ACK;
import static io.omniedge.transport.acl.InnerPacket.SYN;
import static io.omniedge.transport.acl.InnerPacket.tcp;
import static io.omniedge.transport.acl.InnerPacket.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.session.Drop;
import io.omniedge.tun.NativeBuffer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table when it is full, and when both threads and the rules are at it. */
class FlowTableTest {
  private static final AccessRule ANY = rule("10.0.1.0/24", "10.0.0.0/24", 0);

  @Test
  void refusesANewFlowRatherThanEndOneThatIsAlive() {
    Gate gate = new Gate(FlowTable.WAYS).enforce(ANY);
    for (int port = 0; port < FlowTable.WAYS; port++) {
      assertNull(gate.receive(tcp(THERE, port, HERE, 80, SYN)));
      assertNull(gate.send(tcp(HERE, 80, THERE, port, SYN | ACK)));
    }
    assertEquals(Drop.ACL_TABLE_FULL, gate.receive(tcp(THERE, 100, HERE, 80, SYN)));
    assertEquals(0, gate.answerToPeer().length, "it is not prohibited");
    assertEquals(FlowTable.WAYS, gate.access.flowCount());

    gate.pass(30);
    for (int port = 1; port < FlowTable.WAYS; port++) {
      assertNull(gate.send(tcp(HERE, 80, THERE, port, ACK)));
    }
    gate.pass(31);
    assertNull(gate.receive(tcp(THERE, 100, HERE, 80, SYN)), "one was silent for a minute");
    assertEquals(Drop.ACL_REFUSED, gate.send(tcp(HERE, 80, THERE, 0, ACK)), "it made room");
    assertNull(gate.receive(tcp(THERE, 0, HERE, 80, ACK)), "its opener opens it anew");
  }

  @Test
  void letsClosedAndUnansweredFlowsMakeRoomFirst() {
    Gate gate = new Gate(FlowTable.WAYS).enforce(ANY);
    for (int port = 0; port < FlowTable.WAYS; port++) {
      assertNull(gate.receive(tcp(THERE, port, HERE, 80, SYN)));
      if (port != 3) {
        assertNull(gate.send(tcp(HERE, 80, THERE, port, port == 5 ? 4 : SYN | ACK)));
      }
    }
    assertNull(gate.receive(tcp(THERE, 100, HERE, 80, SYN)));
    assertNull(gate.send(tcp(HERE, 80, THERE, 100, SYN | ACK)));
    assertEquals(Drop.ACL_REFUSED, gate.send(tcp(HERE, 80, THERE, 5, ACK)), "closed");
    assertNull(gate.receive(tcp(THERE, 101, HERE, 80, SYN)));
    assertEquals(Drop.ACL_REFUSED, gate.send(tcp(HERE, 80, THERE, 3, ACK)), "unanswered");
    assertNull(gate.send(tcp(HERE, 80, THERE, 4, ACK)));
  }

  @Test
  void survivesAScanWithoutLosingFlowsThatAreAlive() {
    Gate gate = new Gate(1024).enforce(ANY);
    for (int port = 0; port < 100; port++) {
      assertNull(gate.receive(tcp(THERE, port, HERE, 80, SYN)));
      assertNull(gate.send(tcp(HERE, 80, THERE, port, SYN | ACK)));
    }
    for (int port = 0; port < 60_000; port++) {
      gate.receive(udp(THERE, 40_000, HERE, port));
    }
    for (int port = 0; port < 100; port++) {
      assertNull(gate.send(tcp(HERE, 80, THERE, port, ACK)), "port " + port);
    }
    assertTrue(gate.access.flowCount() <= 1024);
  }

  @Test
  void takesPowersOfTwoOnly() {
    assertThrows(IllegalArgumentException.class, () -> new FlowTable(100, 0));
    assertThrows(IllegalArgumentException.class, () -> new FlowTable(4, 0));
  }

  @Test
  void allocatesNothingForAPacket() {
    Gate gate = new Gate().enforce(ANY, rule("fd00:1::/64", "fd00::/64", 0));
    byte[][] packets = {
      tcp(THERE, 1, HERE, 2, SYN),
      udp(THERE, 1, HERE, 2, 99),
      udp(Gate.THERE6, 1, Gate.HERE6, 2, 99),
      InnerPacket.fragment(udp(THERE, 1, HERE, 2, 3000), 0, 1400, true, 1),
      InnerPacket.fragment(udp(THERE, 1, HERE, 2, 3000), 1400, 1400, true, 1),
      InnerPacket.error(THERE, HERE, 3, 4, udp(HERE, 2, THERE, 1, 99)),
      udp(HERE, 9, THERE, 9, 99),
    };
    NativeBuffer buffer = new NativeBuffer(ByteBuffer.allocateDirect(4096), 0);
    NativeBuffer answer = new NativeBuffer(ByteBuffer.allocateDirect(4096), 0);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = Long.MAX_VALUE;
    int dropped = 0;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        byte[] packet = packets[i % packets.length];
        buffer.bytes().put(0, packet);
        // New flows all the time, too.
        buffer.bytes().putShort(packet[0] == 0x45 ? 20 : 40, (short) (i >> 3));
        if (gate.in.check(buffer.bytes(), 0, packet.length, i) != null) {
          dropped++;
        }
      }
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(dropped > 0);
    assertEquals(0, bytes);
    assertEquals(0, gate.in.answerFromHere(buffer, 0, 20, answer, 0, 0));
  }

  /**
   * A small table, so that the threads take each other's places all the time. Whatever happens: no
   * packet passes that neither a rule allows nor an answer can be.
   */
  @Test
  @Timeout(60)
  void neverLetsAForbiddenPacketThroughWhileBothThreadsAndTheRulesChange() throws Exception {
    Gate gate = new Gate(64);
    AccessRule first = rule("10.0.1.0/24", "10.0.0.0/24", 17, new PortRange(1000, 1999));
    AccessRule second = rule("10.0.1.0/24", "10.0.0.0/24", 17, new PortRange(1500, 2499));
    gate.enforce(first);
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Long> in = threads.submit(() -> hammer(gate.in, true, stop));
      Future<Long> out = threads.submit(() -> hammer(gate.out, false, stop));
      for (int i = 0; i < 20_000; i++) {
        gate.enforce(i % 2 == 0 ? second : first);
        Thread.onSpinWait();
      }
      while (gate.access.flowCount() == 0) {
        Thread.onSpinWait();
      }
      stop.set(true);
      assertTrue(in.get(30, TimeUnit.SECONDS) > 0, "flows were opened");
      assertTrue(out.get(30, TimeUnit.SECONDS) > 0, "answers passed");
    } finally {
      stop.set(true);
      threads.shutdown();
    }
    gate.enforce(second);
    for (int port = 0; port < 1500; port++) {
      assertEquals(Drop.ACL_REFUSED, gate.send(udp(HERE, port, THERE, 7)), "port " + port);
    }
  }

  /** Counts what passes, and throws if something does that no rule ever allowed. */
  private static long hammer(PacketFilter filter, boolean inwards, AtomicBoolean stop) {
    byte[] packet = inwards ? udp(THERE, 7, HERE, 0) : udp(HERE, 0, THERE, 7);
    ByteBuffer bytes = ByteBuffer.allocateDirect(packet.length).put(0, packet);
    long passed = 0;
    for (int i = 0; !stop.get() || passed == 0; i++) {
      int port = 500 + i * 31 % 2500;
      bytes.putShort(inwards ? 22 : 20, (short) port);
      if (filter.check(bytes, 0, packet.length, 1) == null) {
        passed++;
        if (port < 1000 || port > 2499) {
          throw new AssertionError("port " + port + " passed");
        }
      }
    }
    return passed;
  }
}
