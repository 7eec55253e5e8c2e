package io.omniedge.gateway.api.mesh;

import java.util.Objects;
import java.util.Optional;

/** What a mesh tunnel refuses: which value, and why. */
public final class MeshException extends Exception {
  private static final long serialVersionUID = 1;

  /** Of the peer that is wrong, empty if it is not one peer alone. */
  private final String peer;

  /** One sentence for the operator. */
  public MeshException(String message) {
    super(message);
    peer = "";
  }

  /** The same with what it comes from. */
  public MeshException(String message, Throwable cause) {
    super(message, cause);
    peer = "";
  }

  private MeshException(String peer, String message, Throwable cause) {
    super(message, cause);
    this.peer = peer;
  }

  /** One peer alone is wrong; without it the rest may do. */
  public static MeshException ofPeer(String peer, Throwable cause) {
    return new MeshException(peer, "peer " + peer + ": " + cause.getMessage(), cause);
  }

  /** The identifier of the peer that is wrong, if it is one peer alone. */
  public Optional<String> peer() {
    return peer.isEmpty() ? Optional.empty() : Optional.of(peer);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
