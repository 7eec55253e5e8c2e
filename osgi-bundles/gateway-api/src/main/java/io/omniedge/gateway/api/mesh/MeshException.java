package io.omniedge.gateway.api.mesh;

import java.util.Objects;

/** What a mesh tunnel refuses: which value, and why. */
public final class MeshException extends Exception {
  private static final long serialVersionUID = 1;

  /** One sentence for the operator. */
  public MeshException(String message) {
    super(message);
  }

  /** The same with what it comes from. */
  public MeshException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
