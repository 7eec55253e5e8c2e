package io.omniedge.manager.plugin;

import io.omniedge.manager.inventory.ClientTable;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.Group;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.map.Membership;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The gateways that somebody means: by their identifiers, or those of a network that are in one of
 * some groups or have one of some tags. By name only gateways may be meant; of a group the others
 * are passed over.
 *
 * @param devices identifiers
 * @param network of groups and tags
 * @param groups names
 * @param tags names
 */
public record Selection(
    List<String> devices, Optional<String> network, List<String> groups, List<String> tags) {
  /** Copies. */
  public Selection {
    devices = List.copyOf(devices);
    groups = List.copyOf(groups);
    tags = List.copyOf(tags);
  }

  /** Those of a tenant. */
  List<Device> of(Handle handle, String tenant) {
    Map<String, Device> meant = new LinkedHashMap<>();
    for (String id : devices) {
      Device device =
          DeviceTable.find(handle, id)
              .filter(one -> one.tenant().equals(tenant))
              .orElseThrow(() -> Problem.invalid("devices", id, "there is no such one"));
      if (!isGateway(handle, device)) {
        throw Problem.invalid("devices", id, "it is no gateway, so it runs no plugins");
      }
      meant.put(id, device);
    }
    boolean byWord = !groups.isEmpty() || !tags.isEmpty();
    if (byWord != network.isPresent()) {
      throw Problem.invalid(
          "network", network.orElse(""), "a network and its groups or tags go together");
    }
    if (byWord) {
      String id = network.get();
      if (NetworkTable.find(handle, id).filter(one -> one.tenant().equals(tenant)).isEmpty()) {
        throw Problem.invalid("network", id, "there is no such one");
      }
      Group.checkNames(handle, id, groups);
      for (Device device : DeviceTable.ofNetwork(handle, id)) {
        if (isMeant(device) && isGateway(handle, device)) {
          meant.putIfAbsent(device.id(), device);
        }
      }
    }
    if (meant.isEmpty()) {
      throw Problem.invalid("devices", "", "no gateway is meant");
    }
    return new ArrayList<>(meant.values());
  }

  private boolean isMeant(Device device) {
    return !Collections.disjoint(device.groups(), groups)
        || !Collections.disjoint(device.tags(), tags);
  }

  private static boolean isGateway(Handle handle, Device device) {
    return device.membership() != Membership.REVOKED
        && !device.isPlainMember()
        && ClientTable.gateway(handle, device.id()).isEmpty();
  }
}
