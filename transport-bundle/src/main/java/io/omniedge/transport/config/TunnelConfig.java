package io.omniedge.transport.config;

import java.util.List;

/**
 * One tunnel as a wg-quick file describes it. Immutable; printing it shows no secret.
 *
 * @param device the {@code [Interface]} section
 * @param peers the {@code [Peer]} sections in the order of the file, no public key twice
 */
public record TunnelConfig(InterfaceConfig device, List<PeerConfig> peers) {
  /** Copies the list. */
  public TunnelConfig {
    peers = List.copyOf(peers);
  }

  /**
   * The same configuration as a wg-quick file in UTF-8 which {@link WgQuickParser} reads back to an
   * equal value.
   *
   * <p><b>Holds the private key and preshared keys in clear.</b> Write it to a file of mode 0600
   * only and overwrite the array afterwards.
   */
  public byte[] toWgQuickExposingSecrets() {
    return new WgQuickWriter(true).write(this);
  }

  /** The same file with a comment in place of each secret, to be shown to the operator. */
  public byte[] toWgQuickWithoutSecrets() {
    return new WgQuickWriter(false).write(this);
  }
}
