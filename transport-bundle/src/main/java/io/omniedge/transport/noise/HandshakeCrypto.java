package io.omniedge.transport.noise;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.Blake2s;
import io.omniedge.transport.crypto.KeyAgreement;

/**
 * The primitives of a handshake; for the control thread, which alone may use these instances.
 *
 * @param x25519 DH of the paper
 * @param blake2s Hash, Mac and Kdf of the paper
 * @param aead Aead of the paper
 */
public record HandshakeCrypto(KeyAgreement x25519, Blake2s blake2s, Aead aead) {}
