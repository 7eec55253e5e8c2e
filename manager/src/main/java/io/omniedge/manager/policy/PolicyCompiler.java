package io.omniedge.manager.policy;

import java.time.Instant;

/** Makes rules for devices out of a document and the devices there are. */
public final class PolicyCompiler {
  private PolicyCompiler() {}

  /**
   * Compiles for all devices.
   *
   * @param document parsed; whether its tests pass is {@link PolicyTests}' matter
   * @param now at which time windows and postures are looked at
   */
  public static CompiledPolicy compile(PolicyDocument document, Inventory inventory, Instant now) {
    return new CompiledPolicy(document, inventory, now);
  }
}
