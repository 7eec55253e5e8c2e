package io.omniedge.transport.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.NativeBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The contract of {@link Aead}, the same for every provider. */
class AeadTest {
  private static final byte[] NOTHING = {};
  private static final Secret KEY = Secret.copyOf(Providers.sequence(32));

  private static Secret randomKey(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Secret.copyOf(bytes);
  }

  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void passesTheSelfTest(KnownProvider known) {
    assertNull(SelfTest.aeadFailure(Providers.load(known)));
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void bearsTheNameItIsForcedBy(KnownProvider known) {
    CryptoProvider provider = Providers.load(known);
    try (Aead aead = provider.newAead()) {
      assertEquals(known.providerName, aead.name());
      assertEquals(known.providerName, provider.newKeyAgreement().name());
    }
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void sealsLikeBouncyCastleAtEveryLengthAndOffset(KnownProvider known) {
    CryptoProvider provider = Providers.load(known);
    Random random = new Random(1);
    NativeBuffer buffer = provider.allocate(5000);
    try (Aead aead = provider.newAead();
        Aead reference = Providers.load(KnownProvider.BOUNCY_CASTLE).newAead()) {
      Secret key = randomKey(random);
      for (int length = 0; length < 400; length++) {
        key = length % 7 == 0 ? randomKey(random) : key;
        int offset = random.nextInt(64);
        byte[] plaintext = randomBytes(random, length);
        long counter = random.nextLong();
        buffer.bytes().put(offset, plaintext);
        int target = 2500 + random.nextInt(64);
        aead.seal(key, counter, buffer, offset, length, buffer, target);
        byte[] sealed = Providers.read(buffer, target, length + 16);
        assertArrayEquals(reference.seal(key, counter, plaintext, NOTHING), sealed);
        assertTrue(aead.open(key, counter, buffer, target, length + 16));
        assertArrayEquals(plaintext, Providers.read(buffer, target, length));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void touchesNothingOutsideTheSealedPacket(KnownProvider known) {
    CryptoProvider provider = Providers.load(known);
    NativeBuffer buffer = provider.allocate(400);
    for (int i = 0; i < 400; i++) {
      buffer.bytes().put(i, (byte) 0x77);
    }
    try (Aead aead = provider.newAead()) {
      aead.seal(KEY, 1, buffer, 0, 100, buffer, 200);
      assertTrue(aead.open(KEY, 1, buffer, 200, 116));
    }
    for (int i = 0; i < 400; i++) {
      if (i < 300 || i >= 316) { // the tag stays behind
        assertEquals(0x77, buffer.bytes().get(i), "byte " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void refusesEveryFlippedBit(KnownProvider known) {
    CryptoProvider provider = Providers.load(known);
    NativeBuffer buffer = provider.allocate(200);
    try (Aead aead = provider.newAead()) {
      buffer.bytes().put(0, Providers.sequence(40));
      aead.seal(KEY, 7, buffer, 0, 40, buffer, 100);
      byte[] sealed = Providers.read(buffer, 100, 56);
      for (int bit = 0; bit < 56 * 8; bit++) {
        byte[] forged = sealed.clone();
        forged[bit / 8] ^= (byte) (1 << bit % 8);
        buffer.bytes().put(100, forged);
        assertFalse(aead.open(KEY, 7, buffer, 100, 56), "bit " + bit);
        assertNull(aead.open(KEY, 7, forged, NOTHING), "bit " + bit);
      }
      buffer.bytes().put(100, sealed);
      assertTrue(aead.open(KEY, 7, buffer, 100, 56));
    }
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void refusesAnotherCounterAnotherKeyAndOtherData(KnownProvider known) {
    CryptoProvider provider = Providers.load(known);
    Secret other = Secret.copyOf(new byte[32]);
    try (Aead aead = provider.newAead()) {
      byte[] message = Providers.sequence(20);
      byte[] sealed = aead.seal(KEY, 5, message, message);
      assertNull(aead.open(KEY, 6, sealed, message));
      assertNull(aead.open(KEY, 5L << 32, sealed, message));
      assertNull(aead.open(other, 5, sealed, message));
      assertNull(aead.open(KEY, 5, sealed, NOTHING));
      assertArrayEquals(message, aead.open(KEY, 5, sealed, message));
    }
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void opensTheSamePacketAgainAndAfterForgedOnes(KnownProvider known) {
    try (Aead aead = Providers.load(known).newAead()) {
      byte[] message = Providers.sequence(100);
      byte[] sealed = aead.seal(KEY, 42, message, NOTHING);
      byte[] forged = sealed.clone();
      forged[3] ^= 1;
      assertArrayEquals(message, aead.open(KEY, 42, sealed, NOTHING));
      assertArrayEquals(message, aead.open(KEY, 42, sealed, NOTHING));
      assertNull(aead.open(KEY, 42, forged, NOTHING));
      aead.seal(Secret.copyOf(new byte[32]), 42, message, NOTHING);
      assertArrayEquals(message, aead.open(KEY, 42, sealed, NOTHING));
      // equal bytes in another object
      assertArrayEquals(message, aead.open(Secret.copyOf(KEY.exposeBytes()), 42, sealed, NOTHING));
    }
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void givesBackAnEmptyMessage(KnownProvider known) {
    try (Aead aead = Providers.load(known).newAead()) {
      byte[] sealed = aead.seal(KEY, 0, NOTHING, Providers.sequence(32));
      assertEquals(16, sealed.length);
      assertArrayEquals(NOTHING, aead.open(KEY, 0, sealed, Providers.sequence(32)));
      assertNull(aead.open(KEY, 0, sealed, NOTHING));
    }
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void answersNullToAMessageShorterThanATag(KnownProvider known) {
    try (Aead aead = Providers.load(known).newAead()) {
      assertNull(aead.open(KEY, 0, new byte[15], NOTHING));
      assertNull(aead.open(KEY, 0, NOTHING, NOTHING));
    }
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void takesMessagesOfAnyLength(KnownProvider known) {
    try (Aead aead = Providers.load(known).newAead()) {
      byte[] message = Providers.sequence(70_000);
      byte[] sealed = aead.seal(KEY, 3, message, message);
      assertArrayEquals(message, aead.open(KEY, 3, sealed, message));
    }
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void refusesRangesOutsideTheBuffer(KnownProvider known) {
    CryptoProvider provider = Providers.load(known);
    NativeBuffer buffer = provider.allocate(100);
    try (Aead aead = provider.newAead()) {
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> aead.seal(KEY, 0, buffer, 0, 85, provider.allocate(100), 0));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> aead.seal(KEY, 1, buffer, 90, 20, provider.allocate(100), 0));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> aead.seal(KEY, 2, buffer, -1, 20, provider.allocate(100), 0));
      assertThrows(IndexOutOfBoundsException.class, () -> aead.open(KEY, 3, buffer, 80, 40));
      byte[] sealed = aead.seal(KEY, 4, NOTHING, NOTHING);
      assertNotNull(aead.open(KEY, 4, sealed, NOTHING));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KnownProvider.class,
      mode = Mode.EXCLUDE,
      names = {"JCE", "BOUNCY_CASTLE"})
  void nativeProvidersDoNotAllocatePerPacket(KnownProvider known) {
    CryptoProvider provider = Providers.load(known);
    NativeBuffer buffer = provider.allocate(4000);
    int rounds = 20_000;
    try (Aead aead = provider.newAead()) {
      long[] counter = {0};
      boolean[] genuine = {true};
      long allocated =
          AllocatedBytes.of(
              rounds,
              () -> {
                long next = counter[0]++;
                aead.seal(KEY, next, buffer, 0, 1420, buffer, 2000);
                genuine[0] &= aead.open(KEY, next, buffer, 2000, 1436);
              });
      assertTrue(genuine[0]);
      assertTrue(allocated < rounds, allocated + " bytes for " + rounds + " packets");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KnownProvider.class,
      mode = Mode.EXCLUDE,
      names = {"JCE", "BOUNCY_CASTLE"})
  void nativeProvidersRefuseWorkAfterClose(KnownProvider known) {
    CryptoProvider provider = Providers.load(known);
    Aead aead = provider.newAead();
    byte[] sealed = aead.seal(KEY, 0, NOTHING, NOTHING);
    aead.close();
    aead.close();
    assertThrows(IllegalStateException.class, () -> aead.seal(KEY, 1, NOTHING, NOTHING));
    assertThrows(IllegalStateException.class, () -> aead.open(KEY, 0, sealed, NOTHING));
  }
}
