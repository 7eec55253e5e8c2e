package io.omniedge.gateway.api.compliance;

import java.util.Optional;

/** Whether something may leave, and as what. Immutable. */
public final class Clearance {
  private final Optional<byte[]> data;
  private final String reason;

  private Clearance(Optional<byte[]> data, String reason) {
    this.data = data;
    this.reason = reason;
  }

  /** It may, as this. */
  public static Clearance as(byte[] data) {
    return new Clearance(Optional.of(data.clone()), "");
  }

  /** It may not. */
  public static Clearance blocked(String reason) {
    return new Clearance(Optional.empty(), reason);
  }

  /** What may leave in its place; nothing if it may not. */
  public Optional<byte[]> data() {
    return data.map(byte[]::clone);
  }

  /** Why it may not. */
  public String reason() {
    return reason;
  }
}
