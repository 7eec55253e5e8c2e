package io.omniedge.tun.linux;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A classic BPF program for SO_ATTACH_FILTER that drops, at random, most of the datagrams that
 * start with one word [Linux Documentation/networking/filter.rst]:
 *
 * <pre>
 *   0  ld  [8]                 the first word behind the UDP header; too short: drop
 *   1  jeq #firstWord, 2, 4
 *   2  ld  rand
 *   3  jset #(oneIn − 1), 5, 4
 *   4  ret #all
 *   5  ret #0
 * </pre>
 *
 * <p>One thread at a time.
 */
final class ThinningFilter {
  private static final int LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int JUMP_IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int JUMP_IF_SET = 0x45; // BPF_JMP | BPF_JSET | BPF_K
  private static final int RETURN = 0x06; // BPF_RET | BPF_K
  private static final int PAYLOAD_AT = 8;
  private static final int RANDOM_AT = -0x1000 + 56; // SKF_AD_OFF + SKF_AD_RANDOM
  private static final int ALL = 0x40000;

  // struct sock_fprog: 16-bit length, pointer; then 8 bytes for each instruction.
  private static final int PROGRAM_BYTES = 16;
  private static final int INSTRUCTIONS = 6;

  private final Libc libc;
  private final NativeBuffer memory;
  private final ByteBuffer host;

  ThinningFilter(Libc libc) {
    this.libc = libc;
    this.memory = libc.allocate(PROGRAM_BYTES + INSTRUCTIONS * 8);
    this.host = memory.bytes().duplicate().order(ByteOrder.nativeOrder());
    host.putShort(0, (short) INSTRUCTIONS).putLong(8, memory.address() + PROGRAM_BYTES);
  }

  /** Returns 0 or a negated error number. */
  int attach(int fd, int firstWord, int oneIn) {
    instruction(0, LOAD_WORD, 0, 0, PAYLOAD_AT);
    instruction(1, JUMP_IF_EQUAL, 0, 2, firstWord);
    instruction(2, LOAD_WORD, 0, 0, RANDOM_AT);
    instruction(3, JUMP_IF_SET, 1, 0, oneIn - 1);
    instruction(4, RETURN, 0, 0, ALL);
    instruction(5, RETURN, 0, 0, 0);
    return libc.setsockopt(
        fd, SocketAbi.SOL_SOCKET, SocketAbi.SO_ATTACH_FILTER, memory.address(), PROGRAM_BYTES);
  }

  /** Returns 0 or a negated error number; it is none that there was no filter. */
  int detach(int fd) {
    int result =
        libc.setsockopt(fd, SocketAbi.SOL_SOCKET, SocketAbi.SO_DETACH_FILTER, memory.address(), 4);
    return result == -Errno.ENOENT ? 0 : result;
  }

  private void instruction(int at, int code, int ifTrue, int ifFalse, int value) {
    int offset = PROGRAM_BYTES + at * 8;
    host.putShort(offset, (short) code);
    host.put(offset + 2, (byte) ifTrue).put(offset + 3, (byte) ifFalse);
    host.putInt(offset + 4, value);
  }
}
