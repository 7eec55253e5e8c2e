package io.omniedge.transport.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.session.Drop;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CookieTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long NOW = Long.MAX_VALUE - 60 * SECOND; // 120 s later has wrapped around
  private static final Endpoint HOME = endpoint("192.0.2.1", 1000);

  private HandshakeCrypto crypto;
  private LocalIdentity receiver;
  private CookieChecker checker;
  private CookieGenerator generator;

  @BeforeEach
  void makeBothSides() throws CryptoException {
    CryptoSuite suite =
        CryptoSuite.select(new CryptoOptions("bouncycastle", null, null, null, null));
    crypto = new HandshakeCrypto(suite.keyAgreement(), suite.blake2s(), suite.newAead());
    receiver = new LocalIdentity(crypto, suite.keyAgreement().generate());
    checker = new CookieChecker(crypto, new Random(1));
    generator = new CookieGenerator(crypto, receiver.publicKey());
  }

  @Test
  void mac1ProvesThatTheSenderKnowsThePublicKey() {
    byte[] message = message(MessageType.INITIATION, NOW);
    assertTrue(checker.mac1Valid(receiver.macKeys(), MessageType.INITIATION, message));
    message[20] ^= 1;
    assertFalse(checker.mac1Valid(receiver.macKeys(), MessageType.INITIATION, message));
  }

  @Test
  void firstLookAgreesWithTheSecond() {
    Mac1Checker firstLook = new Mac1Checker(crypto.blake2s());
    for (MessageType type : new MessageType[] {MessageType.INITIATION, MessageType.RESPONSE}) {
      byte[] message = message(type, NOW);
      NativeBuffer datagram = new NativeBuffer(ByteBuffer.allocateDirect(200), 0);
      datagram.bytes().put(9, message);
      assertTrue(firstLook.valid(receiver.macKeys(), type, datagram, 9));
      datagram.bytes().put(9 + 10, (byte) 1);
      assertFalse(firstLook.valid(receiver.macKeys(), type, datagram, 9));
    }
  }

  @Test
  void cookieMakesMac2ValidForBothMessages() {
    byte[] before = message(MessageType.INITIATION, NOW);
    assertFalse(checker.mac2Valid(MessageType.INITIATION, before, HOME, NOW));
    learnCookie(NOW);
    for (MessageType type : new MessageType[] {MessageType.INITIATION, MessageType.RESPONSE}) {
      assertTrue(checker.mac2Valid(type, message(type, NOW), HOME, NOW));
    }
  }

  @Test
  void replyIsAddressedToTheSenderIndex() {
    byte[] message = message(MessageType.RESPONSE, NOW);
    byte[] reply = reply(MessageType.RESPONSE, message, NOW);
    assertEquals(CookieReply.BYTES, reply.length);
    assertArrayEquals(new byte[] {3, 0, 0, 0}, Arrays.copyOf(reply, 4));
    assertArrayEquals(Arrays.copyOfRange(message, 4, 8), Arrays.copyOfRange(reply, 4, 8));
  }

  @Test
  void cookieIsGoodForOneAddressAndPort() {
    learnCookie(NOW);
    byte[] message = message(MessageType.INITIATION, NOW);
    assertTrue(checker.mac2Valid(MessageType.INITIATION, message, HOME, NOW));
    assertFalse(
        checker.mac2Valid(MessageType.INITIATION, message, endpoint("192.0.2.2", 1000), NOW));
    assertFalse(
        checker.mac2Valid(MessageType.INITIATION, message, endpoint("192.0.2.1", 1001), NOW));
  }

  @Test
  void cookieDiesWithTheSecretAfter120Seconds() {
    learnCookie(NOW);
    byte[] message = message(MessageType.INITIATION, NOW);
    long last = NOW + 120 * SECOND - 1;
    assertTrue(checker.mac2Valid(MessageType.INITIATION, message, HOME, last));
    assertFalse(checker.mac2Valid(MessageType.INITIATION, message, HOME, last + 1));
    byte[] other = message(MessageType.INITIATION, NOW);
    reply(MessageType.INITIATION, other, last + 1);
    assertFalse(checker.mac2Valid(MessageType.INITIATION, message, HOME, last + 1));
  }

  @Test
  void senderForgetsTheCookieAfter115Seconds() {
    learnCookie(NOW);
    byte[] before = message(MessageType.INITIATION, NOW + 115 * SECOND - 1);
    assertFalse(Arrays.equals(new byte[16], Arrays.copyOfRange(before, 132, 148)));
    byte[] after = message(MessageType.INITIATION, NOW + 115 * SECOND);
    assertArrayEquals(new byte[16], Arrays.copyOfRange(after, 132, 148));
  }

  @Test
  void dropsForgedReplyAndStillTakesTheGenuineOne() {
    byte[] message = message(MessageType.INITIATION, NOW);
    byte[] genuine = reply(MessageType.INITIATION, message, NOW);
    byte[] forged = genuine.clone();
    forged[40] ^= 1;
    assertEquals(Drop.COOKIE_FORGED, generator.readReply(forged, NOW));
    assertNull(generator.readReply(genuine, NOW));
  }

  @Test
  void dropsReplyToNothingAndSecondReplyToOneMessage() {
    byte[] nothing = new byte[CookieReply.BYTES];
    assertEquals(Drop.COOKIE_UNEXPECTED, generator.readReply(nothing, NOW));
    byte[] message = message(MessageType.INITIATION, NOW);
    byte[] reply = reply(MessageType.INITIATION, message, NOW);
    assertNull(generator.readReply(reply, NOW));
    assertEquals(Drop.COOKIE_UNEXPECTED, generator.readReply(reply, NOW));
  }

  private void learnCookie(long now) {
    byte[] message = message(MessageType.INITIATION, now);
    assertNull(generator.readReply(reply(MessageType.INITIATION, message, now), now));
  }

  private byte[] message(MessageType type, long now) {
    byte[] message = new byte[type.bytes()];
    new Random(now).nextBytes(message);
    Arrays.fill(message, message.length - 32, message.length, (byte) 0);
    generator.addMacs(type, message, now);
    return message;
  }

  private byte[] reply(MessageType type, byte[] message, long now) {
    return checker.reply(receiver.macKeys(), type, message, HOME, now);
  }

  private static Endpoint endpoint(String address, int port) {
    return Endpoint.of(IpPrefix.parseAddress(address), port);
  }
}
