package io.omniedge.manager.enrol;

import io.omniedge.manager.problem.Problem;
import org.jdbi.v3.core.Handle;

/**
 * A WireGuard key is of one device: another that told the same one would take away its traffic at
 * all peers.
 */
public final class WireGuardKeys {
  private WireGuardKeys() {}

  /** Whether another device of the network has it. */
  public static boolean isTaken(Handle handle, String network, String device, String key) {
    return handle
        .createQuery("select 1 from device where network_id = ? and wireguard_key = ? and id <> ?")
        .bind(0, network)
        .bind(1, key)
        .bind(2, device)
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  static void refuseTaken(Handle handle, String network, String device, String key) {
    if (isTaken(handle, network, device, key)) {
      throw Problem.of(
              409,
              "wireguard-key-taken",
              "The WireGuard key is another device's",
              "make a new key: another device of the network has this one")
          .at("wireguardKey");
    }
  }
}
