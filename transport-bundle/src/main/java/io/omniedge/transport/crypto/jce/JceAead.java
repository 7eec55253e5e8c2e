package io.omniedge.transport.crypto.jce;

import io.omniedge.transport.crypto.ArrayAead;
import io.omniedge.transport.crypto.Secret;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * ChaCha20-Poly1305 by javax.crypto. Allocates 1.3–4 KB for each packet and an exception for each
 * forged one; the JRE keeps copies of keys that nobody can wipe.
 *
 * <p>The trap: a cipher refuses the key and nonce it was last used with, on Java 17 even for
 * decryption. Without care one forged packet would make the genuine one with the same counter fail,
 * so {@link #open} first spends a nonce that WireGuard never uses.
 */
final class JceAead extends ArrayAead {
  private final Cipher sealing;
  private final Cipher opening;
  private @Nullable Secret current;
  private @Nullable SecretKeySpec currentSpec;
  private final byte[] lastOpened = new byte[12];

  /** Its first four bytes are not zero, unlike those of every WireGuard nonce. */
  private final IvParameterSpec unusedNonce =
      new IvParameterSpec(new byte[] {1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0});

  JceAead() {
    try {
      sealing = newCipher();
      opening = newCipher();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("JceProvider has made one before", e);
    }
  }

  static Cipher newCipher() throws GeneralSecurityException {
    return Cipher.getInstance("ChaCha20-Poly1305");
  }

  @Override
  public String name() {
    return JceProvider.NAME;
  }

  @Override
  protected void seal(
      Secret key, byte[] nonce, byte[] input, int length, byte[] additionalData, byte[] output) {
    try {
      sealing.init(Cipher.ENCRYPT_MODE, spec(key), new IvParameterSpec(nonce));
      sealing.updateAAD(additionalData);
      sealing.doFinal(input, 0, length, output, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot seal: " + e.getMessage(), e);
    }
  }

  @Override
  protected boolean open(
      Secret key, byte[] nonce, byte[] input, int length, byte[] additionalData, byte[] output) {
    try {
      if (Arrays.equals(nonce, lastOpened)) {
        opening.init(Cipher.DECRYPT_MODE, spec(key), unusedNonce);
      }
      opening.init(Cipher.DECRYPT_MODE, spec(key), new IvParameterSpec(nonce));
      System.arraycopy(nonce, 0, lastOpened, 0, nonce.length);
      opening.updateAAD(additionalData);
      opening.doFinal(input, 0, length, output, 0);
      return true;
    } catch (AEADBadTagException e) {
      // the only way the JRE reports a forged tag
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot open: " + e.getMessage(), e);
    }
  }

  // identity is meant: the same object has the same bytes, and comparing bytes would cost time
  @SuppressWarnings("ReferenceEquality")
  private SecretKeySpec spec(Secret key) {
    SecretKeySpec spec = currentSpec;
    if (key != current || spec == null) {
      spec = new SecretKeySpec(key.exposeBytes(), "ChaCha20");
      current = key;
      currentSpec = spec;
    }
    return spec;
  }

  @Override
  public void close() {
    current = null;
    currentSpec = null;
    super.close();
  }
}
