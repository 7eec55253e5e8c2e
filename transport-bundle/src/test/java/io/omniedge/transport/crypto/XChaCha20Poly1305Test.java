package io.omniedge.transport.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class XChaCha20Poly1305Test {
  private static final byte[] NOTHING = {};

  private static Aead aead() {
    return Providers.load(KnownProvider.BOUNCY_CASTLE).newAead();
  }

  @Test
  void derivesTheSubkeyOfTheDraft() {
    Secret subkey =
        XChaCha20Poly1305.hChaCha20(
            Secret.copyOf(Providers.sequence(32)),
            Providers.hex("000000090000004a0000000031415927"));
    assertEquals(
        "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc",
        Providers.hex(subkey.exposeBytes()));
  }

  @Test
  void opensOnlyWithTheWholeNonce() {
    XChaCha20Poly1305 cipher = new XChaCha20Poly1305(aead());
    Secret key = Secret.copyOf(new byte[32]);
    byte[] nonce = Providers.sequence(24);
    byte[] cookie = Providers.sequence(16);
    byte[] sealed = cipher.seal(key, nonce, cookie, cookie);
    assertEquals(32, sealed.length);
    assertArrayEquals(cookie, cipher.open(key, nonce, sealed, cookie));
    for (int i = 0; i < 24; i++) {
      byte[] other = nonce.clone();
      other[i] ^= 1;
      assertNull(cipher.open(key, other, sealed, cookie), "nonce byte " + i);
    }
    assertNull(cipher.open(key, nonce, sealed, NOTHING));
  }

  @Test
  void refusesAShortNonce() {
    XChaCha20Poly1305 cipher = new XChaCha20Poly1305(aead());
    Secret key = Secret.copyOf(new byte[32]);
    assertThrows(
        IllegalArgumentException.class, () -> cipher.seal(key, new byte[12], NOTHING, NOTHING));
  }
}
