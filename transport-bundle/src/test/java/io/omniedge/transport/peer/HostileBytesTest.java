package io.omniedge.transport.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.Endpoint;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeTry;

/** Bytes from a stranger change nothing but a counter. */
class HostileBytesTest {
  private static final Endpoint ATTACKER = TwoMachines.endpoint("203.0.113.66", 6);

  private TwoMachines machines = new TwoMachines().connected();

  @BeforeTry
  void connect() {
    machines = new TwoMachines().connected();
  }

  @Property(tries = 100)
  void arbitraryBytesChangeNothingButOneCounter(@ForAll byte[] bytes) {
    expectOneDrop(bytes.length > 2048 ? new byte[2048] : bytes);
  }

  @Property(tries = 200)
  void wellFormedHeadersChangeNothingButOneCounter(@ForAll long seed) {
    Random random = new Random(seed);
    int[] lengths = {148, 92, 64, 32, 33, 48, 1500};
    byte[] bytes = new byte[lengths[random.nextInt(lengths.length)]];
    random.nextBytes(bytes);
    bytes[0] = (byte) (1 + random.nextInt(4));
    bytes[1] = 0;
    bytes[2] = 0;
    bytes[3] = 0;
    if (random.nextBoolean()) {
      int index = session().localIndex();
      for (int i = 0; i < 4; i++) {
        bytes[4 + i] = (byte) (index >>> (8 * i));
        bytes[8 + i] = (byte) (index >>> (8 * i));
      }
    }
    expectOneDrop(bytes);
  }

  @Property(tries = 100)
  void damagedGenuineMessagesChangeNothingButOneCounter(@ForAll long seed) {
    Random random = new Random(seed);
    machines.network.detach(machines.right.endpoint);
    machines.leftSends();
    machines.left.device.setPersistentKeepalive(
        machines.left.peer(machines.right), 25, machines.clock.nanoTime());
    machines.run(Duration.ofSeconds(20));
    machines.network.attach(machines.right.endpoint, machines.right::receive);
    byte[] bytes = machines.sent.get(random.nextInt(machines.sent.size())).datagram.clone();
    // mac2 of an initiation counts only under load; all else must be as it was
    int end = bytes.length == 148 ? 132 : bytes.length;
    bytes[random.nextInt(end)] ^= (byte) (1 << random.nextInt(8));
    expectOneDrop(bytes);
  }

  private Session session() {
    Session session = machines.right.peer(machines.left).sessions().current();
    if (session == null) {
      throw new AssertionError("connected");
    }
    return session;
  }

  private void expectOneDrop(byte[] bytes) {
    Machine right = machines.right;
    Peer peer = right.peer(machines.left);
    Sessions sessions = peer.sessions();
    Endpoint endpoint = peer.endpoint();
    long wait = right.device.runTimers(machines.clock.nanoTime());
    long rx = peer.rxBytes();
    int sent = machines.sent.size();
    long drops = right.device.drops().total();
    right.receive(ATTACKER, bytes);
    assertEquals(drops + 1, right.device.drops().total());
    assertEquals(sessions, peer.sessions());
    assertEquals(endpoint, peer.endpoint());
    assertEquals(rx, peer.rxBytes());
    assertEquals(sent, machines.sent.size());
    assertEquals(wait, right.device.runTimers(machines.clock.nanoTime()));
    assertTrue(right.delivered.isEmpty());
    assertEquals(0, right.drops(Drop.COOKIE_REQUIRED));
  }
}
