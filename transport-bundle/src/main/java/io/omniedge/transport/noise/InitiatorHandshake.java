package io.omniedge.transport.noise;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.Session;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A handshake of ours: makes the initiation [WG 5.4.2], waits, and reads the response [WG 5.4.3].
 * Control thread only.
 *
 * <p>{@link #initiation} once; then {@link #readResponse} until it returns null; then {@link
 * #session} once. A response that is dropped changes nothing.
 */
public final class InitiatorHandshake {
  private static final byte[] EPSILON = {};

  private final HandshakeCrypto crypto;
  private final LocalIdentity local;
  private final RemoteIdentity remote;
  private final Secret ephemeral;
  private final int localIndex;
  private SymmetricState state;
  private int remoteIndex;

  /**
   * Begins; nothing is computed yet.
   *
   * @param ephemeral a fresh private key, which this handshake wipes
   * @param localIndex the index the peer will answer to
   */
  public InitiatorHandshake(
      HandshakeCrypto crypto,
      LocalIdentity local,
      RemoteIdentity remote,
      Secret ephemeral,
      int localIndex) {
    this.crypto = crypto;
    this.local = local;
    this.remote = remote;
    this.ephemeral = ephemeral;
    this.localIndex = localIndex;
    this.state = new SymmetricState(crypto, remote.publicKey());
  }

  /** The index the peer will answer to. */
  public int localIndex() {
    return localIndex;
  }

  /** The first message, without its macs; null if the peer's key is of low order. */
  public byte @Nullable [] initiation(Tai64n timestamp) {
    byte[] message = new byte[HandshakeInitiation.BYTES];
    message[0] = 1;
    // msg.sender := I_i
    LittleEndian.putInt(message, HandshakeInitiation.SENDER, localIndex);
    // (E_priv, E_pub) := DH-Generate(); C := Kdf1(C, E_pub); msg.ephemeral := E_pub
    PublicKey ephemeralPublic = crypto.x25519().publicKey(ephemeral);
    state.mixEphemeral(ephemeralPublic);
    byte[] bytes = ephemeralPublic.bytes();
    System.arraycopy(bytes, 0, message, HandshakeInitiation.EPHEMERAL, bytes.length);
    // (C, κ) := Kdf2(C, DH(E_priv_i, S_pub_r))
    if (!state.mixAgreement(ephemeral, remote.publicKey())) {
      return null;
    }
    // msg.static := Aead(κ, 0, S_pub_i, H)
    state.seal(local.publicKey().bytes(), message, HandshakeInitiation.STATIC);
    // (C, κ) := Kdf2(C, DH(S_priv_i, S_pub_r))
    state.mixShared(remote.staticStatic());
    // msg.timestamp := Aead(κ, 0, Timestamp(), H)
    state.seal(timestamp.bytes(), message, HandshakeInitiation.TIMESTAMP);
    return message;
  }

  /** Reads a response of the right type and length; null when it is authentic. */
  public @Nullable Drop readResponse(byte[] message) {
    SymmetricState attempt = state.copy();
    Drop drop = readResponse(attempt, message);
    if (drop != null) {
      attempt.wipe();
      return drop;
    }
    state.wipe();
    ephemeral.wipe();
    state = attempt;
    remoteIndex = LittleEndian.getInt(message, HandshakeResponse.SENDER);
    return null;
  }

  private @Nullable Drop readResponse(SymmetricState attempt, byte[] message) {
    PublicKey remoteEphemeral =
        PublicKey.copyOf(
            Arrays.copyOfRange(message, HandshakeResponse.EPHEMERAL, HandshakeResponse.NOTHING));
    // C := Kdf1(C, E_pub_r); H := Hash(H ‖ msg.ephemeral)
    attempt.mixEphemeral(remoteEphemeral);
    // C := Kdf1(C, DH(E_priv_i, E_pub_r)); C := Kdf1(C, DH(S_priv_i, E_pub_r))
    if (!attempt.mixAgreement(ephemeral, remoteEphemeral)
        || !attempt.mixAgreement(local.privateKey(), remoteEphemeral)) {
      return Drop.LOW_ORDER_POINT;
    }
    // (C, τ, κ) := Kdf3(C, Q); H := Hash(H ‖ τ)
    attempt.mixPresharedKey(remote.presharedKey());
    // msg.empty = Aead(κ, 0, ε, H)
    byte[] nothing = attempt.open(message, HandshakeResponse.NOTHING, HandshakeResponse.MAC1);
    return Arrays.equals(nothing, EPSILON) ? null : Drop.RESPONSE_FORGED;
  }

  /** The session, once a response was read. */
  public Session session(long now) {
    return state.split(localIndex, remoteIndex, true, now);
  }

  /** Gives up: forgets all secrets. */
  public void abandon() {
    state.wipe();
    ephemeral.wipe();
  }
}
