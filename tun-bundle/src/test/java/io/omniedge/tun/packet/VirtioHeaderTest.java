package io.omniedge.tun.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.NativeBuffer;
import org.junit.jupiter.api.Test;

class VirtioHeaderTest {
  private static final byte[] LAID_OUT = {
    1, // flags: NEEDS_CSUM
    4, // TCPv6
    0x48,
    0x00, // headers of 72 bytes
    (byte) 0x94,
    0x05, // segments of 1,428 bytes
    0x28,
    0x00, // checksum from byte 40
    0x10,
    0x00, // stored 16 bytes further
  };

  @Test
  void isTenLittleEndianBytes() {
    NativeBuffer buffer = Memory.allocate(14);
    VirtioHeader.write(buffer.bytes(), 2, VirtioHeader.GSO_TCPV6, 72, 1428, 40, 16);
    assertArrayEquals(LAID_OUT, Memory.read(buffer, 2, 10));
    assertEquals(0, buffer.bytes().getShort(0));
    assertEquals(0, buffer.bytes().getShort(12));
  }

  @Test
  void readsWhatTheKernelWrote() {
    NativeBuffer buffer = Memory.allocate(14);
    Memory.write(buffer, 3, LAID_OUT);
    assertTrue(VirtioHeader.needsChecksum(buffer.bytes(), 3));
    assertEquals(VirtioHeader.GSO_TCPV6, VirtioHeader.gsoType(buffer.bytes(), 3));
    assertEquals(72, VirtioHeader.headerLength(buffer.bytes(), 3));
    assertEquals(1428, VirtioHeader.gsoSize(buffer.bytes(), 3));
    assertEquals(40, VirtioHeader.checksumStart(buffer.bytes(), 3));
    assertEquals(16, VirtioHeader.checksumOffset(buffer.bytes(), 3));
  }

  @Test
  void clearingLeavesAnOrdinaryPacket() {
    NativeBuffer buffer = Memory.allocate(14);
    Memory.write(buffer, 3, LAID_OUT);
    VirtioHeader.clear(buffer.bytes(), 3);
    assertFalse(VirtioHeader.needsChecksum(buffer.bytes(), 3));
    assertArrayEquals(new byte[14], Memory.read(buffer, 0, 14));
  }
}
