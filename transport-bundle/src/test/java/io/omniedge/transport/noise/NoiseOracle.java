package io.omniedge.transport.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s as the Noise specification (revision 34) has it, with any
 * prologue and payloads, on BouncyCastle alone: shares no code with what it judges.
 *
 * <p>It plays both sides at once, and returns the two handshake messages and both transport keys.
 */
final class NoiseOracle {
  private static final String PROTOCOL = "Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s";

  private byte[] ck = hash(PROTOCOL.getBytes(US_ASCII));
  private byte[] h = ck.clone();
  private byte[] k = new byte[32];
  private long n;

  final byte[] fromInitiator = new byte[32];
  final byte[] fromResponder = new byte[32];

  private final byte[] initiator;
  private final byte[] initiatorEphemeral;
  private final byte[] responder;
  private final byte[] responderEphemeral;
  private final byte[] psk;

  /** Takes private keys. */
  NoiseOracle(
      byte[] prologue,
      byte[] initiator,
      byte[] initiatorEphemeral,
      byte[] responder,
      byte[] responderEphemeral,
      byte[] psk) {
    this.initiator = initiator;
    this.initiatorEphemeral = initiatorEphemeral;
    this.responder = responder;
    this.responderEphemeral = responderEphemeral;
    this.psk = psk;
    mixHash(prologue);
    mixHash(publicKey(responder));
  }

  /** -> e, es, s, ss. */
  byte[] firstMessage(byte[] payload) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(ephemeral(initiatorEphemeral));
    mixKey(agree(initiatorEphemeral, responder));
    message.writeBytes(encryptAndHash(publicKey(initiator)));
    mixKey(agree(initiator, responder));
    message.writeBytes(encryptAndHash(payload));
    return message.toByteArray();
  }

  /** <- e, ee, se, psk. */
  byte[] secondMessage(byte[] payload) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(ephemeral(responderEphemeral));
    mixKey(agree(responderEphemeral, initiatorEphemeral));
    mixKey(agree(responderEphemeral, initiator));
    byte[] output = hkdf(ck, psk, 96);
    ck = slice(output, 0);
    mixHash(slice(output, 32));
    k = slice(output, 64);
    n = 0;
    message.writeBytes(encryptAndHash(payload));
    byte[] keys = hkdf(ck, new byte[0], 64);
    System.arraycopy(keys, 0, fromInitiator, 0, 32);
    System.arraycopy(keys, 32, fromResponder, 0, 32);
    return message.toByteArray();
  }

  byte[] handshakeHash() {
    return h.clone();
  }

  static byte[] seal(byte[] key, long counter, byte[] plaintext, byte[] additionalData) {
    ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
    byte[] nonce =
        ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(4, counter).array();
    cipher.init(true, new AEADParameters(new KeyParameter(key), 128, nonce, additionalData));
    byte[] out = new byte[plaintext.length + 16];
    try {
      int at = cipher.processBytes(plaintext, 0, plaintext.length, out, 0);
      cipher.doFinal(out, at);
    } catch (InvalidCipherTextException e) {
      throw new AssertionError("sealing cannot fail", e);
    }
    return out;
  }

  static byte[] publicKey(byte[] privateKey) {
    byte[] out = new byte[32];
    X25519.scalarMultBase(privateKey, 0, out, 0);
    return out;
  }

  static byte[] hash(byte[]... inputs) {
    Blake2sDigest digest = new Blake2sDigest(256);
    for (byte[] input : inputs) {
      digest.update(input, 0, input.length);
    }
    byte[] out = new byte[32];
    digest.doFinal(out, 0);
    return out;
  }

  static byte[] mac(byte[] key, byte[] input) {
    Blake2sDigest digest = new Blake2sDigest(key, 16, null, null);
    digest.update(input, 0, input.length);
    byte[] out = new byte[16];
    digest.doFinal(out, 0);
    return out;
  }

  private byte[] ephemeral(byte[] privateKey) {
    byte[] e = publicKey(privateKey);
    mixHash(e);
    mixKey(e); // in handshakes with a preshared key
    return e;
  }

  private byte[] encryptAndHash(byte[] plaintext) {
    byte[] ciphertext = seal(k, n++, plaintext, h);
    mixHash(ciphertext);
    return ciphertext;
  }

  private void mixKey(byte[] input) {
    byte[] output = hkdf(ck, input, 64);
    ck = slice(output, 0);
    k = slice(output, 32);
    n = 0;
  }

  private void mixHash(byte[] data) {
    h = hash(h, data);
  }

  private static byte[] agree(byte[] privateKey, byte[] otherPrivateKey) {
    byte[] out = new byte[32];
    X25519.scalarMult(privateKey, 0, publicKey(otherPrivateKey), 0, out, 0);
    return out;
  }

  private static byte[] hkdf(byte[] salt, byte[] input, int length) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new Blake2sDigest(256));
    generator.init(new HKDFParameters(input, salt, new byte[0]));
    byte[] out = new byte[length];
    generator.generateBytes(out, 0, length);
    return out;
  }

  private static byte[] slice(byte[] bytes, int from) {
    return java.util.Arrays.copyOfRange(bytes, from, from + 32);
  }
}
