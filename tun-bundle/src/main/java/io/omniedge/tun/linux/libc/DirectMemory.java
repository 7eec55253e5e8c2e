package io.omniedge.tun.linux.libc;

import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Memory for native calls, the same for both backends. */
final class DirectMemory {
  /** A cache line, and what AVX-512 code likes best. */
  private static final int ALIGNMENT = 64;

  private DirectMemory() {}

  /** Zeroed direct memory of exactly this size, aligned to 64 bytes. */
  static ByteBuffer aligned(int bytes) {
    // A plain direct buffer rather than a memory segment: its accessors check no arena.
    ByteBuffer block = ByteBuffer.allocateDirect(bytes + ALIGNMENT - 1);
    int misaligned = block.alignmentOffset(0, ALIGNMENT);
    return block.slice(misaligned == 0 ? 0 : ALIGNMENT - misaligned, bytes);
  }

  /** A C string. */
  static NativeBuffer asciiz(Libc libc, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    NativeBuffer memory = libc.allocate(ascii.length + 1);
    memory.bytes().put(0, ascii);
    return memory;
  }
}
