package io.omniedge.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.linux.libc.Errno;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MemoryTunTest {
  private final MemoryTun tun = new MemoryTun("omni0", Set.of(), 2);
  private final NativeBuffer buffer = new NativeBuffer(ByteBuffer.allocateDirect(100), 0);

  private int write(int... lengths) {
    int[] offsets = new int[lengths.length];
    for (int i = 1; i < lengths.length; i++) {
      offsets[i] = 50;
    }
    return tun.write(buffer, offsets, lengths, lengths.length);
  }

  @Test
  void readsWhatWasDelivered() {
    assertEquals(0, tun.read(buffer, 0));
    assertTrue(tun.deliver(new byte[] {1, 2, 3}));
    assertTrue(tun.awaitReadable());
    assertEquals(3, tun.read(buffer, 10));
    assertEquals(3, buffer.bytes().get(12));
    assertEquals(0, tun.read(buffer, 0));
  }

  @Test
  void gathersThePiecesOfAWrite() throws Exception {
    buffer.bytes().put(9, (byte) 9).put(50, (byte) 50);
    assertEquals(11, write(10, 1));
    assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 50}, tun.awaitWritten());
    assertNull(tun.pollWritten());
  }

  @Test
  void holdsNoMoreThanItsCapacity() {
    assertTrue(tun.deliver(new byte[1]));
    assertTrue(tun.deliver(new byte[1]));
    assertFalse(tun.deliver(new byte[1]));
    assertEquals(10, write(10));
    assertEquals(10, write(10));
    assertEquals(-Errno.ENOBUFS, write(10));
    assertEquals(-Errno.EINVAL, write(9));
  }

  @Test
  void remembersAWakeUntilTheNextWait() {
    tun.wake();
    assertTrue(tun.awaitReadable());
    assertEquals(0, tun.read(buffer, 0));
  }

  @Test
  void closeEndsEverything() throws Exception {
    Thread closer = new Thread(tun::close);
    closer.start();
    assertFalse(tun.awaitReadable());
    closer.join();
    assertEquals(-Errno.EBADF, tun.read(buffer, 0));
    assertEquals(-Errno.EBADF, write(10));
    assertFalse(tun.deliver(new byte[1]));
    assertNull(tun.awaitWritten());
  }
}
