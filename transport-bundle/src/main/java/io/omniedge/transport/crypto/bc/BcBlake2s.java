package io.omniedge.transport.crypto.bc;

import io.omniedge.transport.crypto.Blake2s;
import io.omniedge.tun.NativeBuffer;
import org.bouncycastle.crypto.digests.Blake2sDigest;

/** BLAKE2s by BouncyCastle; allocates a digest for every computation. */
final class BcBlake2s extends Blake2s {
  private final byte[] chunk = new byte[256];
  private Blake2sDigest digest = new Blake2sDigest(256);

  @Override
  public String name() {
    return BcProvider.NAME;
  }

  @Override
  protected void begin(byte[] key, int outBytes) {
    digest =
        key.length == 0
            ? new Blake2sDigest(8 * outBytes)
            : new Blake2sDigest(key, outBytes, null, null);
  }

  @Override
  protected void update(byte[] input, int offset, int length) {
    digest.update(input, offset, length);
  }

  @Override
  protected void update(NativeBuffer input, int offset, int length) {
    for (int done = 0; done < length; done += chunk.length) {
      int step = Math.min(chunk.length, length - done);
      input.bytes().get(offset + done, chunk, 0, step);
      digest.update(chunk, 0, step);
    }
  }

  @Override
  protected void finish(byte[] out, int offset) {
    digest.doFinal(out, offset);
    digest.clearKey();
  }
}
