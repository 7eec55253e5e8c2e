package io.omniedge.transport.crypto.bc;

import io.omniedge.transport.crypto.ArrayAead;
import io.omniedge.transport.crypto.Secret;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * ChaCha20-Poly1305 by BouncyCastle. Allocates a few small objects for each packet, and an
 * exception for each forged one.
 */
final class BcAead extends ArrayAead {
  /** One cipher for each direction, so that a thread that does both does not change keys. */
  private final Direction sealing = new Direction(true);

  private final Direction opening = new Direction(false);

  @Override
  public String name() {
    return BcProvider.NAME;
  }

  @Override
  protected void seal(
      Secret key, byte[] nonce, byte[] input, int length, byte[] additionalData, byte[] output) {
    try {
      sealing.run(key, nonce, input, length, additionalData, output);
    } catch (InvalidCipherTextException e) {
      throw new AssertionError("sealing checks no tag", e);
    }
  }

  @Override
  protected boolean open(
      Secret key, byte[] nonce, byte[] input, int length, byte[] additionalData, byte[] output) {
    try {
      opening.run(key, nonce, input, length, additionalData, output);
      return true;
    } catch (InvalidCipherTextException e) {
      // the only way BouncyCastle reports a forged tag
      return false;
    }
  }

  @Override
  public void close() {
    sealing.wipe();
    opening.wipe();
    super.close();
  }

  /** One cipher with the key it holds. */
  private static final class Direction {
    private final ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
    private final boolean seals;
    private @Nullable Secret current;

    Direction(boolean seals) {
      this.seals = seals;
    }

    // identity is meant: the same object has the same bytes, and comparing bytes would cost time
    @SuppressWarnings("ReferenceEquality")
    void run(
        Secret key, byte[] nonce, byte[] input, int length, byte[] additionalData, byte[] output)
        throws InvalidCipherTextException {
      // without a key parameter the cipher keeps the one it has
      KeyParameter keyParameter = key == current ? null : new KeyParameter(key.exposeBytes());
      cipher.init(seals, new AEADParameters(keyParameter, 128, nonce, additionalData));
      current = key;
      int written = cipher.processBytes(input, 0, length, output, 0);
      cipher.doFinal(output, written);
    }

    void wipe() {
      if (current != null) {
        byte[] zeros = new byte[Secret.BYTES];
        cipher.init(seals, new AEADParameters(new KeyParameter(zeros), 128, new byte[12]));
        current = null;
      }
    }
  }
}
