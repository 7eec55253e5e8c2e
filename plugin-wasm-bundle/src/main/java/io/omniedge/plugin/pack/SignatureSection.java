package io.omniedge.plugin.pack;

import io.omniedge.protocol.sign.VerifyKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The custom section {@code signature}, the first of a module [WebAssembly tool conventions,
 * Signatures], in the layout of wasmsign2: what it says of hashes and of each signature has its
 * length before it.
 *
 * <pre>
 * version 1 | content 1 | hash 1 (SHA-256) | sets | set*
 * set:       length | hashes | 32 bytes* | signatures | signature*
 * signature: length | key id length | key id | algorithm 1 (Ed25519) | 64 | 64 bytes
 * </pre>
 *
 * We take the whole module under one hash, nothing partial.
 */
final class SignatureSection {
  static final String NAME = "signature";

  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};
  private static final byte[] DOMAIN = "wasmsig".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final byte CONTENT_MODULE = 1;
  private static final byte HASH_SHA256 = 1;
  private static final byte ALGORITHM_ED25519 = 1;
  private static final int HASH_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;
  private static final int MAX_BYTES = 4_096;
  private static final int MAX_SETS = 4;
  private static final int MAX_SIGNATURES = 8;

  /** A signature over a hash, by the key of that name; the name is empty if none is given. */
  private static final class Signed {
    private final byte[] hash;
    private final String keyId;
    private final byte[] signature;

    Signed(byte[] hash, String keyId, byte[] signature) {
      this.hash = hash;
      this.keyId = keyId;
      this.signature = signature;
    }
  }

  private final List<Signed> signatures;

  /** The bytes that are signed: all after this section. */
  private final byte[] signedBytes;

  private SignatureSection(List<Signed> signatures, byte[] signedBytes) {
    this.signatures = List.copyOf(signatures);
    this.signedBytes = signedBytes;
  }

  /**
   * Finds it in a module.
   *
   * @return nothing if the module is not signed
   * @throws RefusedPackageException if what is there cannot be read
   */
  static Optional<SignatureSection> find(byte[] module) throws RefusedPackageException {
    if (module.length < HEADER.length
        || !Arrays.equals(Arrays.copyOf(module, HEADER.length), HEADER)) {
      throw new RefusedPackageException("it is no WebAssembly module");
    }
    ByteBuffer in = ByteBuffer.wrap(module, HEADER.length, module.length - HEADER.length);
    if (!in.hasRemaining() || in.get() != 0) {
      return Optional.empty();
    }
    byte[] section = bytes(in, module.length);
    ByteBuffer content = ByteBuffer.wrap(section);
    byte[] name = bytes(content, section.length);
    if (!Arrays.equals(name, NAME.getBytes(StandardCharsets.US_ASCII))) {
      return Optional.empty();
    }
    if (content.remaining() > MAX_BYTES) {
      throw new RefusedPackageException("its signature is longer than " + MAX_BYTES + " bytes");
    }
    byte[] rest = Arrays.copyOfRange(module, in.position(), module.length);
    return Optional.of(new SignatureSection(read(content), rest));
  }

  private static List<Signed> read(ByteBuffer in) throws RefusedPackageException {
    expect(in, VERSION, "version of the signature");
    expect(in, CONTENT_MODULE, "content that is signed");
    expect(in, HASH_SHA256, "hash function");
    List<Signed> read = new ArrayList<>();
    int sets = number(in, MAX_SETS);
    for (int i = 0; i < sets; i++) {
      readSet(ByteBuffer.wrap(bytes(in, MAX_BYTES)), read);
    }
    end(in);
    return read;
  }

  private static void readSet(ByteBuffer in, List<Signed> read) throws RefusedPackageException {
    if (number(in, MAX_SETS) != 1) {
      throw new RefusedPackageException("it is signed in parts; one signature for all is taken");
    }
    byte[] hash = take(in, HASH_BYTES);
    int count = number(in, MAX_SIGNATURES);
    for (int i = 0; i < count; i++) {
      ByteBuffer one = ByteBuffer.wrap(bytes(in, MAX_BYTES));
      String keyId = new String(bytes(one, 256), StandardCharsets.ISO_8859_1);
      expect(one, ALGORITHM_ED25519, "algorithm of the signature");
      byte[] signature = bytes(one, SIGNATURE_BYTES);
      end(one);
      read.add(new Signed(hash, keyId, signature));
    }
    end(in);
  }

  private static void expect(ByteBuffer in, byte wanted, String what)
      throws RefusedPackageException {
    byte found = take(in, 1)[0];
    if (found != wanted) {
      throw new RefusedPackageException(
          "its " + what + " is " + (found & 0xff) + ", not " + wanted);
    }
  }

  private static void end(ByteBuffer in) throws RefusedPackageException {
    if (in.hasRemaining()) {
      throw new RefusedPackageException("there is more in its signature than there should be");
    }
  }

  private static byte[] take(ByteBuffer in, int count) throws RefusedPackageException {
    if (count > in.remaining()) {
      throw new RefusedPackageException("its signature ends in the middle");
    }
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  private static byte[] bytes(ByteBuffer in, int most) throws RefusedPackageException {
    return take(in, number(in, most));
  }

  private static int number(ByteBuffer in, int most) throws RefusedPackageException {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = take(in, 1)[0] & 0xff;
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        if (value > most) {
          throw new RefusedPackageException("a number in its signature is too large: " + value);
        }
        return (int) value;
      }
    }
    throw new RefusedPackageException("a number in its signature is too long");
  }

  /** Names of the keys that it says it is signed with. */
  List<String> keyIds() {
    return signatures.stream().map(signed -> signed.keyId).toList();
  }

  /** Whether this key signed all of the module. */
  boolean isBy(VerifyKey key) {
    byte[] hash = sha256(signedBytes);
    for (Signed signed : signatures) {
      if (MessageDigest.isEqual(hash, signed.hash)
          && key.verifies(message(hash), signed.signature)) {
        return true;
      }
    }
    return false;
  }

  /** What is signed for a hash. */
  private static byte[] message(byte[] hash) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(DOMAIN);
    message.write(VERSION);
    message.write(CONTENT_MODULE);
    message.write(HASH_SHA256);
    message.writeBytes(hash);
    return message.toByteArray();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Signs bytes. */
  @FunctionalInterface
  interface Signer {
    byte[] sign(byte[] message);
  }

  /** The module with a signature before its sections; one that is there is replaced. */
  static byte[] sign(byte[] module, String keyId, Signer signer) throws RefusedPackageException {
    Optional<SignatureSection> before = find(module);
    byte[] sections =
        before.isPresent()
            ? before.get().signedBytes
            : Arrays.copyOfRange(module, HEADER.length, module.length);
    byte[] hash = sha256(sections);
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    write(one, keyId.getBytes(StandardCharsets.US_ASCII));
    one.write(ALGORITHM_ED25519);
    write(one, signer.sign(message(hash)));
    ByteArrayOutputStream set = new ByteArrayOutputStream();
    set.write(1);
    set.writeBytes(hash);
    set.write(1);
    write(set, one.toByteArray());
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(VERSION);
    content.write(CONTENT_MODULE);
    content.write(HASH_SHA256);
    content.write(1);
    write(content, set.toByteArray());
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes(HEADER);
    custom(signed, NAME, content.toByteArray());
    signed.writeBytes(sections);
    return signed.toByteArray();
  }

  /** Writes a custom section. */
  static void custom(ByteArrayOutputStream to, String name, byte[] content) {
    ByteArrayOutputStream section = new ByteArrayOutputStream();
    write(section, name.getBytes(StandardCharsets.UTF_8));
    section.writeBytes(content);
    to.write(0);
    write(to, section.toByteArray());
  }

  private static void write(ByteArrayOutputStream to, byte[] bytes) {
    int rest = bytes.length;
    while (rest > 0x7f) {
      to.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    to.write(rest);
    to.writeBytes(bytes);
  }
}
