package io.omniedge.transport.crypto;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the operator forces; null means "choose". Immutable.
 *
 * @param aead provider of ChaCha20-Poly1305, for instance {@code "openssl-ffm"}
 * @param keyAgreement provider of X25519; when null, the one chosen for the AEAD
 * @param blake2s provider of BLAKE2s: {@code "java"} or {@code "bouncycastle"}
 * @param openSslLibrary absolute path of OpenSSL's libcrypto, instead of the system's
 * @param boringSslLibrary absolute path of BoringSSL's libcrypto, instead of the distribution's
 */
public record CryptoOptions(
    @Nullable String aead,
    @Nullable String keyAgreement,
    @Nullable String blake2s,
    @Nullable Path openSslLibrary,
    @Nullable Path boringSslLibrary) {

  /** Forces nothing. */
  public static CryptoOptions automatic() {
    return new CryptoOptions(null, null, null, null, null);
  }

  /**
   * From the system properties {@code omniedge.crypto.aead}, {@code .x25519}, {@code .blake2s},
   * {@code .openssl} and {@code .boringssl}; a missing one forces nothing.
   */
  public static CryptoOptions fromSystemProperties() {
    return new CryptoOptions(
        System.getProperty("omniedge.crypto.aead"),
        System.getProperty("omniedge.crypto.x25519"),
        System.getProperty("omniedge.crypto.blake2s"),
        path("omniedge.crypto.openssl"),
        path("omniedge.crypto.boringssl"));
  }

  private static @Nullable Path path(String property) {
    String value = System.getProperty(property);
    return value == null ? null : Path.of(value);
  }
}
