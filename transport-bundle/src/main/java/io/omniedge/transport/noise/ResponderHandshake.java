package io.omniedge.transport.noise;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.Session;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A handshake of the other side: reads the initiation [WG 5.4.2] and makes the response [WG 5.4.3].
 * Control thread only.
 *
 * <p>In this order: {@link #readStatic}, {@link #readTimestamp}, {@link #response}, {@link
 * #session}; after a drop only {@link #abandon}. It changes nothing of the peer, so that a replayed
 * initiation leaves no trace.
 */
public final class ResponderHandshake {
  private static final byte[] EPSILON = {};

  private final HandshakeCrypto crypto;
  private final LocalIdentity local;
  private final byte[] initiation;
  private final PublicKey remoteEphemeral;
  private final int remoteIndex;
  private final SymmetricState state;
  private @Nullable PublicKey remoteStatic;
  private @Nullable Tai64n timestamp;
  private int localIndex;

  /** Begins with an initiation of the right type and length. */
  public ResponderHandshake(HandshakeCrypto crypto, LocalIdentity local, byte[] initiation) {
    this.crypto = crypto;
    this.local = local;
    this.initiation = initiation;
    this.remoteIndex = LittleEndian.getInt(initiation, HandshakeInitiation.SENDER);
    this.remoteEphemeral =
        PublicKey.copyOf(
            Arrays.copyOfRange(
                initiation, HandshakeInitiation.EPHEMERAL, HandshakeInitiation.STATIC));
    this.state = new SymmetricState(crypto, local.publicKey());
  }

  /** Finds out who it is; null when that worked. */
  public @Nullable Drop readStatic() {
    // C := Kdf1(C, E_pub_i); H := Hash(H ‖ msg.ephemeral)
    state.mixEphemeral(remoteEphemeral);
    // (C, κ) := Kdf2(C, DH(S_priv_r, E_pub_i))
    if (!state.mixAgreement(local.privateKey(), remoteEphemeral)) {
      return Drop.LOW_ORDER_POINT;
    }
    // msg.static = Aead(κ, 0, S_pub_i, H)
    byte[] opened =
        state.open(initiation, HandshakeInitiation.STATIC, HandshakeInitiation.TIMESTAMP);
    if (opened == null) {
      return Drop.INITIATION_FORGED;
    }
    remoteStatic = PublicKey.copyOf(opened);
    return null;
  }

  /** Who says to have sent it; proven only by {@link #readTimestamp}. */
  public PublicKey remoteStatic() {
    if (remoteStatic == null) {
      throw new IllegalStateException("readStatic has not succeeded");
    }
    return remoteStatic;
  }

  /** Proves that the sender has the private key; null when it has. */
  public @Nullable Drop readTimestamp(Secret staticStatic) {
    // (C, κ) := Kdf2(C, DH(S_priv_r, S_pub_i))
    state.mixShared(staticStatic);
    // msg.timestamp = Aead(κ, 0, Timestamp(), H)
    byte[] opened = state.open(initiation, HandshakeInitiation.TIMESTAMP, HandshakeInitiation.MAC1);
    if (opened == null) {
      return Drop.INITIATION_FORGED;
    }
    timestamp = Tai64n.read(opened);
    return null;
  }

  /** When it was sent, by the clock of the sender. */
  public Tai64n timestamp() {
    if (timestamp == null) {
      throw new IllegalStateException("readTimestamp has not succeeded");
    }
    return timestamp;
  }

  /**
   * The second message, without its macs; null if a key of the other side is of low order.
   *
   * @param ephemeral a fresh private key, wiped here
   */
  public byte @Nullable [] response(RemoteIdentity remote, Secret ephemeral, int index) {
    byte[] message = new byte[HandshakeResponse.BYTES];
    message[0] = 2;
    // msg.sender := I_r; msg.receiver := I_i
    localIndex = index;
    LittleEndian.putInt(message, HandshakeResponse.SENDER, localIndex);
    LittleEndian.putInt(message, HandshakeResponse.RECEIVER, remoteIndex);
    // (E_priv_r, E_pub_r) := DH-Generate(); C := Kdf1(C, E_pub_r); msg.ephemeral := E_pub_r
    PublicKey ephemeralPublic = crypto.x25519().publicKey(ephemeral);
    state.mixEphemeral(ephemeralPublic);
    byte[] bytes = ephemeralPublic.bytes();
    System.arraycopy(bytes, 0, message, HandshakeResponse.EPHEMERAL, bytes.length);
    // C := Kdf1(C, DH(E_priv_r, E_pub_i)); C := Kdf1(C, DH(E_priv_r, S_pub_i))
    boolean agreed =
        state.mixAgreement(ephemeral, remoteEphemeral)
            && state.mixAgreement(ephemeral, remote.publicKey());
    ephemeral.wipe();
    if (!agreed) {
      return null;
    }
    // (C, τ, κ) := Kdf3(C, Q); H := Hash(H ‖ τ)
    state.mixPresharedKey(remote.presharedKey());
    // msg.empty := Aead(κ, 0, ε, H)
    state.seal(EPSILON, message, HandshakeResponse.NOTHING);
    return message;
  }

  /** The session, after the response was made. */
  public Session session(long now) {
    return state.split(localIndex, remoteIndex, false, now);
  }

  /** Gives up: forgets all secrets. */
  public void abandon() {
    state.wipe();
  }
}
