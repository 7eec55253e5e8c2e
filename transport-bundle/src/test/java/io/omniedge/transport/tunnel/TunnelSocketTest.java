package io.omniedge.transport.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.omniedge.testkit.MemoryUdpNetwork;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.UdpSocket;
import java.io.IOException;
import java.net.BindException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TunnelSocketTest {
  private static final int BUSY = 7;

  private final MemoryUdpNetwork network = new MemoryUdpNetwork(4);
  private final TunnelSocket socket = new TunnelSocket(this::open);
  private int marked;

  private UdpSocket open(int port, int fwmark) throws IOException {
    if (port == BUSY) {
      throw new BindException("port 7 is taken");
    }
    marked = fwmark;
    int chosen = port == 0 ? 40_000 : port;
    return network.open(Endpoint.of(IpPrefix.parseAddress("127.0.0.1"), chosen), Set.of());
  }

  @Test
  void hasNoSocketUntilItIsUpAndKeepsTheChosenPort() throws IOException {
    assertNull(socket.current());
    socket.up();
    assertEquals(40_000, socket.port());

    socket.down();
    assertNull(socket.current());
    assertEquals(40_000, socket.port());
    socket.up();
    assertEquals(40_000, socket.port());
  }

  @Test
  void keepsTheOldSocketWhenTheNewPortIsTaken() throws IOException {
    socket.up();
    UdpSocket before = socket.current();

    assertThrows(IOException.class, () -> socket.rebind(BUSY));
    assertSame(before, socket.current());
    assertEquals(40_000, socket.port());
  }

  @Test
  void movesToAnotherPortWithTheSameMark() throws IOException {
    socket.up();
    socket.setFwmark(51);
    UdpSocket before = socket.current();
    socket.rebind(40_001);

    assertNotSame(before, socket.current());
    assertEquals(40_001, socket.port());
    assertEquals(51, marked);
  }

  @Test
  void takesAPortWhileItIsDownAndOpensItLater() throws IOException {
    socket.rebind(40_002);
    assertNull(socket.current());
    socket.up();
    assertEquals(40_002, socket.port());
  }

  @Test
  void awaitOpenReturnsWhatIsKnownAtOnceAndNullWhenClosed() throws IOException {
    socket.up();
    UdpSocket now = socket.current();
    assertSame(now, socket.awaitOpen(now));
    assertSame(now, socket.awaitOpen(null));

    socket.close();
    assertNull(socket.awaitOpen(now));
  }
}
