package io.omniedge.transport.config;

import java.util.List;

/**
 * One tunnel as a wg-quick file describes it. Immutable; printing it shows no secret.
 *
 * @param device the {@code [Interface]} section
 * @param peers the {@code [Peer]} sections in the order of the file, no public key twice
 * @param takesDefault whether everything that others send through this machine goes into the
 *     tunnel, unless there is a narrower route, and is lost there if no peer takes it; what this
 *     machine itself sends keeps its way. No file says so
 */
public record TunnelConfig(InterfaceConfig device, List<PeerConfig> peers, boolean takesDefault) {
  /** Copies the list. */
  public TunnelConfig {
    peers = List.copyOf(peers);
  }

  /** As a file says it. */
  public TunnelConfig(InterfaceConfig device, List<PeerConfig> peers) {
    this(device, peers, false);
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
