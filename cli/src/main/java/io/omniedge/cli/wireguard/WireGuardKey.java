package io.omniedge.cli.wireguard;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.util.Base64;

/** A new X25519 key [RFC 7748] as WireGuard writes it. The private part stays on this machine. */
public final class WireGuardKey {
  private static final int BYTES = 32;

  private final String privateKey;
  private final String publicKey;

  private WireGuardKey(String privateKey, String publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** Makes one. */
  public static WireGuardKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
      byte[] scalar =
          ((XECPrivateKey) pair.getPrivate())
              .getScalar()
              .orElseThrow(() -> new IllegalStateException("the JDK gives no scalar"));
      scalar[0] &= (byte) 248; // as "wg genkey" writes it [RFC 7748, 5]
      scalar[BYTES - 1] = (byte) ((scalar[BYTES - 1] & 127) | 64);
      Base64.Encoder base64 = Base64.getEncoder();
      return new WireGuardKey(
          base64.encodeToString(scalar),
          base64.encodeToString(littleEndian(((XECPublicKey) pair.getPublic()).getU())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java since 11 has X25519", e);
    }
  }

  private static byte[] littleEndian(BigInteger number) {
    byte[] big = number.toByteArray();
    byte[] little = new byte[BYTES];
    for (int i = 0; i < Math.min(BYTES, big.length); i++) {
      little[i] = big[big.length - 1 - i];
    }
    return little;
  }

  /** For the configuration of this machine only. */
  public String exposePrivate() {
    return privateKey;
  }

  /** For everybody. */
  public String publicKey() {
    return publicKey;
  }

  /** Without the private part. */
  @Override
  public String toString() {
    return publicKey;
  }
}
