package io.omniedge.transport.crypto;

import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * BLAKE2s in Java, after RFC 7693 §3. Allocates nothing after construction and takes the same steps
 * whatever the bytes are: the only table, SIGMA, is read by round number.
 */
final class JavaBlake2s extends Blake2s {
  static final String NAME = "java";

  private static final int BLOCK_BYTES = 64;
  private static final int ROUNDS = 10;

  private static final int IV0 = 0x6a09e667;
  private static final int IV1 = 0xbb67ae85;
  private static final int IV2 = 0x3c6ef372;
  private static final int IV3 = 0xa54ff53a;
  private static final int IV4 = 0x510e527f;
  private static final int IV5 = 0x9b05688c;
  private static final int IV6 = 0x1f83d9ab;
  private static final int IV7 = 0x5be0cd19;

  /** The message schedule, one line of 16 word numbers for each round. */
  private static final byte[] SIGMA = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
    11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
    7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
    9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
    2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
    12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
    13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
    6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
    10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
  };

  private final int[] h = new int[8];
  private final int[] m = new int[16];

  /** The block being filled; a block is compressed only when more follows, or by finish. */
  private final byte[] block = new byte[BLOCK_BYTES];

  private final ByteBuffer words = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);

  /** The last key of {@link #beginCheck} and the state after its block. */
  private byte[] checkKey = {};

  private final int[] checkState = new int[8];

  private int filled;
  private long counted;
  private int outBytes;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  protected void begin(byte[] key, int outBytes) {
    if (key.length > HASH_BYTES || outBytes < 1 || outBytes > HASH_BYTES) {
      throw new IllegalArgumentException(
          "BLAKE2s takes keys up to 32 bytes and gives 1 to 32 bytes, not "
              + key.length
              + " and "
              + outBytes);
    }
    this.outBytes = outBytes;
    // parameter block: digest length, key length, fanout 1, depth 1
    h[0] = IV0 ^ 0x0101_0000 ^ key.length << 8 ^ outBytes;
    h[1] = IV1;
    h[2] = IV2;
    h[3] = IV3;
    h[4] = IV4;
    h[5] = IV5;
    h[6] = IV6;
    h[7] = IV7;
    counted = 0;
    filled = 0;
    if (key.length > 0) {
      System.arraycopy(key, 0, block, 0, key.length);
      Arrays.fill(block, key.length, BLOCK_BYTES, (byte) 0);
      filled = BLOCK_BYTES;
    }
  }

  /** A third of the work for a handshake initiation is the block with the key: once is enough. */
  @Override
  protected void beginCheck(byte[] key) {
    if (!Arrays.equals(key, checkKey)) {
      begin(key, MAC_BYTES);
      room();
      System.arraycopy(h, 0, checkState, 0, h.length);
      checkKey = key.clone();
    }
    System.arraycopy(checkState, 0, h, 0, h.length);
    outBytes = MAC_BYTES;
    counted = BLOCK_BYTES;
    filled = 0;
  }

  @Override
  protected void update(byte[] input, int offset, int length) {
    int at = offset;
    int left = length;
    while (left > 0) {
      int step = Math.min(left, room());
      System.arraycopy(input, at, block, filled, step);
      filled += step;
      at += step;
      left -= step;
    }
  }

  @Override
  protected void update(NativeBuffer input, int offset, int length) {
    int at = offset;
    int left = length;
    while (left > 0) {
      int step = Math.min(left, room());
      input.bytes().get(at, block, filled, step);
      filled += step;
      at += step;
      left -= step;
    }
  }

  /** Free bytes in the block, after compressing it if it is full. */
  private int room() {
    if (filled == BLOCK_BYTES) {
      counted += BLOCK_BYTES;
      compress(0);
      filled = 0;
    }
    return BLOCK_BYTES - filled;
  }

  @Override
  protected void finish(byte[] out, int offset) {
    Objects.checkFromIndexSize(offset, outBytes, out.length);
    counted += filled;
    Arrays.fill(block, filled, BLOCK_BYTES, (byte) 0);
    compress(-1);
    for (int i = 0; i < outBytes; i++) {
      out[offset + i] = (byte) (h[i >> 2] >>> (i << 3));
    }
    Arrays.fill(block, (byte) 0);
    Arrays.fill(m, 0);
    Arrays.fill(h, 0);
  }

  /** The function F; {@code last} is −1 for the last block, else 0. */
  private void compress(int last) {
    int[] m = this.m;
    for (int i = 0; i < 16; i++) {
      m[i] = words.getInt(i << 2);
    }
    int v0 = h[0];
    int v1 = h[1];
    int v2 = h[2];
    int v3 = h[3];
    int v4 = h[4];
    int v5 = h[5];
    int v6 = h[6];
    int v7 = h[7];
    int v8 = IV0;
    int v9 = IV1;
    int v10 = IV2;
    int v11 = IV3;
    int v12 = IV4 ^ (int) counted;
    int v13 = IV5 ^ (int) (counted >>> 32);
    int v14 = IV6 ^ last;
    int v15 = IV7;
    for (int s = 0; s < ROUNDS * 16; s += 16) {
      // columns
      v0 += v4 + m[SIGMA[s + 0]];
      v12 = Integer.rotateRight(v12 ^ v0, 16);
      v8 += v12;
      v4 = Integer.rotateRight(v4 ^ v8, 12);
      v0 += v4 + m[SIGMA[s + 1]];
      v12 = Integer.rotateRight(v12 ^ v0, 8);
      v8 += v12;
      v4 = Integer.rotateRight(v4 ^ v8, 7);
      v1 += v5 + m[SIGMA[s + 2]];
      v13 = Integer.rotateRight(v13 ^ v1, 16);
      v9 += v13;
      v5 = Integer.rotateRight(v5 ^ v9, 12);
      v1 += v5 + m[SIGMA[s + 3]];
      v13 = Integer.rotateRight(v13 ^ v1, 8);
      v9 += v13;
      v5 = Integer.rotateRight(v5 ^ v9, 7);
      v2 += v6 + m[SIGMA[s + 4]];
      v14 = Integer.rotateRight(v14 ^ v2, 16);
      v10 += v14;
      v6 = Integer.rotateRight(v6 ^ v10, 12);
      v2 += v6 + m[SIGMA[s + 5]];
      v14 = Integer.rotateRight(v14 ^ v2, 8);
      v10 += v14;
      v6 = Integer.rotateRight(v6 ^ v10, 7);
      v3 += v7 + m[SIGMA[s + 6]];
      v15 = Integer.rotateRight(v15 ^ v3, 16);
      v11 += v15;
      v7 = Integer.rotateRight(v7 ^ v11, 12);
      v3 += v7 + m[SIGMA[s + 7]];
      v15 = Integer.rotateRight(v15 ^ v3, 8);
      v11 += v15;
      v7 = Integer.rotateRight(v7 ^ v11, 7);
      // diagonals
      v0 += v5 + m[SIGMA[s + 8]];
      v15 = Integer.rotateRight(v15 ^ v0, 16);
      v10 += v15;
      v5 = Integer.rotateRight(v5 ^ v10, 12);
      v0 += v5 + m[SIGMA[s + 9]];
      v15 = Integer.rotateRight(v15 ^ v0, 8);
      v10 += v15;
      v5 = Integer.rotateRight(v5 ^ v10, 7);
      v1 += v6 + m[SIGMA[s + 10]];
      v12 = Integer.rotateRight(v12 ^ v1, 16);
      v11 += v12;
      v6 = Integer.rotateRight(v6 ^ v11, 12);
      v1 += v6 + m[SIGMA[s + 11]];
      v12 = Integer.rotateRight(v12 ^ v1, 8);
      v11 += v12;
      v6 = Integer.rotateRight(v6 ^ v11, 7);
      v2 += v7 + m[SIGMA[s + 12]];
      v13 = Integer.rotateRight(v13 ^ v2, 16);
      v8 += v13;
      v7 = Integer.rotateRight(v7 ^ v8, 12);
      v2 += v7 + m[SIGMA[s + 13]];
      v13 = Integer.rotateRight(v13 ^ v2, 8);
      v8 += v13;
      v7 = Integer.rotateRight(v7 ^ v8, 7);
      v3 += v4 + m[SIGMA[s + 14]];
      v14 = Integer.rotateRight(v14 ^ v3, 16);
      v9 += v14;
      v4 = Integer.rotateRight(v4 ^ v9, 12);
      v3 += v4 + m[SIGMA[s + 15]];
      v14 = Integer.rotateRight(v14 ^ v3, 8);
      v9 += v14;
      v4 = Integer.rotateRight(v4 ^ v9, 7);
    }
    h[0] ^= v0 ^ v8;
    h[1] ^= v1 ^ v9;
    h[2] ^= v2 ^ v10;
    h[3] ^= v3 ^ v11;
    h[4] ^= v4 ^ v12;
    h[5] ^= v5 ^ v13;
    h[6] ^= v6 ^ v14;
    h[7] ^= v7 ^ v15;
  }
}
