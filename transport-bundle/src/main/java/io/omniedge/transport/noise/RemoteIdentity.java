package io.omniedge.transport.noise;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;

/**
 * What we know of the other side before a handshake. Not a record, since it holds secrets.
 * Immutable.
 */
public final class RemoteIdentity {
  private final PublicKey publicKey;
  private final Secret staticStatic;
  private final Secret presharedKey;

  /**
   * Puts together what the caller owns and wipes.
   *
   * @param staticStatic DH(S_priv of ours, S_pub of theirs), computed once
   * @param presharedKey Q of the paper, zeros for none
   */
  public RemoteIdentity(PublicKey publicKey, Secret staticStatic, Secret presharedKey) {
    this.publicKey = publicKey;
    this.staticStatic = staticStatic;
    this.presharedKey = presharedKey;
  }

  PublicKey publicKey() {
    return publicKey;
  }

  Secret staticStatic() {
    return staticStatic;
  }

  Secret presharedKey() {
    return presharedKey;
  }
}
