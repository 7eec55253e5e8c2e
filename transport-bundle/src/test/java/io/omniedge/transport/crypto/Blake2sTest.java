package io.omniedge.transport.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.NativeBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Blake2sTest {
  private static final String JAVA = "java";
  private static final String BOUNCY_CASTLE = "bouncycastle";
  private static final byte[] NO_KEY = {};

  private static Blake2s provider(String name) {
    return name.equals(JAVA)
        ? new JavaBlake2s()
        : Providers.load(KnownProvider.BOUNCY_CASTLE).newBlake2s();
  }

  @ParameterizedTest
  @ValueSource(strings = {JAVA, BOUNCY_CASTLE})
  void hashesAbcAsRfc7693AppendixBSays(String name) {
    byte[] out = new byte[32];
    provider(name).hash(out, "abc".getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982", Providers.hex(out));
  }

  /** Every length of key, input and result that matters at a block border, in one digest. */
  @ParameterizedTest
  @ValueSource(strings = {JAVA, BOUNCY_CASTLE})
  void passesTheSelfTestOfRfc7693AppendixE(String name) {
    Blake2s blake2s = provider(name);
    ByteArrayOutputStream results = new ByteArrayOutputStream();
    for (int outBytes : new int[] {16, 20, 28, 32}) {
      for (int length : new int[] {0, 3, 64, 65, 255, 1024}) {
        byte[] input = rfcSequence(length);
        byte[] out = new byte[outBytes];
        blake2s.mac(out, NO_KEY, input, 0, length);
        results.writeBytes(out);
        blake2s.mac(out, rfcSequence(outBytes), input, 0, length);
        results.writeBytes(out);
      }
    }
    byte[] digest = new byte[32];
    blake2s.hash(digest, results.toByteArray());
    assertEquals(
        "6a411f08ce25adcdfb02aba641451cec53c598b24f4fc787fbdc88797f4c1dfe", Providers.hex(digest));
  }

  /** A Fibonacci generator seeded with the length [RFC 7693 appendix E]. */
  private static byte[] rfcSequence(int length) {
    byte[] bytes = new byte[length];
    int a = 0xdead4bad * length;
    int b = 1;
    for (int i = 0; i < length; i++) {
      int t = a + b;
      a = b;
      b = t;
      bytes[i] = (byte) (t >>> 24);
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {JAVA, BOUNCY_CASTLE})
  void computesHmacAsPythonDoes(String name) {
    byte[] out = new byte[32];
    provider(name)
        .hmac(
            out,
            Providers.sequence(32),
            "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        "14229dde9cdbd4dd31b1a703ac36832ecc9177e0ba0d4632568515aaec7e401f", Providers.hex(out));
  }

  @ParameterizedTest
  @ValueSource(strings = {JAVA, BOUNCY_CASTLE})
  void derivesThreeKeysAsPythonDoes(String name) {
    byte[] t1 = new byte[32];
    byte[] t2 = new byte[32];
    byte[] t3 = new byte[32];
    provider(name)
        .kdf3(t1, t2, t3, Providers.sequence(32), "input".getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        "87b7f70b24183c6db5dc4f6d9f4c47cdb203321aa2a0bef714896adb3107a040", Providers.hex(t1));
    assertEquals(
        "538a02e1eb2e31b7e4d4b82476d1fe2acf50085d3fb584537279195f5d1f5824", Providers.hex(t2));
    assertEquals(
        "9ad858025593be88de0f9442a589cfe84a88dc19e4753d93684d1c5efc4837f9", Providers.hex(t3));
  }

  @Test
  void derivesIntoTheArrayOfTheChainingKey() {
    Blake2s blake2s = new JavaBlake2s();
    byte[] expected1 = new byte[32];
    byte[] expected2 = new byte[32];
    blake2s.kdf2(expected1, expected2, Providers.sequence(32), NO_KEY);
    byte[] chainingKey = Providers.sequence(32);
    byte[] key = new byte[32];
    blake2s.kdf2(chainingKey, key, chainingKey, NO_KEY);
    assertArrayEquals(expected1, chainingKey);
    assertArrayEquals(expected2, key);
    chainingKey = Providers.sequence(32);
    blake2s.kdf1(chainingKey, chainingKey, NO_KEY);
    assertArrayEquals(expected1, chainingKey);
  }

  @Property(tries = 300)
  void bothProvidersAgree(
      @ForAll @Size(max = 32) byte[] key,
      @ForAll @Size(max = 300) byte[] input,
      @ForAll @IntRange(min = 1, max = 32) int outBytes) {
    byte[] ours = new byte[outBytes];
    byte[] theirs = new byte[outBytes];
    Blake2s java = new JavaBlake2s();
    Blake2s bouncyCastle = provider(BOUNCY_CASTLE);
    java.mac(ours, key, input, 0, input.length);
    bouncyCastle.mac(theirs, key, input, 0, input.length);
    assertArrayEquals(theirs, ours);
    byte[] ourHash = new byte[32];
    byte[] theirHash = new byte[32];
    java.hash(ourHash, key, input);
    bouncyCastle.hash(theirHash, key, input);
    assertArrayEquals(theirHash, ourHash);
  }

  @ParameterizedTest
  @ValueSource(strings = {JAVA, BOUNCY_CASTLE})
  void findsTheMacThatFollowsItsMessageOutsideTheHeap(String name) {
    NativeBuffer datagram = new NativeBuffer(ByteBuffer.allocateDirect(200), 0);
    datagram.bytes().put(7, Providers.sequence(116));
    datagram.bytes().put(7 + 116, Providers.hex("072e94ffbfc684bd8ab2a1b9dade2fd5"));
    Blake2s blake2s = provider(name);
    byte[] key = Providers.sequence(32);
    assertTrue(blake2s.macFollows(key, datagram, 7, 116));
    for (int i = 7; i < 7 + 116 + 16; i++) {
      datagram.bytes().put(i, (byte) (datagram.bytes().get(i) ^ 1));
      assertFalse(blake2s.macFollows(key, datagram, 7, 116), "byte " + i + " was changed");
      datagram.bytes().put(i, (byte) (datagram.bytes().get(i) ^ 1));
    }
    key[31] ^= 1;
    assertFalse(blake2s.macFollows(key, datagram, 7, 116));
    key[31] ^= 1;
    assertTrue(blake2s.macFollows(key, datagram, 7, 116));
  }

  @Test
  void checksMacsBetweenOtherWork() {
    Blake2s blake2s = new JavaBlake2s();
    byte[] message = Providers.sequence(148);
    byte[] mac = new byte[16];
    byte[] hash = new byte[32];
    NativeBuffer datagram = new NativeBuffer(ByteBuffer.allocateDirect(200), 0);
    for (int length = 1; length < 148; length++) {
      byte[] key = Providers.sequence(length % 3 == 0 ? 32 : 16);
      blake2s.mac(mac, key, message, 0, length);
      datagram.bytes().put(0, message, 0, length).put(length, mac);
      blake2s.hash(hash, message);
      assertTrue(blake2s.macFollows(key, datagram, 0, length), length + " bytes");
    }
  }

  @Test
  void checksTheMacOfADatagramWithoutAllocating() {
    NativeBuffer datagram = new NativeBuffer(ByteBuffer.allocateDirect(200), 0);
    Blake2s blake2s = new JavaBlake2s();
    byte[] key = new byte[32];
    long allocated = AllocatedBytes.of(5000, () -> blake2s.macFollows(key, datagram, 0, 116));
    assertTrue(allocated < 5000, allocated + " bytes in 5,000 checks");
  }

  /** But for the key of a MAC check, which is public. */
  @Test
  void forgetsKeysAfterUse() throws ReflectiveOperationException {
    JavaBlake2s blake2s = new JavaBlake2s();
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 0x5a);
    byte[] out = new byte[32];
    blake2s.mac(out, key, key, 0, 32);
    blake2s.kdf3(out, new byte[32], new byte[32], key, key);
    for (Class<?> type : new Class<?>[] {JavaBlake2s.class, Blake2s.class}) {
      for (var field : type.getDeclaredFields()) {
        field.setAccessible(true);
        if (field.get(blake2s) instanceof byte[] bytes && !field.getName().equals("SIGMA")) {
          assertArrayEquals(new byte[bytes.length], bytes, field.getName());
        }
      }
    }
  }
}
