package io.omniedge.transport.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every vector of the Wycheproof files that WireGuard's use of the primitives can reach. */
class WycheproofTest {
  private static final String REFUSED = "refused";

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void chaCha20Poly1305(KnownProvider known) throws IOException {
    int tested = 0;
    CryptoProvider provider = Providers.load(known);
    for (WycheproofCase test : WycheproofCase.of("chacha20_poly1305_test.json")) {
      byte[] nonce = test.bytes("iv");
      if (nonce.length != 12 || ByteBuffer.wrap(nonce).getInt() != 0) {
        continue; // not a nonce of WireGuard
      }
      long counter = ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).getLong(4);
      // an instance for each test: they repeat nonces, with which some providers refuse to seal
      try (Aead aead = provider.newAead()) {
        byte[] data = test.bytes("aad");
        byte[] sealed = aead.seal(test.secret("key"), counter, test.bytes("msg"), data);
        assertEquals(test.text("ct") + test.text("tag"), Providers.hex(sealed), test.toString());
        byte[] opened = aead.open(test.secret("key"), counter, sealed, data);
        assertEquals(test.text("msg"), result(opened), test.toString());
      }
      tested++;
    }
    assertEquals(10, tested);
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void xChaCha20Poly1305(KnownProvider known) throws IOException {
    int tested = 0;
    CryptoProvider provider = Providers.load(known);
    for (WycheproofCase test : WycheproofCase.of("xchacha20_poly1305_test.json")) {
      byte[] nonce = test.bytes("iv");
      if (nonce.length != XChaCha20Poly1305.NONCE_BYTES) {
        continue;
      }
      try (Aead aead = provider.newAead()) {
        XChaCha20Poly1305 cipher = new XChaCha20Poly1305(aead);
        byte[] data = test.bytes("aad");
        byte[] sealed = Providers.hex(test.text("ct") + test.text("tag"));
        byte[] opened = cipher.open(test.secret("key"), nonce, sealed, data);
        assertEquals(test.valid() ? test.text("msg") : REFUSED, result(opened), test.toString());
        byte[] again = cipher.seal(test.secret("key"), nonce, test.bytes("msg"), data);
        assertEquals(
            test.valid(), Providers.hex(sealed).equals(Providers.hex(again)), test.toString());
      }
      tested++;
    }
    assertEquals(280, tested);
  }

  /** "Acceptable" are odd keys: WireGuard takes them all, but for those that give zero. */
  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void x25519(KnownProvider known) throws IOException {
    KeyAgreement agreement = Providers.load(known).newKeyAgreement();
    int tested = 0;
    for (WycheproofCase test : WycheproofCase.of("x25519_test.json")) {
      byte[] shared = new byte[32];
      PublicKey peer = PublicKey.copyOf(test.bytes("public"));
      boolean agreed = agreement.agree(test.secret("private"), peer, shared);
      assertEquals(test.text("shared"), Providers.hex(shared), test.toString());
      assertEquals(!test.text("shared").matches("0+"), agreed, test.toString());
      tested++;
    }
    assertEquals(518, tested);
  }

  private static String result(byte @Nullable [] opened) {
    return opened == null ? REFUSED : Providers.hex(opened);
  }
}
