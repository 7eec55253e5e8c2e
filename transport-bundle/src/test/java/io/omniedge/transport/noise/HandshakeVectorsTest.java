package io.omniedge.transport.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.Session;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The oracle is checked against a published Noise vector, and our handshake against the oracle,
 * byte by byte.
 */
class HandshakeVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  // The keys of the vector "Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s" in cacophony's vectors
  // (public domain; as published with mcginty/snow, tests/vectors/cacophony.txt).
  private static final byte[] INITIATOR =
      HEX.parseHex("e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1");
  private static final byte[] INITIATOR_EPHEMERAL =
      HEX.parseHex("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a");
  private static final byte[] RESPONDER =
      HEX.parseHex("4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893");
  private static final byte[] RESPONDER_EPHEMERAL =
      HEX.parseHex("bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b");
  private static final byte[] PSK =
      HEX.parseHex("54686973206973206d7920417573747269616e20706572737065637469766521");

  private static final Tai64n TIME = Tai64n.of(Instant.ofEpochSecond(1_772_000_000, 1 << 24));

  private static HandshakeCrypto crypto;
  private static LocalIdentity initiator;
  private static LocalIdentity responder;

  @BeforeAll
  static void selectProviders() throws CryptoException {
    CryptoSuite suite =
        CryptoSuite.select(new CryptoOptions("bouncycastle", null, null, null, null));
    crypto = new HandshakeCrypto(suite.keyAgreement(), suite.blake2s(), suite.newAead());
    initiator = new LocalIdentity(crypto, Secret.copyOf(INITIATOR));
    responder = new LocalIdentity(crypto, Secret.copyOf(RESPONDER));
  }

  private final NoiseOracle wireGuard =
      oracle("WireGuard v1 zx2c4 Jason@zx2c4.com".getBytes(US_ASCII));

  private static NoiseOracle oracle(byte[] prologue) {
    return new NoiseOracle(
        prologue, INITIATOR, INITIATOR_EPHEMERAL, RESPONDER, RESPONDER_EPHEMERAL, PSK);
  }

  @Test
  void oracleAgreesWithThePublishedVector() {
    NoiseOracle oracle = oracle("John Galt".getBytes(US_ASCII));
    assertEquals(
        "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944001e21de9f98ddd8e2ad57527"
            + "207feb56253c9c94a9e496782ecfcb2a75fbcaf1b52948cc48daefe660c62119ab5000980c84831215f"
            + "2441eba616548e832985464cf17e51ee93109008399a21f7e13f",
        HEX.formatHex(oracle.firstMessage(HEX.parseHex("4c756477696720766f6e204d69736573"))));
    assertEquals(
        "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843cb765f2caef0751b8f007572d"
            + "ab0322217755c0632f365717edbf34d33e87a",
        HEX.formatHex(oracle.secondMessage(HEX.parseHex("4d757272617920526f746862617264"))));
    assertEquals(
        "f5191b875290abcd41347ac3622d9679688a7e980229cb937ef748336cfde0e5",
        HEX.formatHex(oracle.handshakeHash()));
    byte[] first = HEX.parseHex("462e20412e20486179656b");
    assertEquals(
        "8153ca9833bc3c1b91a7e66e5f4d4f5b59bf9e64c2f20d15f0bba7",
        HEX.formatHex(NoiseOracle.seal(oracle.fromInitiator, 0, first, new byte[0])));
  }

  @Test
  void initiationIsTheFirstNoiseMessage() {
    byte[] message = newInitiator().initiation(TIME);
    byte[] noise = wireGuard.firstMessage(TIME.bytes());
    assertNotNull(message);
    assertEquals(HandshakeInitiation.BYTES, message.length);
    assertEquals("0100000044332211", HEX.formatHex(message, 0, 8));
    assertArrayEquals(
        noise,
        Arrays.copyOfRange(message, HandshakeInitiation.EPHEMERAL, HandshakeInitiation.MAC1));
  }

  @Test
  void responseIsTheSecondNoiseMessageAndBothSidesGetItsKeys() {
    InitiatorHandshake ours = newInitiator();
    byte[] initiation = initiation(ours);
    wireGuard.firstMessage(TIME.bytes());
    ResponderHandshake theirs = new ResponderHandshake(crypto, responder, initiation);
    byte[] response = respond(theirs);
    assertArrayEquals(
        wireGuard.secondMessage(new byte[0]),
        Arrays.copyOfRange(response, HandshakeResponse.EPHEMERAL, HandshakeResponse.MAC1));
    assertEquals("020000008877665544332211", HEX.formatHex(response, 0, 12));
    assertNull(ours.readResponse(response));
    Session a = ours.session(5);
    Session b = theirs.session(6);
    assertArrayEquals(wireGuard.fromInitiator, a.sendKey().exposeBytes());
    assertArrayEquals(wireGuard.fromInitiator, b.receiveKey().exposeBytes());
    assertArrayEquals(wireGuard.fromResponder, b.sendKey().exposeBytes());
    assertArrayEquals(wireGuard.fromResponder, a.receiveKey().exposeBytes());
    assertEquals(a.localIndex(), b.remoteIndex());
    assertEquals(a.remoteIndex(), b.localIndex());
  }

  @Test
  void macsAreKeyedByLabelAndPublicKey() {
    byte[] message = initiation(newInitiator());
    new CookieGenerator(crypto, responder.publicKey()).addMacs(MessageType.INITIATION, message, 0);
    byte[] key = NoiseOracle.hash("mac1----".getBytes(US_ASCII), responder.publicKey().bytes());
    byte[] alpha = Arrays.copyOf(message, HandshakeInitiation.MAC1);
    assertArrayEquals(NoiseOracle.mac(key, alpha), Arrays.copyOfRange(message, 116, 132));
    assertArrayEquals(new byte[16], Arrays.copyOfRange(message, 132, 148));
  }

  @Test
  void everyBitOfAnInitiationCounts() {
    byte[] genuine = initiation(newInitiator());
    for (int at = HandshakeInitiation.EPHEMERAL; at < HandshakeInitiation.MAC1; at += 7) {
      byte[] forged = genuine.clone();
      forged[at] ^= 1;
      ResponderHandshake handshake = new ResponderHandshake(crypto, responder, forged);
      Drop drop = handshake.readStatic();
      if (drop == null) {
        drop = handshake.readTimestamp(staticStatic(responder, initiator.publicKey()));
      }
      assertEquals(Drop.INITIATION_FORGED, drop, "byte " + at);
    }
  }

  @Test
  void forgedResponseLeavesRoomForTheGenuineOne() {
    InitiatorHandshake ours = newInitiator();
    byte[] response = respond(new ResponderHandshake(crypto, responder, initiation(ours)));
    for (int at = HandshakeResponse.EPHEMERAL; at < HandshakeResponse.MAC1; at += 5) {
      byte[] forged = response.clone();
      forged[at] ^= 1;
      assertEquals(Drop.RESPONSE_FORGED, ours.readResponse(forged), "byte " + at);
    }
    assertNull(ours.readResponse(response));
  }

  @Test
  void dropsEphemeralKeysOfLowOrder() {
    InitiatorHandshake ours = newInitiator();
    byte[] initiation = initiation(ours);
    byte[] response = respond(new ResponderHandshake(crypto, responder, initiation));
    Arrays.fill(initiation, HandshakeInitiation.EPHEMERAL, HandshakeInitiation.STATIC, (byte) 0);
    Arrays.fill(response, HandshakeResponse.EPHEMERAL, HandshakeResponse.NOTHING, (byte) 0);
    assertEquals(
        Drop.LOW_ORDER_POINT, new ResponderHandshake(crypto, responder, initiation).readStatic());
    assertEquals(Drop.LOW_ORDER_POINT, ours.readResponse(response));
  }

  private static InitiatorHandshake newInitiator() {
    return new InitiatorHandshake(
        crypto,
        initiator,
        remote(initiator, responder.publicKey()),
        Secret.copyOf(INITIATOR_EPHEMERAL),
        0x11223344);
  }

  private static byte[] initiation(InitiatorHandshake handshake) {
    byte[] message = handshake.initiation(TIME);
    assertNotNull(message);
    return message;
  }

  private static byte[] respond(ResponderHandshake handshake) {
    assertNull(handshake.readStatic());
    assertEquals(initiator.publicKey(), handshake.remoteStatic());
    assertNull(handshake.readTimestamp(staticStatic(responder, initiator.publicKey())));
    assertEquals(TIME, handshake.timestamp());
    byte[] message =
        handshake.response(
            remote(responder, initiator.publicKey()),
            Secret.copyOf(RESPONDER_EPHEMERAL),
            0x55667788);
    assertNotNull(message);
    return message;
  }

  private static RemoteIdentity remote(LocalIdentity local, PublicKey peer) {
    return new RemoteIdentity(peer, staticStatic(local, peer), Secret.copyOf(PSK));
  }

  private static Secret staticStatic(LocalIdentity local, PublicKey peer) {
    byte[] shared = new byte[32];
    crypto.x25519().agree(local.privateKey(), peer, shared);
    return Secret.copyOf(shared);
  }
}
