package io.omniedge.gateway.configuration.crypto;

import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;

/**
 * Kura's CryptoService with a key that belongs to this device alone. What it encrypts looks as on
 * Kura, {@code base64(iv)-base64(ciphertext and tag)}, AES-GCM [NIST SP 800-38D]. Thread-safe.
 *
 * <p>No exception carries a cause or a piece of what was given: it may be a password in clear.
 */
public class DeviceCrypto implements CryptoService {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final char SEPARATOR = '-'; // not in the base64 alphabet

  private final DeviceKey key;
  private final SecureRandom random;
  private final KeyStorePasswords keyStorePasswords;

  /** Keeps the passwords of key stores in the given file. */
  public DeviceCrypto(DeviceKey key, SecureRandom random, Path keyStoreFile) {
    this.key = key;
    this.random = random;
    this.keyStorePasswords = new KeyStorePasswords(keyStoreFile);
  }

  @Override
  public char[] encryptAes(char[] value) throws KuraException {
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(iv);
    byte[] clear = utf8(value);
    try {
      byte[] sealed = run(Cipher.ENCRYPT_MODE, iv, clear);
      Base64.Encoder base64 = Base64.getEncoder();
      return (base64.encodeToString(iv) + SEPARATOR + base64.encodeToString(sealed)).toCharArray();
    } catch (GeneralSecurityException e) {
      throw new KuraException(KuraErrorCode.ENCODE_ERROR, e, "AES-GCM is not available");
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  @Override
  public char[] decryptAes(char[] encryptedValue) throws KuraException {
    if (encryptedValue.length == 0) {
      return encryptedValue.clone();
    }
    byte[] clear = opened(encryptedValue);
    try {
      CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(clear));
      char[] result = new char[chars.remaining()];
      chars.get(result);
      chars.clear().put(new char[chars.capacity()]);
      return result;
    } catch (CharacterCodingException e) {
      throw notOurs();
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  private byte[] opened(char[] text) throws KuraException {
    String given = new String(text);
    int separator = given.indexOf(SEPARATOR);
    if (separator < 0) {
      throw notOurs();
    }
    try {
      byte[] iv = decoded(given.substring(0, separator));
      byte[] sealed = decoded(given.substring(separator + 1));
      // Java 17 answers a text shorter than its tag with an unchecked ProviderException.
      if (iv.length != IV_BYTES || sealed.length < TAG_BITS / 8) {
        throw notOurs();
      }
      return run(Cipher.DECRYPT_MODE, iv, sealed);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // Base64 names the character it did not like, and that may be one of a password.
      throw notOurs();
    }
  }

  /** Java's decoder does not miss the padding at the end; a file that was cut there is cut. */
  private static byte[] decoded(String base64) {
    if (base64.length() % 4 != 0) {
      throw new IllegalArgumentException("not whole");
    }
    return Base64.getDecoder().decode(base64);
  }

  private byte[] run(int mode, byte[] iv, byte[] text) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, iv));
    return cipher.doFinal(text);
  }

  private static KuraException notOurs() {
    return new KuraException(
        KuraErrorCode.DECODER_ERROR, "the value was not encrypted with the key of this device");
  }

  private static byte[] utf8(char[] value) throws KuraException {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      byte[] result = new byte[bytes.remaining()];
      bytes.get(result);
      bytes.clear().put(new byte[bytes.capacity()]);
      return result;
    } catch (CharacterCodingException e) {
      throw new KuraException(
          KuraErrorCode.ENCODE_ERROR, "the value holds half a character (a lone surrogate)");
    }
  }

  @Override
  @Deprecated
  public String encryptAes(String value) throws BadPaddingException {
    try {
      return new String(encryptAes(value.toCharArray()));
    } catch (KuraException e) {
      throw new BadPaddingException(e.getMessage());
    }
  }

  @Override
  @Deprecated
  public String decryptAes(String encryptedValue) throws BadPaddingException {
    try {
      return new String(decryptAes(encryptedValue.toCharArray()));
    } catch (KuraException e) {
      throw new BadPaddingException(e.getMessage());
    }
  }

  @Override
  public String hash(String s, String algorithm) throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance(algorithm).digest(s.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(digest);
  }

  @Override
  public String encodeBase64(String stringValue) {
    return Base64.getEncoder().encodeToString(stringValue.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String decodeBase64(String encodedValue) throws UnsupportedEncodingException {
    try {
      return new String(Base64.getDecoder().decode(encodedValue), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new UnsupportedEncodingException("the value is not base64");
    }
  }

  /** The password that was set; without one Java's customary {@code changeit}, as on Kura. */
  @Override
  public char[] getKeyStorePassword(String keyStorePath) {
    return keyStorePasswords.get(keyStorePath, this);
  }

  @Override
  public void setKeyStorePassword(String keyStorePath, char[] password) throws KuraException {
    try {
      keyStorePasswords.set(keyStorePath, password, this);
    } catch (IOException e) {
      throw new KuraException(KuraErrorCode.STORE_ERROR, e, keyStorePath);
    }
  }

  @Override
  @Deprecated
  public void setKeyStorePassword(String keyStorePath, String password) throws IOException {
    try {
      keyStorePasswords.set(keyStorePath, password.toCharArray(), this);
    } catch (KuraException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** False: nothing verifies signatures of bundles here. */
  @Override
  public boolean isFrameworkSecure() {
    return false;
  }
}
