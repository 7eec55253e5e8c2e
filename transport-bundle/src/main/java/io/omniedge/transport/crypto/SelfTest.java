package io.omniedge.transport.crypto;

import io.omniedge.tun.NativeBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Known-answer tests that a provider passes before it may touch a packet. They also cover what
 * differs between libraries: changing keys, counters out of order, a forged tag followed by the
 * genuine packet with the same counter.
 *
 * <p>The answers were computed with pyca/cryptography; keys and messages are plain sequences.
 */
final class SelfTest {
  private static final int LARGEST = 1420;
  private static final int SEALED_AT = LARGEST + 16;
  private static final HexFormat HEX = HexFormat.of();

  private record KnownTag(int key, long counter, int length, String tag) {}

  /** The first runs the wide vector code; then other lengths and keys, and descending counters. */
  private static final KnownTag[] KNOWN_TAGS = {
    new KnownTag(0, 1L << 40 | 5, LARGEST, "c77e9f579016860d1e0bee132fb05d82"),
    new KnownTag(0, 3, 0, "984d7ba3fd788b5b5ea40281bf5d8e55"),
    new KnownTag(1, 3, 64, "761cf9aa003900150342ce3635d435ea"),
    new KnownTag(0, 0x0102030405060708L, 1, "c98f18f976a5a53cee092024c1484bda"),
  };

  private static final String KNOWN_SEALED_WITH_DATA =
      "99bfb4bddbf19048718cb4b3aaef589153feaa7a6271985e4987c63a6b7308323971a24b1629e55a554b177c522079c6";
  private static final String KNOWN_PUBLIC_KEY =
      "493e82fc74464a59268817623d2053c5eb8e2cc4a988b4fee179ec6b010d531d";
  private static final String KNOWN_PEER =
      "9879fa269fe2dfd6a6ec35717f4527af79153ab1bc19183217df3e2705d8137b";
  private static final String KNOWN_SHARED =
      "7a0a14f3e35e9e1cab345379c155f2e1295fda562d3001cce6786dc1d31c0121";

  private SelfTest() {}

  /** Why the provider's AEAD must not be used, or null when all is well. */
  static @Nullable String aeadFailure(CryptoProvider provider) {
    Secret[] keys = {
      Secret.copyOf(sequence(Secret.BYTES, 1, 0x80)), Secret.copyOf(sequence(Secret.BYTES, -5, 255))
    };
    NativeBuffer buffer = provider.allocate(2 * SEALED_AT + Aead.TAG_BYTES);
    try (Aead aead = provider.newAead()) {
      for (KnownTag known : KNOWN_TAGS) {
        String failure = sealAndOpen(aead, keys[known.key], known, buffer);
        if (failure != null) {
          return failure + " for " + known.length + " bytes with counter " + known.counter;
        }
      }
      return additionalDataFailure(aead, keys[0]);
    }
  }

  private static @Nullable String sealAndOpen(
      Aead aead, Secret key, KnownTag known, NativeBuffer buffer) {
    byte[] plaintext = sequence(known.length, 7, 3);
    byte[] sealed = new byte[known.length + Aead.TAG_BYTES];
    buffer.bytes().put(0, plaintext);
    aead.seal(key, known.counter, buffer, 0, known.length, buffer, SEALED_AT);
    buffer.bytes().get(SEALED_AT, sealed);
    if (!HEX.formatHex(sealed, known.length, sealed.length).equals(known.tag)) {
      return "wrong tag";
    }
    int last = SEALED_AT + sealed.length - 1;
    buffer.bytes().put(last, (byte) (sealed[sealed.length - 1] ^ 0x80));
    if (aead.open(key, known.counter, buffer, SEALED_AT, sealed.length)) {
      return "accepted a forged tag";
    }
    buffer.bytes().put(SEALED_AT, sealed);
    if (!aead.open(key, known.counter, buffer, SEALED_AT, sealed.length)) {
      return "refused the genuine packet after a forged one";
    }
    byte[] opened = new byte[known.length];
    buffer.bytes().get(SEALED_AT, opened);
    return Arrays.equals(plaintext, opened) ? null : "wrong plaintext";
  }

  private static @Nullable String additionalDataFailure(Aead aead, Secret key) {
    byte[] message = sequence(32, 7, 3);
    byte[] sealed = aead.seal(key, 9, message, message);
    if (!HEX.formatHex(sealed).equals(KNOWN_SEALED_WITH_DATA)) {
      return "wrong result with additional data";
    }
    if (aead.open(key, 9, sealed, new byte[message.length]) != null) {
      return "accepted forged additional data";
    }
    return Arrays.equals(aead.open(key, 9, sealed, message), message)
        ? null
        : "refused genuine additional data";
  }

  /** Why the provider's X25519 must not be used, or null when all is well. */
  static @Nullable String keyAgreementFailure(KeyAgreement agreement) {
    Secret key = Secret.copyOf(sequence(Secret.BYTES, 1, 0x80));
    byte[] shared = new byte[KeyAgreement.SHARED_BYTES];
    if (!HEX.formatHex(agreement.publicKey(key).bytes()).equals(KNOWN_PUBLIC_KEY)) {
      return "wrong public key";
    }
    if (!agreement.agree(key, PublicKey.copyOf(HEX.parseHex(KNOWN_PEER)), shared)
        || !HEX.formatHex(shared).equals(KNOWN_SHARED)) {
      return "wrong shared secret";
    }
    return agreement.agree(key, PublicKey.copyOf(new byte[PublicKey.BYTES]), shared)
        ? "accepted a point of low order"
        : null;
  }

  private static byte[] sequence(int length, int step, int start) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (start + i * step);
    }
    return bytes;
  }
}
