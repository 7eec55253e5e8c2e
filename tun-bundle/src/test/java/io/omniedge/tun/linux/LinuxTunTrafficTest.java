package io.omniedge.tun.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.linux.libc.Libc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernel TCP and UDP through a real device and back. */
@Tag("netns")
@ParameterizedClass
@MethodSource("io.omniedge.tun.linux.libc.Backends#all")
final class LinuxTunTrafficTest {
  private static final int BYTES = 4 << 20;

  private final Libc libc;
  private final NativeBuffer buffer;

  LinuxTunTrafficTest(Libc libc) {
    this.libc = libc;
    this.buffer = libc.allocate(TunDevice.MAX_READ_BYTES);
  }

  @BeforeEach
  void needsRootAndTheDriver() throws IOException {
    LinuxTunTest.requireTun();
  }

  private LinuxTun open(Set<Offload> wanted) throws TunException {
    return LinuxTun.open(libc, new TunOptions(LinuxTunTest.NAME, false, false, wanted));
  }

  @Test
  void datagramPassesWithOffload() throws Exception {
    LinuxTun tun = open(EnumSet.of(Offload.TUN_TSO, Offload.TUN_USO));
    TunLoop.exchangeDatagrams(tun, buffer);
    assertEquals(LinuxTunTest.NAME, tun.name());
  }

  @Test
  void tcpComesAndGoesInSuperpackets() throws Exception {
    assertTrue(transfer(open(EnumSet.of(Offload.TUN_TSO, Offload.TUN_USO))) > 0);
  }

  @Test
  void tcpComesInSinglePacketsWithoutTheOffload() throws Exception {
    assertEquals(0, transfer(open(Set.of())));
  }

  /** Sends 4 MB from this host through the device to this host; the superpackets seen. */
  private int transfer(LinuxTun tun) throws Exception {
    TunLoop.bringUp(tun);
    TunLoop loop = new TunLoop(tun, buffer);
    Thread thread = new Thread(loop, "tunLoop");
    thread.start();
    byte[] sent = new byte[BYTES];
    new Random(1).nextBytes(sent);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(TunLoop.HERE))) {
      CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> receive(server));
      try (Socket client =
          new Socket(
              InetAddress.getByName(TunLoop.THERE),
              server.getLocalPort(),
              InetAddress.getByName(TunLoop.HERE),
              0)) {
        client.getOutputStream().write(sent);
        client.shutdownOutput();
        assertArrayEquals(sent, received.join());
      }
    } finally {
      tun.close();
      thread.join();
    }
    assertEquals(0, loop.failedWrites());
    return loop.superpackets();
  }

  private static byte[] receive(ServerSocket server) {
    try (Socket socket = server.accept()) {
      return socket.getInputStream().readNBytes(BYTES);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
