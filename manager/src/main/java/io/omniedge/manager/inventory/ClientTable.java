package io.omniedge.manager.inventory;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Which devices are clients: a phone with the standard WireGuard app, say. They have no agent and
 * no map; they join through a gateway.
 */
public final class ClientTable {
  private ClientTable() {}

  /** Adds one that is in the table of devices already. */
  public static void insert(Handle handle, String device, String gateway) {
    handle.execute("insert into client (device_id, gateway_id) values (?, ?)", device, gateway);
  }

  /** The gateway of a client, empty if it was deleted; nothing for a device that is no client. */
  public static Optional<String> gateway(Handle handle, String device) {
    return handle
        .createQuery("select coalesce(gateway_id, '') from client where device_id = ?")
        .bind(0, device)
        .mapTo(String.class)
        .findOne();
  }

  /** The gateways of all clients of a network, by the identifiers of the clients. */
  public static Map<String, String> ofNetwork(Handle handle, String network) {
    Map<String, String> gateways = new HashMap<>();
    handle
        .createQuery(
            "select c.device_id, coalesce(c.gateway_id, '') from client c"
                + " join device d on d.id = c.device_id where d.network_id = ?")
        .bind(0, network)
        .map((row, context) -> gateways.put(row.getString(1), row.getString(2)) == null)
        .list();
    return gateways;
  }
}
