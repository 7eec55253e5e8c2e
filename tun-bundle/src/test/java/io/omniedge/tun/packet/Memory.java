package io.omniedge.tun.packet;

import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;

/** Direct buffers and arrays for the tests. */
final class Memory {
  private Memory() {}

  static NativeBuffer allocate(int bytes) {
    return new NativeBuffer(ByteBuffer.allocateDirect(bytes), 0);
  }

  static byte[] read(NativeBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.bytes().get(offset, bytes);
    return bytes;
  }

  static void write(NativeBuffer buffer, int offset, byte[] bytes) {
    buffer.bytes().put(offset, bytes);
  }
}
